import type { ExperimentRun, StopExperimentRunRequest } from '@aws-sdk/client-appconfig';
import { refusal } from '../errors.ts';
import * as find from '../find.ts';
import { deployRun, endRun, readParameters, refuseUnfinished } from '../runs.ts';
import type { AppConfigWorld, Run } from '../state.ts';
import { runView } from '../views.ts';

/** Everybody is back on the deployed flag, once the managed deployment of the stop is complete. */
export function stopExperimentRun(world: AppConfigWorld, input: StopExperimentRunRequest): ExperimentRun {
  const run = find.run(world, input);
  const parameters = readParameters('StopExperimentRun', input.DeploymentParameters);
  if (run.status === 'DONE') stopAgain(world, run, input);
  else endRun(world, run, { triggeredBy: 'USER', result: input.Result, parameters });
  return runView(run);
}

function stopAgain(world: AppConfigWorld, run: Run, { Result }: StopExperimentRunRequest): void {
  const { switches } = world;
  switch (switches.stopDone) {
    case 'accepted':
      return;
    case 'overwritesResult':
      run.result = Result ?? run.result;
      return;
    case 'restoresAnew':
      refuseUnfinished(run.definition.environment);
      deployRun(world, run, { parameters: undefined });
      return;
    default:
      throw refusal(switches.stopDone, `Run ${run.sequence} of ${run.definition.id} is DONE`);
  }
}
