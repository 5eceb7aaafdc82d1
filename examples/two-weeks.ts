/**
 * A test that waits for two weeks, against `ramp local --clock virtual`, where they are over at once. Paste the variables
 * that it prints into another shell, then `npx node examples/two-weeks.ts`.
 */
import assert from 'node:assert';
import { SFN } from '@aws-sdk/client-sfn';

const states = new SFN();
const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Hold',
  States: { Hold: { Type: 'Wait', Seconds: 14 * 24 * 60 * 60, End: true } },
});
const roleArn = 'arn:aws:iam::111122223333:role/hold';
const { stateMachineArn } = await states.createStateMachine({ name: 'two-weeks', definition, roleArn });
const { executionArn } = await states.startExecution({ stateMachineArn });

const body = JSON.stringify({ advance: 'P14D' });
await fetch(`${process.env.AWS_ENDPOINT_URL}/_local/clock`, { method: 'POST', body });

const { status } = await states.describeExecution({ executionArn });
assert.equal(status, 'SUCCEEDED');
