import type { DescribeStateMachineInput, DescribeStateMachineOutput } from '@aws-sdk/client-sfn';
import { findMachine, type StatesWorld } from '../machines.ts';

export function describeStateMachine(
  world: StatesWorld,
  { stateMachineArn }: DescribeStateMachineInput,
): DescribeStateMachineOutput {
  const { arn, name, createdAt, revision, revisionId, ...configured } = findMachine(world, stateMachineArn);
  return {
    stateMachineArn: arn,
    name,
    status: 'ACTIVE',
    type: 'STANDARD',
    definition: revision.definitionText,
    roleArn: revision.roleArn,
    creationDate: new Date(createdAt),
    ...(configured as Pick<DescribeStateMachineOutput, 'loggingConfiguration' | 'tracingConfiguration'>),
    ...(revisionId === undefined ? {} : { revisionId }),
  };
}
