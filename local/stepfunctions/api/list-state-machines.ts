import type { ListStateMachinesInput, ListStateMachinesOutput } from '@aws-sdk/client-sfn';
import type { StatesWorld } from '../machines.ts';
import { pageOf } from '../paging.ts';

export function listStateMachines(
  { machines }: StatesWorld,
  input: ListStateMachinesInput,
): ListStateMachinesOutput {
  const { items, nextToken } = pageOf([...machines.values()], input);
  const stateMachines = items.map(({ arn, name, createdAt }) => ({
    stateMachineArn: arn,
    name,
    type: 'STANDARD' as const,
    creationDate: new Date(createdAt),
  }));
  return { stateMachines, ...(nextToken === undefined ? {} : { nextToken }) };
}
