/** What functions are: GetFunction, GetFunctionConfiguration, ListFunctions. Code comes with the world, never as a zip. */
import type {
  FunctionConfiguration,
  GetFunctionRequest,
  GetFunctionResponse,
  ListFunctionsRequest,
  ListFunctionsResponse,
} from '@aws-sdk/client-lambda';
import { memoryOf, timeoutOf } from '../context.ts';
import { arnOf, find, type LambdaFunction, type LambdaWorld, latest } from '../functions.ts';

export const getFunctionConfiguration = (
  world: LambdaWorld,
  input: GetFunctionRequest,
): FunctionConfiguration => configurationOf(world, find(world, input));

export function getFunction(world: LambdaWorld, input: GetFunctionRequest): GetFunctionResponse {
  const code = find(world, input);
  const { reservedConcurrency } = code;
  return {
    Configuration: configurationOf(world, code),
    ...(reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}

const pageSize = 50;

export function listFunctions(
  world: LambdaWorld,
  { Marker = '0', MaxItems = pageSize }: ListFunctionsRequest,
): ListFunctionsResponse {
  const all = [...world.functions.values()];
  const end = Number(Marker) + Math.min(MaxItems, pageSize);
  return {
    Functions: all.slice(Number(Marker), end).map((code) => configurationOf(world, code)),
    ...(end < all.length ? { NextMarker: String(end) } : {}),
  };
}

function configurationOf(world: LambdaWorld, code: LambdaFunction): FunctionConfiguration {
  return {
    FunctionName: code.name,
    FunctionArn: arnOf(world, code.name),
    Version: latest,
    Runtime: 'nodejs24.x',
    PackageType: 'Zip',
    Architectures: ['arm64'],
    Role: code.role,
    Timeout: Math.ceil(timeoutOf(code) / 1000),
    MemorySize: memoryOf(code),
    Environment: { Variables: code.environment ?? {} },
    LastModified: new Date(world.startedAt).toISOString().replace('Z', '+0000'),
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
