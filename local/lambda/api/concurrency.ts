/** Put, get and delete the concurrency that is reserved for a function. */
import type { GetFunctionConcurrencyResponse, PutFunctionConcurrencyRequest } from '@aws-sdk/client-lambda';
import { change, find, type LambdaWorld } from '../functions.ts';

type Named = { readonly FunctionName: string | undefined };

export function putFunctionConcurrency(
  world: LambdaWorld,
  { FunctionName, ReservedConcurrentExecutions: reservedConcurrency = 0 }: PutFunctionConcurrencyRequest,
): GetFunctionConcurrencyResponse {
  change(world, find(world, { FunctionName }), { reservedConcurrency });
  return { ReservedConcurrentExecutions: reservedConcurrency };
}

export function getFunctionConcurrency(world: LambdaWorld, input: Named): GetFunctionConcurrencyResponse {
  const { reservedConcurrency } = find(world, input);
  return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
}

export function deleteFunctionConcurrency(world: LambdaWorld, input: Named): void {
  change(world, find(world, input), { reservedConcurrency: undefined });
}
