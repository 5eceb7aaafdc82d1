import type {
  CreateDeploymentStrategyRequest,
  DeleteDeploymentStrategyRequest,
  DeploymentStrategies,
  GetDeploymentStrategyRequest,
  ListDeploymentStrategiesRequest,
  DeploymentStrategy as StrategyView,
  UpdateDeploymentStrategyRequest,
} from '@aws-sdk/client-appconfig';
import { notImplemented } from '../../wire/errors.ts';
import { newId, readTags, refuseBeyondQuota, refuseDuplicate } from '../create.ts';
import { badRequest } from '../errors.ts';
import { strategyById } from '../find.ts';
import { pageOf } from '../paging.ts';
import type { AppConfigWorld, Strategy } from '../state.ts';

const predefinedCount = 4;

export function createDeploymentStrategy(
  world: AppConfigWorld,
  input: CreateDeploymentStrategyRequest,
): StrategyView {
  if (input.ReplicateTo === 'SSM_DOCUMENT')
    throw notImplemented('AppConfig', 'CreateDeploymentStrategy with ReplicateTo SSM_DOCUMENT');
  const { strategies } = world.store;
  const { Name: name = '' } = input;
  const tags = readTags(input.Tags);
  refuseDuplicate(world, 'a deployment strategy', strategies, name);
  refuseBeyondQuota(world, 'deployment strategies', strategies.size - predefinedCount, 20);
  const strategy: Strategy = {
    sequence: predefinedCount + strategies.nextSequence(),
    id: newId(world, (id) => strategies.get(id) !== undefined),
    name,
    description: input.Description,
    tags,
    durationMinutes: input.DeploymentDurationInMinutes ?? 0,
    bakeMinutes: input.FinalBakeTimeInMinutes ?? 0,
    growthType: input.GrowthType ?? 'LINEAR',
    growthFactor: input.GrowthFactor ?? 100,
    replicateTo: 'NONE',
    isPredefined: false,
  };
  strategies.add(strategy);
  return view(strategy);
}

export const getDeploymentStrategy = (
  world: AppConfigWorld,
  input: GetDeploymentStrategyRequest,
): StrategyView => view(strategyById(world, input.DeploymentStrategyId));

/** Deployments that are under way keep what they began with. */
export function updateDeploymentStrategy(
  world: AppConfigWorld,
  input: UpdateDeploymentStrategyRequest,
): StrategyView {
  const strategy = ownStrategy(world, input.DeploymentStrategyId);
  const {
    Description: description = strategy.description,
    DeploymentDurationInMinutes: durationMinutes = strategy.durationMinutes,
    FinalBakeTimeInMinutes: bakeMinutes = strategy.bakeMinutes,
    GrowthFactor: growthFactor = strategy.growthFactor,
    GrowthType: growthType = strategy.growthType,
  } = input;
  Object.assign(strategy, { description, durationMinutes, bakeMinutes, growthFactor, growthType });
  return view(strategy);
}

export const deleteDeploymentStrategy = (
  world: AppConfigWorld,
  input: DeleteDeploymentStrategyRequest,
): void => world.store.strategies.remove(ownStrategy(world, input.DeploymentStrategyId));

function ownStrategy(world: AppConfigWorld, id: string | undefined): Strategy {
  const strategy = strategyById(world, id);
  if (strategy.isPredefined)
    throw badRequest(`Deployment strategy ${strategy.id} belongs to AppConfig and cannot be changed`);
  return strategy;
}

export const listDeploymentStrategies = (
  { store }: AppConfigWorld,
  input: ListDeploymentStrategiesRequest,
): DeploymentStrategies =>
  pageOf(
    { name: 'deployment strategies', list: store.strategies.inOrder, order: 'oldestFirst', view },
    input,
  );

const view = (strategy: Strategy): StrategyView => ({
  Id: strategy.id,
  Name: strategy.name,
  Description: strategy.description,
  DeploymentDurationInMinutes: strategy.durationMinutes,
  GrowthType: strategy.growthType,
  GrowthFactor: strategy.growthFactor,
  FinalBakeTimeInMinutes: strategy.bakeMinutes,
  ReplicateTo: strategy.replicateTo,
});
