import {
  InvalidRequestContentException,
  type InvocationRequest,
  type InvocationResponse,
  RequestTooLargeException,
} from '@aws-sdk/client-lambda';
import { notImplemented, ServiceError } from '../../wire/errors.ts';
import { textOf } from '../../wire/message.ts';
import { type Caller, Waiting } from '../../wire/service.ts';
import { isThrottled, throttlingError } from '../concurrency.ts';
import { arnOf, find, type LambdaFunction, type LambdaWorld, latest, partsOf } from '../functions.ts';
import { type Invoked, invoke as run } from '../invocation.ts';
import { largestRequest } from '../outcome.ts';
import { refuseService } from '../policy.ts';
import { enqueue } from '../queue.ts';

export function invoke(
  world: LambdaWorld,
  input: InvocationRequest,
  { principal }: Caller,
): InvocationResponse | Waiting {
  const lacking = (['DurableExecutionName', 'TenantId'] as const).find((field) => input[field] !== undefined);
  if (lacking) throw notImplemented('Lambda', `Invoke.${lacking}`);
  const code = find(world, input);
  if (principal) refuseService(world, code, principal);
  const type = input.InvocationType ?? 'RequestResponse';
  const event = read(input.Payload, type);
  switch (type) {
    case 'DryRun':
      return { StatusCode: 204 };
    case 'Event':
      enqueue(world, code, invokedBy(world, code, input, event));
      return { StatusCode: 202 };
    case 'RequestResponse':
      if (isThrottled(world, code)) throw throttlingError();
      return new Waiting(answer(world, code, invokedBy(world, code, input, event), input.LogType === 'Tail'));
    default:
      throw new ServiceError(
        'ValidationException',
        `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
      );
  }
}

function read(payload: Uint8Array = new Uint8Array(0), type: string): unknown {
  const limit = largestRequest(type === 'Event');
  if (payload.byteLength > limit)
    throw new RequestTooLargeException({
      message: `${payload.byteLength} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
      Type: 'User',
      $metadata: {},
    });
  const text = textOf(payload);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidRequestContentException({
      message: `Could not parse request body into json: ${(error as Error).message}`,
      Type: 'User',
      $metadata: {},
    });
  }
}

function invokedBy(
  world: LambdaWorld,
  { name }: LambdaFunction,
  { FunctionName = '', Qualifier, ClientContext }: InvocationRequest,
  event: unknown,
): Invoked {
  const qualifier = Qualifier ?? partsOf(FunctionName).qualifier;
  return {
    arn: arnOf(world, name) + (qualifier === undefined ? '' : `:${qualifier}`),
    event,
    requestId: world.random.uuid(),
    ...(ClientContext === undefined
      ? {}
      : { clientContext: JSON.parse(Buffer.from(ClientContext, 'base64').toString()) }),
  };
}

const longestTail = 4096;

async function answer(world: LambdaWorld, code: LambdaFunction, invoked: Invoked, tail: boolean) {
  const { ok, payload, log } = await run(world, code, invoked);
  const lines = Buffer.from(log.map((line) => `${line}\n`).join(''));
  return {
    StatusCode: 200,
    ExecutedVersion: latest,
    Payload: payload,
    ...(ok ? {} : { FunctionError: 'Unhandled' }),
    ...(tail ? { LogResult: lines.subarray(-longestTail).toString('base64') } : {}),
  };
}
