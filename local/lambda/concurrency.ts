/** How many invocations of a function may run at once. */
import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { LambdaFunction, LambdaWorld } from './functions.ts';

/** The limit of the account (1,000 in AWS) is not emulated: in virtual time any number of calls shares one instant. */
export const isThrottled = (
  { running }: LambdaWorld,
  { name, reservedConcurrency }: LambdaFunction,
): boolean => reservedConcurrency !== undefined && (running.get(name) ?? 0) >= reservedConcurrency;

export const throttlingError = (): TooManyRequestsException =>
  new TooManyRequestsException({
    message: 'Rate Exceeded.',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
    $metadata: {},
  });
