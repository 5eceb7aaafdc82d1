import type { DescribeStateMachineInput, DescribeStateMachineOutput } from '@aws-sdk/client-sfn';
import { findMachine, type StatesWorld } from '../machines.ts';

type Configured = Pick<DescribeStateMachineOutput, 'loggingConfiguration' | 'tracingConfiguration'>;

export function describeStateMachine(
  world: StatesWorld,
  { stateMachineArn }: DescribeStateMachineInput,
): DescribeStateMachineOutput {
  const machine = findMachine(world, stateMachineArn);
  const { arn, name, status, createdAt, revision, revisionId } = machine;
  const { loggingConfiguration, tracingConfiguration } = machine as Configured;
  return {
    stateMachineArn: arn,
    name,
    status,
    type: 'STANDARD',
    definition: revision.definitionText,
    roleArn: revision.roleArn,
    creationDate: new Date(createdAt),
    loggingConfiguration,
    tracingConfiguration,
    ...(revisionId === undefined ? {} : { revisionId }),
  };
}
