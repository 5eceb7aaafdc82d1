/** The Lambda integrations: `arn:aws:states:::lambda:invoke`, and a function's own ARN as Resource. */

import type { DoorError } from '../wire/dispatcher.ts';
import { textOf } from '../wire/message.ts';
import type { World } from '../world.ts';
import { failed, succeeded } from './journal.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Resource } from './resource.ts';
import type { TaskCall, TaskOutcome } from './task-call.ts';

const fields = new Set([
  'FunctionName',
  'Payload',
  'InvocationType',
  'Qualifier',
  'ClientContext',
  'LogType',
]);

export function checkInvoke(resource: Resource, given: Json): string | undefined {
  if (resource.kind === 'function') return undefined;
  const told = (what: string) =>
    `The Parameters '${JSON.stringify(given)}' could not be used to start the Task: [${what}]`;
  if (!isObject(given)) return told('The Arguments must be an object');
  const unknown = Object.keys(given).find((field) => !fields.has(field));
  if (unknown) return told(`The field "${unknown}" is not supported by Step Functions`);
  if (typeof given.FunctionName !== 'string')
    return told('The field "FunctionName" is required but was missing');
  return undefined;
}

export async function invoke(
  { door }: Pick<World, 'door'>,
  call: TaskCall,
  accessKeyId: string | undefined,
): Promise<TaskOutcome> {
  const isFunction = call.resource.kind === 'function';
  const given: JsonObject = isFunction
    ? { FunctionName: call.resource.arn, Payload: call.arguments }
    : (call.arguments as JsonObject);
  const { Payload, ...others } = given;
  const input = { ...others, ...(Payload === undefined ? {} : { Payload: bytes(Payload) }) };
  const answer = await door.call({ service: 'Lambda', operation: 'Invoke', input, accessKeyId });
  if (!answer.ok) return refused(answer.error);
  const payload = payloadOf(answer.output.Payload);
  if (answer.output.FunctionError !== undefined) return broke(payload);
  return succeeded(isFunction ? payload : envelope(call, answer.output, payload));
}

const bytes = (payload: Json) => new Uint8Array(Buffer.from(JSON.stringify(payload)));

function payloadOf(payload: unknown): Json {
  const text = payload instanceof Uint8Array ? textOf(payload) : '';
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text; // a function may return text that is no JSON
  }
}

/** The function itself failed. Its error is the task's, under its own name. */
function broke(payload: Json): TaskOutcome {
  const text = JSON.stringify(payload);
  const errorType = isObject(payload) ? payload.errorType : undefined;
  if (typeof errorType === 'string') return failed(errorType, text);
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`;
  return failed('Lambda.Unknown', cause);
}

/** Lambda did not run the function. This integration still words its errors as the first AWS SDK for Java did. */
function refused({ name, message, statusCode, requestId, modelled }: DoorError): TaskOutcome {
  if (name === 'SdkClientException') return failed('Lambda.SdkClientException', message);
  const error = modelled ? name : 'AWSLambdaException';
  const trailer = `(Service: AWSLambda; Status Code: ${statusCode}; Error Code: ${name}; Request ID: ${requestId}; Proxy: null)`;
  return failed(`Lambda.${error}`, `${message} ${trailer}`);
}

/** What `lambda:invoke` returns around the payload. */
function envelope({ random, at }: TaskCall, output: Readonly<Record<string, unknown>>, payload: Json): Json {
  const requestId = random().uuid();
  const version = String(output.ExecutedVersion ?? '$LATEST');
  const length = String(Buffer.byteLength(JSON.stringify(payload)));
  const headers = {
    'X-Amz-Executed-Version': version,
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': length,
    Date: new Date(at).toUTCString(),
    'X-Amzn-Trace-Id': `Root=1-${Math.trunc(at / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
    'Content-Type': 'application/json',
  };
  return {
    ExecutedVersion: version,
    ...(output.LogResult === undefined ? {} : { LogResult: String(output.LogResult) }),
    Payload: payload,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: Number(output.StatusCode ?? 200),
  };
}
