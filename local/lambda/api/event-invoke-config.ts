/** How a function treats asynchronous invocations: retries, age, destinations. Put replaces all of it, update a part. */
import {
  type FunctionEventInvokeConfig,
  InvalidParameterValueException,
  type PutFunctionEventInvokeConfigRequest,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { arnOf, change, find, type LambdaFunction, type LambdaWorld, latest } from '../functions.ts';

type Named = { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined };

const none = {
  maximumRetryAttempts: undefined,
  maximumEventAgeSeconds: undefined,
  onFailure: undefined,
  onSuccess: undefined,
} as const;

export function putFunctionEventInvokeConfig(
  world: LambdaWorld,
  input: PutFunctionEventInvokeConfigRequest,
): FunctionEventInvokeConfig {
  return describe(world, change(world, find(world, input), { ...none, ...settingsOf(input) }));
}

export function updateFunctionEventInvokeConfig(
  world: LambdaWorld,
  input: PutFunctionEventInvokeConfigRequest,
): FunctionEventInvokeConfig {
  const code = configured(world, input);
  return describe(world, change(world, code, settingsOf(input)));
}

export const getFunctionEventInvokeConfig = (world: LambdaWorld, input: Named): FunctionEventInvokeConfig =>
  describe(world, configured(world, input));

export function deleteFunctionEventInvokeConfig(world: LambdaWorld, input: Named): void {
  change(world, configured(world, input), none);
}

function configured(world: LambdaWorld, input: Named): LambdaFunction {
  const code = find(world, input);
  const isConfigured = (Object.keys(none) as (keyof typeof none)[]).some((name) => code[name] !== undefined);
  if (isConfigured) return code;
  throw new ResourceNotFoundException({
    message: `The function ${arnOf(world, code.name)}:${latest} doesn't have an EventInvokeConfig`,
    Type: 'User',
    $metadata: {},
  });
}

function settingsOf({
  MaximumRetryAttempts,
  MaximumEventAgeInSeconds,
  DestinationConfig,
}: PutFunctionEventInvokeConfigRequest) {
  const given = {
    maximumRetryAttempts: MaximumRetryAttempts,
    maximumEventAgeSeconds: MaximumEventAgeInSeconds,
    onFailure: DestinationConfig?.OnFailure?.Destination,
    onSuccess: DestinationConfig?.OnSuccess?.Destination,
  };
  refuseOutside('maximumRetryAttempts', MaximumRetryAttempts, 0, 2);
  refuseOutside('maximumEventAgeInSeconds', MaximumEventAgeInSeconds, 60, 21_600);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function refuseOutside(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (value >= least && value <= most)) return;
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw new InvalidParameterValueException({
    message: `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`,
    Type: 'User',
    $metadata: {},
  });
}

function describe(world: LambdaWorld, code: LambdaFunction): FunctionEventInvokeConfig {
  const { maximumRetryAttempts, maximumEventAgeSeconds, onFailure, onSuccess } = code;
  return {
    FunctionArn: `${arnOf(world, code.name)}:${latest}`,
    LastModified: new Date(world.startedAt),
    ...(maximumRetryAttempts === undefined ? {} : { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: maximumEventAgeSeconds }),
    DestinationConfig: {
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
    },
  };
}
