import type {
  CreateEnvironmentRequest,
  DeleteEnvironmentRequest,
  Environments,
  Environment as EnvironmentView,
  GetEnvironmentRequest,
  ListEnvironmentsRequest,
  UpdateEnvironmentRequest,
} from '@aws-sdk/client-appconfig';
import { newId, readTags, refuseBeyondQuota, refuseDuplicate } from '../create.ts';
import { refuseProtected } from '../deletion-protection.ts';
import { conflict } from '../errors.ts';
import { applicationById, environmentById } from '../find.ts';
import { pageOf } from '../paging.ts';
import { Sequence } from '../sequence.ts';
import type { AppConfigWorld, Environment } from '../state.ts';

export function createEnvironment(world: AppConfigWorld, input: CreateEnvironmentRequest): EnvironmentView {
  const application = applicationById(world, input.ApplicationId);
  const { environments } = application;
  const { Name: name = '', Description: description, Monitors: monitors = [] } = input;
  const tags = readTags(input.Tags);
  refuseDuplicate(world, 'an environment', environments, name);
  refuseBeyondQuota(world, 'environments', environments.size, 20);
  const environment: Environment = {
    sequence: environments.nextSequence(),
    id: newId(world, (id) => environments.get(id) !== undefined),
    name,
    description,
    tags,
    application,
    createdAt: world.clock.now(),
    monitors,
    state: 'READY_FOR_DEPLOYMENT',
    readAt: undefined,
    deployments: new Sequence(),
    unfinished: undefined,
    channels: new Map(),
  };
  environments.add(environment);
  return view(environment);
}

export const getEnvironment = (world: AppConfigWorld, input: GetEnvironmentRequest): EnvironmentView =>
  view(environmentById(world, input.ApplicationId, input.EnvironmentId));

/** Monitors that are given replace those of before. */
export function updateEnvironment(world: AppConfigWorld, input: UpdateEnvironmentRequest): EnvironmentView {
  const environment = environmentById(world, input.ApplicationId, input.EnvironmentId);
  const { environments } = environment.application;
  const {
    Name: name = environment.name,
    Description: description = environment.description,
    Monitors: monitors = environment.monitors,
  } = input;
  if (name !== environment.name) refuseDuplicate(world, 'an environment', environments, name);
  environments.rename(environment, () => Object.assign(environment, { name, description, monitors }));
  return view(environment);
}

export function deleteEnvironment(world: AppConfigWorld, input: DeleteEnvironmentRequest): void {
  const environment = environmentById(world, input.ApplicationId, input.EnvironmentId);
  const { id, unfinished, application } = environment;
  if (unfinished)
    throw conflict(`Cannot delete environment ${id} while deployment ${unfinished.sequence} is in progress`);
  if (world.store.definitions.hasAny('environment', id))
    throw conflict(`Cannot delete environment ${id} because experiment definitions use it`);
  refuseProtected(world, 'environment', environment, input.DeletionProtectionCheck);
  application.environments.remove(environment);
}

export function listEnvironments(world: AppConfigWorld, input: ListEnvironmentsRequest): Environments {
  const { id, environments } = applicationById(world, input.ApplicationId);
  return pageOf(
    { name: `environments of ${id}`, list: environments.inOrder, order: 'oldestFirst', view },
    input,
  );
}

const view = ({ application, id, name, description, state, monitors }: Environment): EnvironmentView => ({
  ApplicationId: application.id,
  Id: id,
  Name: name,
  Description: description,
  State: state,
  ...(monitors.length > 0 ? { Monitors: [...monitors] } : {}),
});
