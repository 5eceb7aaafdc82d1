import type {
  ExperimentRun,
  ExperimentRunEvents,
  ExperimentRuns,
  GetExperimentRunRequest,
  ListExperimentRunEventsRequest,
  ListExperimentRunsRequest,
} from '@aws-sdk/client-appconfig';
import * as find from '../find.ts';
import { pageOf } from '../paging.ts';
import type { AppConfigWorld } from '../state.ts';
import { eventView, runSummary, runView } from '../views.ts';

export const getExperimentRun = (world: AppConfigWorld, input: GetExperimentRunRequest): ExperimentRun =>
  runView(find.run(world, input));

export function listExperimentRuns(world: AppConfigWorld, input: ListExperimentRunsRequest): ExperimentRuns {
  const { id, runs } = find.definition(world, input);
  return pageOf(
    {
      name: `${input.Status ?? ''} runs of ${id}`,
      list: runs,
      order: world.switches.runOrder,
      accepts: ({ status }) => input.Status === undefined || status === input.Status,
      view: runSummary,
    },
    input,
  );
}

export function listExperimentRunEvents(
  world: AppConfigWorld,
  input: ListExperimentRunEventsRequest,
): ExperimentRunEvents {
  const { arn, events } = find.run(world, input);
  return pageOf(
    { name: `events of ${arn}`, list: events, order: world.switches.eventOrder, view: eventView },
    input,
  );
}
