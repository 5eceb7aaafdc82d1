import type {
  ExperimentRun,
  ExperimentRunEventType,
  UpdateExperimentRunRequest,
} from '@aws-sdk/client-appconfig';
import { badRequest, refusal } from '../errors.ts';
import * as find from '../find.ts';
import { deployRun, noteEvent, readOverrides, readParameters, refuseUnfinished } from '../runs.ts';
import type { AppConfigWorld, Overrides, Run } from '../state.ts';
import { toFloat } from '../treatments.ts';
import { runView } from '../views.ts';

/** Exposure is a ratchet: within a run it only rises. */
export function updateExperimentRun(world: AppConfigWorld, input: UpdateExperimentRunRequest): ExperimentRun {
  const run = find.run(world, input);
  const { switches, clock } = world;
  if (run.status === 'DONE')
    throw refusal(switches.updateDone, `Run ${run.sequence} of ${run.definition.id} is DONE`);
  const exposure = readExposure(world, run, input);
  const overrides = readNewOverrides(world, run, input);
  if (exposure !== undefined && overrides !== undefined && switches.twoAttributes === 'BadRequest')
    throw badRequest('Only one deployment attribute can be updated per request');
  const parameters = readParameters('UpdateExperimentRun', input.DeploymentParameters);
  const events: readonly ExperimentRunEventType[] = [
    ...(isRaise(world, run, exposure) ? (['EXPOSURE_UPDATED'] as const) : []),
    ...(overrides === undefined ? [] : (['OVERRIDES_UPDATED'] as const)),
  ];
  const deploys = events.length > 0 || (input.Description !== undefined && switches.describingDeploys);
  if (deploys) refuseUnfinished(run.definition.environment);
  if (!deploys && input.Description === undefined) return runView(run);
  run.description = input.Description ?? run.description;
  run.exposure = exposure ?? run.exposure;
  run.overrides = overrides ?? run.overrides;
  run.updatedAt = clock.now();
  const deployment = deploys ? deployRun(world, run, { parameters }) : undefined;
  for (const type of events) noteEvent(world, run, { type, triggeredBy: 'USER', deployment });
  return runView(run);
}

function readExposure(
  { switches }: AppConfigWorld,
  run: Run,
  { ExposurePercentage }: UpdateExperimentRunRequest,
): number | undefined {
  if (ExposurePercentage === undefined) return undefined;
  const exposure = toFloat(ExposurePercentage);
  const asked = `Current: ${run.exposure}%, requested: ${exposure}%`;
  if (exposure < run.exposure)
    throw refusal(switches.loweringExposure, `Exposure percentage can only be increased. ${asked}`);
  if (exposure === run.exposure && switches.sameExposure === 'BadRequest')
    throw badRequest(`Exposure percentage must be increased. ${asked}`);
  return exposure;
}

const isRaise = ({ switches }: AppConfigWorld, run: Run, exposure: number | undefined): boolean =>
  exposure !== undefined && (exposure > run.exposure || switches.sameExposure === 'event');

function readNewOverrides(
  world: AppConfigWorld,
  run: Run,
  { TreatmentOverrides }: UpdateExperimentRunRequest,
): Overrides | undefined {
  const given = readOverrides(world, run.snapshot, TreatmentOverrides?.Inline);
  return given && world.switches.overridesUpdate === 'merge' ? { ...run.overrides, ...given } : given;
}
