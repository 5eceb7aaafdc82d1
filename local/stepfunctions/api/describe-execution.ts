import type { DescribeExecutionInput, DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Execution } from '../execution.ts';
import { findExecution } from '../executions.ts';
import type { StatesWorld } from '../machines.ts';

export function describeExecution(
  world: StatesWorld,
  { executionArn }: DescribeExecutionInput,
): DescribeExecutionOutput {
  const execution = findExecution(world, executionArn);
  const { arn, name, revision, status, inputText, startedAt } = execution;
  return {
    executionArn: arn,
    stateMachineArn: revision.machineArn,
    name,
    status,
    startDate: new Date(startedAt),
    input: inputText,
    inputDetails: { included: true },
    redriveCount: 0,
    ...redriveOf(execution),
    ...endOf(execution),
  };
}

function endOf({ status, stoppedAt, output, failure }: Execution): Partial<DescribeExecutionOutput> {
  if (stoppedAt === undefined) return {};
  const stopDate = new Date(stoppedAt);
  if (status === 'SUCCEEDED')
    return { stopDate, output: JSON.stringify(output), outputDetails: { included: true } };
  if (status === 'TIMED_OUT') return { stopDate }; // its error stands in the history only
  const { error, cause } = failure ?? {};
  return { stopDate, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function redriveOf({ status }: Execution): Partial<DescribeExecutionOutput> {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveStatus: 'REDRIVABLE' };
  return {
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${status} and cannot be redriven`,
  };
}
