/** `ramp local --clock fast` from outside: over HTTP it answers what AWS recorded. */
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { overHttp } from '#test/support/http';
import { rampLocal } from '#test/support/ramp';
import {
  cases,
  create,
  isJsonata,
  isRecorded,
  loadJudge,
  resultOf,
  scoreOf,
  wrong,
} from '#test/support/recorded-executions';

test.runIf(isRecorded)('a recorded execution without tasks ends over HTTP as it did in AWS', async () => {
  const judge = await loadJudge();
  const ramp = await rampLocal('--clock', 'fast');
  const client = new SFNClient(overHttp(ramp));
  const pure = cases.filter(
    (each) => isJsonata(each) && !each.tasksUnresolvable && (each.tasks ?? []).length === 0,
  );

  const judged = await Promise.all(
    pure.map(async (each, at) => {
      const { stateMachineArn } = await create(client, each, `m${at}`);
      const input = JSON.stringify(each.input);
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
      await ended(client, executionArn);
      return { name: each.name, ...judge.judge(each, await resultOf(client, executionArn)) };
    }),
  );

  const { code } = await ramp.end('SIGTERM');
  process.stdout.write(`recorded executions over HTTP: ${scoreOf(judged)}\n`);
  expect(wrong(judged)).toEqual([]);
  expect(judged.length).toBeGreaterThanOrEqual(20);
  expect(code).toBe(0);
});

/** Asks until it is so: each answer lets the server's time move on. */
async function ended(client: SFNClient, executionArn: string | undefined): Promise<void> {
  const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
  if (status === 'RUNNING') await ended(client, executionArn);
}
