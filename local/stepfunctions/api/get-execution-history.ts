import type { GetExecutionHistoryInput, GetExecutionHistoryOutput } from '@aws-sdk/client-sfn';
import { findExecution } from '../executions.ts';
import { viewEvent } from '../history-view.ts';
import type { StatesWorld } from '../machines.ts';
import { pageOf } from '../paging.ts';

export function getExecutionHistory(
  world: StatesWorld,
  input: GetExecutionHistoryInput,
): GetExecutionHistoryOutput {
  const execution = findExecution(world, input.executionArn);
  const view = { execution, region: world.region, withData: input.includeExecutionData !== false };
  const ids = execution.events.map((_, at) => at + 1);
  const { items, nextToken } = pageOf(input.reverseOrder ? ids.reverse() : ids, input);
  return {
    events: items.map((id) => viewEvent(view, id)),
    ...(nextToken === undefined ? {} : { nextToken }),
  };
}
