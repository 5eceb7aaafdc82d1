import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
} from '@aws-sdk/client-sfn';
import { findExecution } from '../executions.ts';
import type { StatesWorld } from '../machines.ts';

/** What the execution runs, not what its state machine has become since. */
export function describeStateMachineForExecution(
  world: StatesWorld,
  { executionArn }: DescribeStateMachineForExecutionInput,
): DescribeStateMachineForExecutionOutput {
  const { revision } = findExecution(world, executionArn);
  return {
    stateMachineArn: revision.machineArn,
    name: revision.machineName,
    definition: revision.definitionText,
    roleArn: revision.roleArn,
    updateDate: new Date(revision.updatedAt),
    loggingConfiguration: { includeExecutionData: false, level: 'OFF' },
    tracingConfiguration: { enabled: false },
  };
}
