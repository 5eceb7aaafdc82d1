import { ResourceNotFoundException as ControlPlaneNotFound } from '@aws-sdk/client-appconfig';
import type {
  GetLatestConfigurationRequest,
  GetLatestConfigurationResponse,
} from '@aws-sdk/client-appconfigdata';
import { flagsIn, versionFor } from '../appconfig/assignment/deployed.ts';
import { simplified } from '../appconfig/flags/value.ts';
import { noteFetch, type Place, placeOf, servedNow } from '../appconfig/served.ts';
import type { HostedVersion } from '../appconfig/state.ts';
import { notFound } from './errors.ts';
import { type DataWorld, defaultIntervalSeconds, issueToken, redeemToken, type Session } from './sessions.ts';

/** The body comes when the client does not have that version yet. Runs do not show here: they are the agent's to apply. */
export function getLatestConfiguration(
  world: DataWorld,
  { ConfigurationToken = '' }: GetLatestConfigurationRequest,
): GetLatestConfigurationResponse {
  const { session, has } = redeemToken(world, ConfigurationToken);
  const place = placeOrGone(world, session);
  const version = deployedTo(place, session);
  noteFetch(world, place);
  const isNew = version.sequence !== has;
  return {
    NextPollConfigurationToken: issueToken(world, session, version.sequence),
    NextPollIntervalInSeconds: session.requiredIntervalSeconds ?? defaultIntervalSeconds,
    ContentType: version.contentType,
    Configuration: isNew ? bodyOf(version) : new Uint8Array(),
    VersionLabel: isNew ? version.label : undefined,
  };
}

/** @throws ResourceNotFoundException: what the session is about may have been deleted since */
function placeOrGone(world: DataWorld, { place }: Session): Place {
  try {
    return placeOf(world, place);
  } catch (error) {
    if (error instanceof ControlPlaneNotFound) throw notFound('Configuration', error.message);
    throw error;
  }
}

/** @throws ResourceNotFoundException */
function deployedTo(place: Place, { id }: Session): HostedVersion {
  const { environment, profile } = place;
  const version = versionFor(servedNow(place), environment.id, id);
  if (version) return version;
  throw notFound(
    'Deployment',
    `Nothing of configuration profile ${profile.id} is deployed to environment ${environment.id}`,
  );
}

function bodyOf(version: HostedVersion): Uint8Array {
  const flags = flagsIn(version);
  return flags ? Buffer.from(JSON.stringify(simplified(flags))) : version.content;
}
