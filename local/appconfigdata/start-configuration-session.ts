import type {
  ResourceType,
  StartConfigurationSessionRequest,
  StartConfigurationSessionResponse,
} from '@aws-sdk/client-appconfigdata';
import { badRequest, notFound } from './errors.ts';
import { type DataWorld, issueToken, type Session } from './sessions.ts';

export function startConfigurationSession(
  world: DataWorld,
  input: StartConfigurationSessionRequest,
): StartConfigurationSessionResponse {
  const { RequiredMinimumPollIntervalInSeconds: requiredIntervalSeconds } = input;
  refuseInterval(requiredIntervalSeconds);
  const session = { place: placeOf(world, input), id: world.data.random.id(16), requiredIntervalSeconds };
  return { InitialConfigurationToken: issueToken(world, session) };
}

function refuseInterval(seconds: number | undefined): void {
  if (seconds === undefined || (seconds >= 15 && seconds <= 86_400)) return;
  throw badRequest(`RequiredMinimumPollIntervalInSeconds is between 15 and 86400, not ${seconds}`);
}

function placeOf({ store }: DataWorld, input: StartConfigurationSessionRequest): Session['place'] {
  const application = named('ApplicationIdentifier', 'Application', input, (name) =>
    store.applications.find(name),
  );
  const environment = named('EnvironmentIdentifier', 'Environment', input, (name) =>
    application.environments.find(name),
  );
  const profile = named('ConfigurationProfileIdentifier', 'ConfigurationProfile', input, (name) =>
    application.profiles.find(name),
  );
  return { application: application.id, environment: environment.id, profile: profile.id };
}

type Identifiers = 'ApplicationIdentifier' | 'EnvironmentIdentifier' | 'ConfigurationProfileIdentifier';

/** @throws BadRequestException, ResourceNotFoundException */
function named<T>(
  member: Identifiers,
  type: ResourceType,
  input: StartConfigurationSessionRequest,
  find: (name: string) => T | undefined,
): T {
  const name = input[member] ?? '';
  if (name.length < 1 || name.length > 128) throw badRequest(`${member} has 1 to 128 characters`);
  const found = find(name);
  if (found === undefined) throw notFound(type, `${type} not found: ${name}`, { [member]: name });
  return found;
}
