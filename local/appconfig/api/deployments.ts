import type {
  DeploymentSummary,
  Deployments,
  Deployment as DeploymentView,
  GetDeploymentRequest,
  ListDeploymentsRequest,
  StartDeploymentRequest,
  StopDeploymentRequest,
} from '@aws-sdk/client-appconfig';
import { notImplemented } from '../../wire/errors.ts';
import { readTags } from '../create.ts';
import { channelOf } from '../deployer.ts';
import { badRequest, conflict } from '../errors.ts';
import { deploymentByNumber, environmentById, profileById, strategyById } from '../find.ts';
import { pageOf } from '../paging.ts';
import { refuseUnfinished } from '../runs.ts';
import type { AppConfigWorld, Deployment, Environment } from '../state.ts';
import { versionNamed } from './hosted-configuration-versions.ts';

const minuteMs = 60_000;
/** "AppConfig only allows a revert within 72 hours of deployment completion." */
const revertibleMs = 72 * 60 * minuteMs;

export function startDeployment(world: AppConfigWorld, input: StartDeploymentRequest): DeploymentView {
  refuseUnemulated(input);
  const environment = environmentById(world, input.ApplicationId, input.EnvironmentId);
  const profile = profileById(world, input.ApplicationId, input.ConfigurationProfileId);
  const strategy = strategyById(world, input.DeploymentStrategyId);
  const version = versionNamed(profile, input.ConfigurationVersion ?? '');
  const tags = readTags(input.Tags);
  refuseUnfinished(environment);
  const sequence = nextNumber(environment, input.LatestDeploymentNumber);
  const deployment: Deployment = {
    sequence,
    environment,
    profile,
    version,
    type: 'USER',
    strategyId: strategy.id,
    durationMs: strategy.durationMinutes * minuteMs,
    bakeMs: strategy.bakeMinutes * minuteMs,
    growthType: strategy.growthType,
    growthFactor: strategy.growthFactor,
    description: input.Description,
    change: { kind: 'version', before: channelOf(environment, profile.id).version, after: version },
    state: 'DEPLOYING',
    percentage: 0,
    startedAt: world.clock.now(),
    completedAt: undefined,
    events: [],
    tags,
  };
  world.deployer.start(deployment);
  return view(deployment);
}

function refuseUnemulated({ KmsKeyIdentifier, DynamicExtensionParameters }: StartDeploymentRequest): void {
  if (KmsKeyIdentifier !== undefined)
    throw notImplemented('AppConfig', 'StartDeployment with KmsKeyIdentifier');
  if (DynamicExtensionParameters !== undefined)
    throw notImplemented('AppConfig', 'StartDeployment with DynamicExtensionParameters');
}

function nextNumber({ id, deployments }: Environment, expected: number | undefined): number {
  const latest = deployments.last?.sequence ?? 0;
  if (expected !== undefined && expected !== latest)
    throw conflict(
      `The latest deployment of environment ${id} is number ${latest}, not ${expected}; look at it and try again`,
    );
  return latest + 1;
}

export const getDeployment = (world: AppConfigWorld, input: GetDeploymentRequest): DeploymentView =>
  view(find(world, input));

/** An unfinished deployment is rolled back, a complete one is reverted if that is allowed. */
export function stopDeployment(world: AppConfigWorld, input: StopDeploymentRequest): DeploymentView {
  const deployment = find(world, input);
  const isStoppable =
    deployment.state === 'DEPLOYING' || (deployment.state === 'BAKING' && input.AllowRevert === true);
  if (isStoppable) world.deployer.rollBack(deployment, 'USER', world.accountId);
  else revert(world, deployment, input.AllowRevert === true);
  return view(deployment);
}

function revert(world: AppConfigWorld, deployment: Deployment, isAllowed: boolean): void {
  const { sequence, state, environment, completedAt = 0, change } = deployment;
  const number = `Deployment number ${sequence}`;
  if (!isAllowed || state !== 'COMPLETE')
    throw badRequest(
      `${number} is ${state}: only a deployment that is DEPLOYING is stopped, and with AllowRevert one that is COMPLETE is reverted`,
    );
  if (world.clock.now() - completedAt > revertibleMs)
    throw badRequest(`${number} was completed more than 72 hours ago and cannot be reverted`);
  refuseUnfinished(environment);
  if (change.kind !== 'version' || !change.before || isOvertaken(deployment))
    throw badRequest(`${number} cannot be reverted: it is not the latest one with a version before it`);
  world.deployer.revert(deployment);
}

const isOvertaken = ({ environment, profile, change }: Deployment): boolean =>
  channelOf(environment, profile.id).version !== change.after;

function find(world: AppConfigWorld, input: GetDeploymentRequest): Deployment {
  const environment = environmentById(world, input.ApplicationId, input.EnvironmentId);
  return deploymentByNumber(environment, input.DeploymentNumber);
}

/** Descending by number; the only place where AppConfig tells who made a deployment, a user or itself. */
export function listDeployments(world: AppConfigWorld, input: ListDeploymentsRequest): Deployments {
  const { id, deployments } = environmentById(world, input.ApplicationId, input.EnvironmentId);
  return pageOf(
    {
      name: `deployments of ${id}`,
      list: deployments,
      order: 'newestFirst',
      view: (deployment): DeploymentSummary => ({ ...summary(deployment), Type: deployment.type }),
    },
    input,
  );
}

function summary({ completedAt, ...deployment }: Deployment): DeploymentSummary {
  return {
    DeploymentNumber: deployment.sequence,
    ConfigurationProfileId: deployment.profile.id,
    ConfigurationName: deployment.profile.name,
    ConfigurationVersion: String(deployment.version.sequence),
    VersionLabel: deployment.version.label,
    DeploymentDurationInMinutes: Math.round(deployment.durationMs / minuteMs),
    GrowthType: deployment.growthType,
    GrowthFactor: deployment.growthFactor,
    FinalBakeTimeInMinutes: deployment.bakeMs / minuteMs,
    State: deployment.state,
    PercentageComplete: deployment.percentage,
    StartedAt: new Date(deployment.startedAt),
    ...(completedAt === undefined ? {} : { CompletedAt: new Date(completedAt) }),
  };
}

const view = (deployment: Deployment): DeploymentView => ({
  ...summary(deployment),
  ApplicationId: deployment.environment.application.id,
  EnvironmentId: deployment.environment.id,
  DeploymentStrategyId: deployment.strategyId,
  ConfigurationLocationUri: deployment.profile.locationUri,
  Description: deployment.description,
  EventLog: [...deployment.events],
  AppliedExtensions: [],
});
