/** How an experiment run starts, changes and ends: each makes a managed deployment and is told by an event. */
import type {
  DeploymentParameters,
  ExperimentRunEventType,
  ExperimentRunResult,
  TriggeredBy,
} from '@aws-sdk/client-appconfig';
import { notImplemented } from '../wire/errors.ts';
import { deploymentArn } from './arn.ts';
import { readTags } from './create.ts';
import { channelOf } from './deployer.ts';
import { badRequest, conflict } from './errors.ts';
import type { AppConfigWorld, Deployment, Environment, Overlay, Overrides, Run } from './state.ts';
import { serviceManaged } from './strategies.ts';

/** @throws ConflictException: only one deployment at a time goes to an environment, whoever makes it */
export function refuseUnfinished({ id, unfinished }: Environment): void {
  if (unfinished)
    throw conflict(
      `Deployment number ${unfinished.sequence} is in progress in environment ${id}; wait until it is complete or stop it`,
    );
}

type ManagedDeployment = {
  readonly parameters: DeploymentParameters | undefined;
  readonly triggeredBy?: TriggeredBy;
};

/** Lays the run, as it is now, over the deployed flag; or takes it off once it is DONE. */
export function deployRun(
  world: AppConfigWorld,
  run: Run,
  { parameters, triggeredBy = 'USER' }: ManagedDeployment,
): Deployment {
  const { environment, profile } = run.definition;
  const channel = channelOf(environment, profile.id);
  const { version } = channel;
  if (!version) throw badRequest(`No configuration is deployed to environment ${environment.id}`);
  const deployment: Deployment = {
    sequence: (environment.deployments.last?.sequence ?? 0) + 1,
    environment,
    profile,
    version,
    type: 'MANAGED',
    strategyId: serviceManaged,
    durationMs: world.switches.managedDeploymentMs,
    bakeMs: 0,
    growthType: 'LINEAR',
    growthFactor: 100,
    description: `For ${run.arn}`,
    change: { kind: 'overlay', run, before: channel.overlays.get(run.arn), after: overlayOf(run) },
    state: 'DEPLOYING',
    percentage: 0,
    startedAt: world.clock.now(),
    completedAt: undefined,
    events: [],
    tags: parameters?.Tags ?? {},
  };
  world.deployer.start(deployment, triggeredBy);
  return deployment;
}

const overlayOf = ({ arn, status, snapshot, exposure, overrides }: Run): Overlay | undefined =>
  status === 'RUNNING' ? { runArn: arn, snapshot, exposure, overrides } : undefined;

type Happening = {
  readonly type: ExperimentRunEventType;
  readonly triggeredBy: TriggeredBy;
  readonly deployment: Deployment | undefined;
};

const told: Readonly<Record<ExperimentRunEventType, string>> = {
  RUN_STARTED: 'Experiment run started',
  EXPOSURE_UPDATED: 'Exposure percentage updated',
  OVERRIDES_UPDATED: 'Treatment overrides updated',
  RUN_STOPPED: 'Experiment run stopped',
};

/** Adds to the run's own events. */
export function noteEvent(
  world: AppConfigWorld,
  run: Run,
  { type, triggeredBy, deployment }: Happening,
): void {
  run.events.add({
    sequence: (run.events.last?.sequence ?? 0) + 1,
    type,
    description: told[type],
    triggeredBy,
    occurredAt: world.clock.now(),
    exposure: run.exposure,
    overrides: run.overrides,
    deploymentArn: deployment && deploymentArn(world, deployment),
  });
}

type End = {
  readonly triggeredBy: TriggeredBy;
  readonly result?: ExperimentRunResult | undefined;
  readonly parameters?: DeploymentParameters | undefined;
};

/** @throws ConflictException while a deployment is unfinished */
export function endRun(world: AppConfigWorld, run: Run, { triggeredBy, result, parameters }: End): void {
  const { definition } = run;
  refuseUnfinished(definition.environment);
  const now = world.clock.now();
  world.store.definitions.moving(definition, () => {
    definition.status = 'IDLE';
    definition.running = undefined;
  });
  Object.assign(run, { status: 'DONE', endedAt: now, updatedAt: now, result });
  definition.updatedAt = now;
  const deployment = deployRun(world, run, { parameters, triggeredBy });
  noteEvent(world, run, { type: 'RUN_STOPPED', triggeredBy, deployment });
}

/** @throws BadRequestException for an override to a treatment that the run does not have */
export function readOverrides(
  world: AppConfigWorld,
  { Treatments = [], Control }: Run['snapshot'],
  overrides: Overrides | undefined,
): Overrides | undefined {
  const keys = [...Treatments, Control].map((treatment) => treatment?.Key);
  const unknown = Object.values(overrides ?? {}).find((key) => !keys.includes(key));
  if (unknown !== undefined && world.switches.unknownOverride === 'BadRequest')
    throw badRequest(`Treatment ${unknown} of the overrides is none of ${keys.join(', ')}`);
  return overrides;
}

/** @throws NotImplementedException: extensions are not emulated, and would get these */
export function readParameters(
  operation: string,
  parameters: DeploymentParameters | undefined,
): DeploymentParameters | undefined {
  if (parameters?.DynamicExtensionParameters !== undefined)
    throw notImplemented('AppConfig', `${operation} with DynamicExtensionParameters`);
  readTags(parameters?.Tags);
  return parameters;
}

/** AppConfig notices the roll-back a moment later; its own stop waits for the environment as everybody's does. */
export function stopAfterRollBack(
  world: AppConfigWorld,
  { change, environment }: Deployment,
  triggeredBy: TriggeredBy,
): void {
  if (change.kind !== 'overlay' || world.switches.rolledBackRun !== 'stops') return;
  const { run } = change;
  const tryAt = (at: number) =>
    world.clock.at(at, `AppConfig stops ${run.arn}`, () => {
      if (run.status === 'DONE') return;
      if (environment.unfinished) tryAt(world.clock.now() + 1000);
      else endRun(world, run, { triggeredBy });
    });
  tryAt(world.clock.now());
}
