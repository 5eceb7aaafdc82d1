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

test('300 executions leave one trace per seed: in two processes, at batch sizes 1 and 64', async () => {
  const another = inAnotherProcess(1, 64);
  const here = await traceOf(1, 64);
  const smaller = await traceOf(1, 1);
  const other = await traceOf(2, 64, 30);
  const there = await another;

  expect(here).toMatchObject({ ended: 300 });
  expect(here.retried).toBeGreaterThan(50);
  expect(there).toEqual(here);
  expect(smaller).toEqual(here);
  expect(other.hash).not.toBe(here.hash);
});
