/** What a handler is told about its invocation, and the environment that its process has. */
import type { Clock } from '../clock.ts';
import type { World } from '../world.ts';
import { arnOf, type LambdaFunction, type LambdaWorld, latest } from './functions.ts';

export type FunctionContext = {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly clientContext?: unknown;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
};

const defaultTimeoutMs = 3_000;
const defaultMemoryMb = 128;

export const timeoutOf = ({ timeoutMs = defaultTimeoutMs }: LambdaFunction): number => timeoutMs;
export const memoryOf = ({ memoryMb = defaultMemoryMb }: LambdaFunction): number => memoryMb;
export const logGroupOf = ({ name }: LambdaFunction): string => `/aws/lambda/${name}`;

export function contextOf(
  clock: Clock,
  code: LambdaFunction,
  invoked: { readonly arn: string; readonly requestId: string; readonly clientContext?: unknown },
): FunctionContext {
  const endsAt = clock.now() + timeoutOf(code);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: code.name,
    functionVersion: latest,
    invokedFunctionArn: invoked.arn,
    memoryLimitInMB: String(memoryOf(code)),
    awsRequestId: invoked.requestId,
    logGroupName: logGroupOf(code),
    logStreamName: logStreamOf(clock),
    ...(invoked.clientContext === undefined ? {} : { clientContext: invoked.clientContext }),
    getRemainingTimeInMillis: () => Math.max(0, endsAt - clock.now()),
  };
}

/** One sandbox a day, as far as logs are concerned. */
const logStreamOf = (clock: Clock): string =>
  `${new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')}/[${latest}]${'0'.repeat(32)}`;

/** Of the session under which a function runs. */
export function accessKeyIdOf(world: LambdaWorld, { name, role }: LambdaFunction): string {
  if (role === undefined || !world.iam) return 'AKIDLOCAL';
  return world.iam.assume(role, 'lambda.amazonaws.com', name, arnOf(world, name));
}

/** What AWS sets, then what the function's configuration says. @param accessKeyId of the role's session */
export function environmentOf(
  { region, clock }: Pick<World, 'region' | 'clock'>,
  code: LambdaFunction,
  accessKeyId: string,
): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: code.name,
    AWS_LAMBDA_FUNCTION_VERSION: latest,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryOf(code)),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(code),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamOf(clock),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...code.environment,
  };
}
