import type { ListStateMachinesInput, ListStateMachinesOutput } from '@aws-sdk/client-sfn';
import { isGone, type StatesWorld } from '../machines.ts';
import { pageOf } from '../paging.ts';

export function listStateMachines(
  world: StatesWorld,
  input: ListStateMachinesInput,
): ListStateMachinesOutput {
  const all = [...world.machines.values()].filter((machine) => !isGone(world, machine));
  const { items, nextToken } = pageOf(all, input);
  const stateMachines = items.map(({ arn, name, createdAt }) => ({
    stateMachineArn: arn,
    name,
    type: 'STANDARD' as const,
    creationDate: new Date(createdAt),
  }));
  return { stateMachines, ...(nextToken === undefined ? {} : { nextToken }) };
}
