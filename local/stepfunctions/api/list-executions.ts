import type { ListExecutionsInput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { notImplemented } from '../../wire/errors.ts';
import type { Execution } from '../execution.ts';
import { findMachine, type StatesWorld } from '../machines.ts';
import { pageOf } from '../paging.ts';

/** The newest first. */
export function listExecutions(world: StatesWorld, input: ListExecutionsInput): ListExecutionsOutput {
  const { stateMachineArn, statusFilter, mapRunArn, redriveFilter } = input;
  if (mapRunArn) throw notImplemented('SFN', 'ListExecutions with mapRunArn');
  if (redriveFilter === 'REDRIVEN') return { executions: [] };
  const { arn } = findMachine(world, stateMachineArn);
  const all = [...world.engine.executions.values()].filter(
    ({ revision, status }) =>
      revision.machineArn === arn && (statusFilter === undefined || status === statusFilter),
  );
  const { items, nextToken } = pageOf(all.reverse(), input);
  return { executions: items.map(itemOf), ...(nextToken === undefined ? {} : { nextToken }) };
}

const itemOf = ({ arn, name, revision, status, startedAt, stoppedAt }: Execution) => ({
  executionArn: arn,
  stateMachineArn: revision.machineArn,
  name,
  status,
  startDate: new Date(startedAt),
  ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
  redriveCount: 0,
});
