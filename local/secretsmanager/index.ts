/** Secrets Manager, as far as functions read their secrets from it. */
import * as sdk from '@aws-sdk/client-secrets-manager';
import {
  type CreateSecretRequest,
  type CreateSecretResponse,
  type GetSecretValueRequest,
  type GetSecretValueResponse,
  InvalidRequestException,
  type PutSecretValueRequest,
  type PutSecretValueResponse,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Random } from '../random.ts';
import { notImplemented, ServiceError } from '../wire/errors.ts';
import { noBytes } from '../wire/message.ts';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';

type Value = Pick<GetSecretValueResponse, 'SecretString' | 'SecretBinary'>;
type Version = {
  readonly id: string;
  readonly createdAt: number;
  readonly value: Value;
  stages: readonly string[];
};
type Secret = { readonly name: string; readonly arn: string; readonly versions: Version[] };
type SecretsWorld = World & { readonly random: Random; readonly secrets: Map<string, Secret> };

const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

export function secretsManager(world: World): Service {
  const store: SecretsWorld = { ...world, random: world.random.fork('secretsmanager'), secrets: new Map() };
  const operations = {
    CreateSecret: createSecret,
    PutSecretValue: putSecretValue,
    GetSecretValue: getSecretValue,
  };
  return createService({ sdk, client: SecretsManagerClient, world: store, operations });
}

function createSecret(world: SecretsWorld, input: CreateSecretRequest): CreateSecretResponse {
  const { Name = '' } = input;
  for (const member of ['Tags', 'AddReplicaRegions', 'Type'] as const)
    if (input[member] !== undefined) throw notImplemented('SecretsManager', `CreateSecret with ${member}`);
  if (!/^[\w/+=.@-]{1,512}$/.test(Name))
    throw new ServiceError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  if (world.secrets.has(Name))
    throw new ResourceExistsException({
      message: `The operation failed because the secret ${Name} already exists.`,
      $metadata: {},
    });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const suffix = world.random.fork(Name).id(6, letters);
  const arn = `arn:aws:secretsmanager:${world.region}:${world.accountId}:secret:${Name}-${suffix}`;
  const secret: Secret = { name: Name, arn, versions: [] };
  world.secrets.set(Name, secret);
  const value = givenValue(input);
  if (!value) return { ARN: arn, Name };
  const version = addVersion(world, secret, value, input.ClientRequestToken);
  return { ARN: arn, Name, VersionId: version.id };
}

function putSecretValue(world: SecretsWorld, input: PutSecretValueRequest): PutSecretValueResponse {
  const { SecretId, VersionStages } = input;
  if (VersionStages !== undefined || input.RotationToken !== undefined)
    throw notImplemented('SecretsManager', 'PutSecretValue with VersionStages or RotationToken');
  const secret = find(world, SecretId);
  const value = givenValue(input);
  if (!value)
    throw new InvalidRequestException({
      message: 'You must provide either SecretString or SecretBinary.',
      $metadata: {},
    });
  const { id, stages } = addVersion(world, secret, value, input.ClientRequestToken);
  return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: [...stages] };
}

/** The version that was current becomes the previous one. The same token with the same value changes nothing. */
function addVersion(world: SecretsWorld, secret: Secret, value: Value, token: string | undefined): Version {
  const known = secret.versions.find(({ id }) => id === token);
  if (known && isSame(known.value, value)) return known;
  if (known)
    throw new ResourceExistsException({
      message: `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${secret.arn}.`,
      $metadata: {},
    });
  for (const version of secret.versions) version.stages = version.stages.includes(current) ? [previous] : [];
  const version = {
    id: token ?? world.random.uuid(),
    createdAt: world.clock.now(),
    value,
    stages: [current],
  };
  secret.versions.push(version);
  return version;
}

function getSecretValue(world: SecretsWorld, input: GetSecretValueRequest): GetSecretValueResponse {
  const { SecretId, VersionId, VersionStage = VersionId === undefined ? current : undefined } = input;
  const secret = find(world, SecretId);
  const version = secret.versions.find(
    ({ id, stages }) =>
      (VersionId ?? id) === id && (VersionStage === undefined || stages.includes(VersionStage)),
  );
  if (!version)
    throw notFound(
      VersionId === undefined
        ? `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`
        : `Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`,
    );
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdAt),
    ...version.value,
  };
}

/** By name, by ARN, or by ARN without its last seven characters. */
function find({ secrets }: SecretsWorld, id = ''): Secret {
  const secret =
    secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  if (secret) return secret;
  throw notFound("Secrets Manager can't find the specified secret.");
}

function givenValue({ SecretString, SecretBinary }: Value): Value | undefined {
  if (SecretString !== undefined) return { SecretString };
  return SecretBinary === undefined ? undefined : { SecretBinary };
}

const isSame = (left: Value, right: Value): boolean =>
  left.SecretString === right.SecretString &&
  Buffer.compare(left.SecretBinary ?? noBytes, right.SecretBinary ?? noBytes) === 0;

const notFound = (message: string) => new ResourceNotFoundException({ message, $metadata: {} });
