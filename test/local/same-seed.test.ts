/** Same seed, same trace: every request with its signature and retry headers, every answer, every instant. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Traced, traceOf } from '#test/support/trace';

/** In a process of its own, which also says what it asked of the system: virtual time waits for none of that. */
const script = `
  import { createHook } from 'node:async_hooks';
  const { traceOf } = await import('#test/support/trace');
  const asked = new Set();
  createHook({ init: (_id, type) => asked.add(type) }).enable();
  const traced = await traceOf(Number(process.argv[1]));
  process.stdout.write(JSON.stringify({ ...traced, asked: [...asked] }));`;

async function inItsOwnProcess(seed: number): Promise<Traced & { asked: readonly string[] }> {
  const argv = ['--input-type=module', '--eval', script, String(seed)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout);
}

test('two processes leave the same trace, which is not that of another seed', async () => {
  const [one, two, other] = await Promise.all([inItsOwnProcess(1), inItsOwnProcess(1), inItsOwnProcess(2)]);

  expect(two).toEqual(one);
  expect(other.hash).not.toBe(one.hash);
  expect(one.retries).toBeGreaterThan(10);
});

test('nothing in a world asks the system for what virtual time would not wait for', async () => {
  const { asked } = await inItsOwnProcess(3);

  const outside = ['FSREQPROMISE', 'FSREQCALLBACK', 'ZLIB', 'HASHREQUEST', 'TCPWRAP', 'GETADDRINFOREQWRAP'];
  expect(asked.filter((type) => outside.includes(type))).toEqual([]);
  expect(asked).toContain('PROMISE');
});

test('it does not matter how many timers are woken at once', async () => {
  const one = await traceOf(4, 1);
  const many = await traceOf(4, 64);

  expect(many).toEqual(one);
});
