/** Resources by what a request names them: id, name or ARN where AppConfig says identifier, else id. */
import { pathOf } from './arn.ts';
import { notFound } from './errors.ts';
import type {
  AppConfigWorld,
  Application,
  Definition,
  Deployment,
  Environment,
  HostedVersion,
  Profile,
  Run,
  Strategy,
} from './state.ts';

type Id = string | undefined;

/** @throws ResourceNotFoundException, as all of these */
export function applicationById({ store }: AppConfigWorld, id: Id = ''): Application {
  return store.applications.get(id) ?? refuse('application', id);
}

export function environmentById(world: AppConfigWorld, applicationId: Id, id: Id = ''): Environment {
  return applicationById(world, applicationId).environments.get(id) ?? refuse('environment', id);
}

export function profileById(world: AppConfigWorld, applicationId: Id, id: Id = ''): Profile {
  return applicationById(world, applicationId).profiles.get(id) ?? refuse('configuration profile', id);
}

export function strategyById({ store }: AppConfigWorld, id: Id = ''): Strategy {
  return store.strategies.get(id) ?? refuse('deployment strategy', id);
}

export function deploymentByNumber(environment: Environment, number = 0): Deployment {
  return environment.deployments.get(number) ?? refuse('deployment', String(number));
}

export function versionByNumber(profile: Profile, number = 0): HostedVersion {
  return profile.versions.get(number) ?? refuse('hosted configuration version', String(number));
}

export function application({ store }: AppConfigWorld, identifier: Id = ''): Application {
  return store.applications.find(idIn(identifier, 'application')) ?? refuse('application', identifier);
}

export function environment({ environments }: Application, identifier: Id = ''): Environment {
  return environments.find(idIn(identifier, 'environment')) ?? refuse('environment', identifier);
}

export function profile({ profiles }: Application, identifier: Id = ''): Profile {
  return (
    profiles.find(idIn(identifier, 'configurationprofile')) ?? refuse('configuration profile', identifier)
  );
}

export type DefinitionKey = {
  readonly ApplicationIdentifier: string | undefined;
  readonly ExperimentDefinitionIdentifier: string | undefined;
};

export function definition(world: AppConfigWorld, key: DefinitionKey): Definition {
  const { ApplicationIdentifier, ExperimentDefinitionIdentifier: identifier = '' } = key;
  const { definitions } = application(world, ApplicationIdentifier);
  return (
    definitions.find(idIn(identifier, 'experimentdefinition')) ?? refuse('experiment definition', identifier)
  );
}

export function run(world: AppConfigWorld, key: DefinitionKey & { readonly Run: number | undefined }): Run {
  const { id, runs } = definition(world, key);
  return runs.get(key.Run ?? 0) ?? refuse('experiment run', `${key.Run} of experiment definition ${id}`);
}

/** The id that an ARN gives for this kind; anything else is an id or a name itself. */
function idIn(identifier: string, kind: string): string {
  const path = pathOf(identifier);
  return path?.[path.lastIndexOf(kind) + 1] ?? identifier;
}

function refuse(what: string, name: string): never {
  throw notFound(what, name);
}
