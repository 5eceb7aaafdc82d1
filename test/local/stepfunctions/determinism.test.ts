/** One seed, one trace: every request with its headers and every event, however the work is cut into batches. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { traceOf } from '#test/support/many-executions';

const inAnotherProcess = async (seed: number, batch: number): Promise<unknown> => {
  const code = `import { traceOf } from '#test/support/many-executions';
    process.stdout.write(JSON.stringify(await traceOf(${seed}, ${batch})));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
  return JSON.parse(stdout);
};

test('300 executions leave one trace per seed: here in batches of 64, in another process one by one', async () => {
  const [here, there] = await Promise.all([traceOf(1, 64), inAnotherProcess(1, 1)]);
  const other = await traceOf(2, 64, 10);

  expect(here).toMatchObject({ ended: 300 });
  expect(here.retried).toBeGreaterThan(50);
  expect(there).toEqual(here);
  expect(other.hash).not.toBe(here.hash);
}, 120_000); // it is the processor's time that it takes, and others may want that too
