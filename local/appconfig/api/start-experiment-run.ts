import type { ExperimentRun, StartExperimentRunRequest } from '@aws-sdk/client-appconfig';
import { runArn } from '../arn.ts';
import { readTags } from '../create.ts';
import { channelOf } from '../deployer.ts';
import { refusal } from '../errors.ts';
import * as find from '../find.ts';
import { flagOf } from '../flag-document.ts';
import { deployRun, noteEvent, readOverrides, readParameters, refuseUnfinished } from '../runs.ts';
import { Sequence } from '../sequence.ts';
import type { AppConfigWorld, Definition, Run } from '../state.ts';
import { toFloat } from '../treatments.ts';
import { runView, snapshotOf } from '../views.ts';

/** The snapshot is what the run tests: nothing that happens to the definition later changes it. */
export function startExperimentRun(world: AppConfigWorld, input: StartExperimentRunRequest): ExperimentRun {
  const definition = find.definition(world, input);
  refuseUnready(world, definition);
  const snapshot = structuredClone(snapshotOf(definition));
  const overrides = readOverrides(world, snapshot, input.TreatmentOverrides?.Inline);
  const tags = readTags(input.Tags);
  const parameters = readParameters('StartExperimentRun', input.DeploymentParameters);
  refuseUnfinished(definition.environment);
  const sequence = (definition.runs.last?.sequence ?? 0) + 1;
  const now = world.clock.now();
  const run: Run = {
    sequence,
    arn: runArn(world, definition, sequence),
    tags,
    definition,
    snapshot,
    description: input.Description,
    status: 'RUNNING',
    exposure: toFloat(input.ExposurePercentage ?? world.switches.defaultExposure),
    overrides,
    result: undefined,
    startedAt: now,
    updatedAt: now,
    endedAt: undefined,
    events: new Sequence(),
  };
  definition.runs.add(run);
  world.store.definitions.moving(definition, () =>
    Object.assign(definition, { status: 'ACTIVE', running: run, updatedAt: now }),
  );
  noteEvent(world, run, {
    type: 'RUN_STARTED',
    triggeredBy: 'USER',
    deployment: deployRun(world, run, { parameters }),
  });
  return runView(run);
}

function refuseUnready({ store, switches }: AppConfigWorld, definition: Definition): void {
  const { id, status, environment, profile, flagKey, running } = definition;
  if (status === 'ARCHIVED') throw refusal(switches.useArchived, `Experiment definition ${id} is archived`);
  if (running)
    throw refusal(
      switches.secondRun,
      `Run ${running.sequence} of experiment definition ${id} is RUNNING; stop it before another one starts`,
    );
  const [other] = store.definitions.runningOnFlagOf(definition);
  if (other && switches.sameFlag !== 'accepted')
    throw refusal(
      switches.sameFlag,
      `Experiment definition ${other.id} is running on flag ${flagKey} in environment ${environment.id}`,
    );
  if (!flagOf(channelOf(environment, profile.id).version, flagKey))
    throw refusal(
      switches.undeployedFlag,
      `Flag ${flagKey} is not deployed to environment ${environment.id}; deploy it before a run starts`,
      flagKey,
    );
}
