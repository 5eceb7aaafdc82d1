/** Systems Manager Parameter Store, as far as functions read their settings from it. */
import * as sdk from '@aws-sdk/client-ssm';
import {
  type GetParameterRequest,
  type GetParameterResult,
  type GetParametersRequest,
  type GetParametersResult,
  ParameterAlreadyExists,
  ParameterNotFound,
  type ParameterType,
  ParameterVersionNotFound,
  type Parameter as ParameterView,
  type PutParameterRequest,
  type PutParameterResult,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { notImplemented, ServiceError } from '../wire/errors.ts';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';

type Version = { readonly value: string; readonly type: ParameterType; readonly changedAt: number };
type SsmWorld = World & {
  /** Every version of a parameter, the oldest first. */
  readonly parameters: Map<string, Version[]>;
};

export function ssm(world: World): Service {
  const store: SsmWorld = { ...world, parameters: new Map() };
  const operations = { GetParameter: getParameter, GetParameters: getParameters, PutParameter: putParameter };
  return createService({ sdk, client: SSMClient, world: store, operations });
}

function getParameter(
  world: SsmWorld,
  { Name = '', WithDecryption }: GetParameterRequest,
): GetParameterResult {
  const found = find(world, Name);
  if (found === 'no parameter')
    throw new ParameterNotFound({ message: `Parameter ${Name} not found.`, $metadata: {} });
  if (found === 'no version')
    throw new ParameterVersionNotFound({
      message: `Systems Manager could not find version ${Name.split(':').at(-1)} of ${Name}.`,
      $metadata: {},
    });
  return { Parameter: viewOf(world, found, WithDecryption) };
}

/** What is not there is told, not refused. */
function getParameters(
  world: SsmWorld,
  { Names = [], WithDecryption }: GetParametersRequest,
): GetParametersResult {
  if (Names.length > 10)
    throw new ServiceError('ValidationException', 'At most 10 names may be asked for at once.');
  const found = [...new Set(Names)].map((name) => [name, find(world, name)] as const);
  return {
    Parameters: found.flatMap(([, each]) =>
      typeof each === 'string' ? [] : [viewOf(world, each, WithDecryption)],
    ),
    InvalidParameters: found.flatMap(([name, each]) => (typeof each === 'string' ? [name] : [])),
  };
}

function putParameter(world: SsmWorld, input: PutParameterRequest): PutParameterResult {
  const { Name = '', Value = '', Type, Overwrite = false } = input;
  refuse(input);
  const versions = world.parameters.get(Name) ?? [];
  if (versions.length > 0 && !Overwrite)
    throw new ParameterAlreadyExists({
      message:
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      $metadata: {},
    });
  const type = Type ?? versions.at(-1)?.type;
  if (!type)
    throw new ServiceError(
      'ValidationException',
      'A parameter type is required when you create a parameter.',
    );
  versions.push({ value: Value, type, changedAt: world.clock.now() });
  world.parameters.set(Name, versions);
  return { Version: versions.length, Tier: 'Standard' };
}

function refuse(input: PutParameterRequest): void {
  const { Name = '', Value = '' } = input;
  for (const member of ['Policies', 'AllowedPattern', 'DataType', 'Tags'] as const)
    if (input[member] !== undefined) throw notImplemented('SSM', `PutParameter with ${member}`);
  if ((input.Tier ?? 'Standard') !== 'Standard')
    throw notImplemented('SSM', `PutParameter with Tier ${input.Tier}`);
  if (!/^(\/[\w.-]+)+$|^[\w.-]+$/.test(Name))
    throw new ServiceError('ValidationException', `Parameter name: can't be ${JSON.stringify(Name)}.`);
  if (Value === '' || Buffer.byteLength(Value) > 4096)
    throw new ServiceError('ValidationException', 'Standard tier parameters hold from 1 to 4096 bytes.');
}

type Found = {
  readonly name: string;
  readonly version: Version;
  readonly number: number;
  readonly selector: string;
};

/** By name or ARN, with or without `:version`. */
function find({ parameters }: SsmWorld, asked: string): Found | 'no parameter' | 'no version' {
  const path = asked.replace(/^arn:aws[\w-]*:ssm:[^:]*:\d*:parameter/, '');
  const [name = '', selector] = path.split(':');
  const versions =
    parameters.get(name) ?? (asked.startsWith('arn:') ? parameters.get(name.replace(/^\//, '')) : undefined);
  if (!versions) return 'no parameter';
  const number = selector === undefined ? versions.length : Number(selector);
  const version = versions[number - 1];
  if (!version) return 'no version';
  return { name, version, number, selector: selector === undefined ? '' : `:${selector}` };
}

function viewOf(
  world: SsmWorld,
  { name, version, number, selector }: Found,
  isDecrypted = false,
): ParameterView {
  const { value, type, changedAt } = version;
  const isHidden = type === 'SecureString' && !isDecrypted;
  return {
    Name: name,
    Type: type,
    Value: isHidden ? ciphertextOf(world, name, number) : value,
    Version: number,
    LastModifiedDate: new Date(changedAt),
    ARN: `arn:aws:ssm:${world.region}:${world.accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`,
    DataType: 'text',
    ...(selector !== '' && { Selector: selector }),
  };
}

/** Looks like what KMS makes, and says nothing about the value. */
const ciphertextOf = ({ random }: SsmWorld, name: string, version: number): string =>
  Buffer.from(`AQICAH${random.fork(`${name}:${version}`).id(120)}`).toString('base64');
