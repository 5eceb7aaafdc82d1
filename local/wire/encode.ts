/** The output of an operation, or what it threw, becomes an answer. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { type Codec, toHeader } from './codec.ts';
import { ServiceError } from './errors.ts';
import { bytesOf, noBytes, textOf, type WireResponse } from './message.ts';
import type { Model, OperationModel, Shape } from './model.ts';

type Output = Readonly<Record<string, unknown>>;
type ErrorTraits = { error?: string; httpError?: number; awsQueryError?: [string, number] };

export function encode(
  codec: Codec,
  operation: OperationModel,
  output: Output,
  requestId: string,
): WireResponse {
  const shape = operation.output;
  const body = encodeBody(codec, shape, output);
  const headers: Record<string, string> = {
    ...contentTypeOf(codec, shape),
    'content-length': String(body.byteLength),
    'x-amzn-requestid': requestId,
  };
  for (const { name, schema, key } of shape.headers) {
    if (output[name] !== undefined && output[name] !== null) headers[key] = toHeader(schema, output[name]);
  }
  for (const { name, prefix } of shape.prefixHeaders) {
    for (const [key, value] of Object.entries(output[name] ?? {}))
      headers[prefix + key.toLowerCase()] = String(value);
  }
  const own = shape.statusCode ? output[shape.statusCode] : undefined;
  return { statusCode: typeof own === 'number' ? own : operation.statusCode, headers, body };
}

/** Some outputs have a content type of their own among their members; where it is absent, there is none. */
function contentTypeOf(codec: Codec, { headers, payload }: Shape): Record<string, string> {
  if (headers.some(({ key }) => key === 'content-type')) return {};
  return { 'content-type': payload?.schema.isBlobSchema() ? 'application/octet-stream' : codec.contentType };
}

function encodeBody(codec: Codec, shape: Shape, output: Output): Uint8Array {
  if (shape.document) return codec.write(shape.document, output);
  if (shape.payload) return encodePayload(codec, shape.payload.schema, output[shape.payload.name]);
  return codec.rest ? noBytes : bytesOf('{}');
}

function encodePayload(codec: Codec, schema: NormalizedSchema, value: unknown): Uint8Array {
  if (value === undefined || value === null) return noBytes;
  return schema.isBlobSchema() || schema.isStringSchema() ? bytesOf(value) : codec.write(schema, value);
}

/** An error that is neither modelled nor a ServiceError is a defect of the embedded AWS. */
export const isDefect = (model: Model, error: unknown): boolean =>
  !(error instanceof ServiceError) && !model.errors.has((error as Error | undefined)?.name ?? '');

/**
 * Clients look for an error's name in different places: restJson1 in a header, then in the body; JSON-RPC in `__type`;
 * query-compatible clients in a header of their own, under the name of the older protocol. All of them are sent.
 */
export function encodeError(codec: Codec, model: Model, error: Error, requestId: string): WireResponse {
  const schema = model.errors.get(error.name);
  const traits = (schema?.getMergedTraits() ?? {}) as ErrorTraits;
  const statusCode = statusOf(model, error);
  const body = bytesOf(JSON.stringify(errorDocument(codec, schema, error)));
  const headers: Record<string, string> = {
    'content-type': codec.contentType,
    'content-length': String(body.byteLength),
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': error.name,
  };
  if (codec.queryCompatible) {
    headers['x-amzn-query-error'] =
      `${traits.awsQueryError?.[0] ?? error.name};${statusCode < 500 ? 'Sender' : 'Receiver'}`;
  }
  return { statusCode, headers, body };
}

/** The model knows the status of its own errors, whoever throws them. */
export function statusOf(model: Model, error: Error): number {
  const traits = model.errors.get(error.name)?.getMergedTraits() as ErrorTraits | undefined;
  if (traits) return traits.httpError ?? (traits.error === 'server' ? 500 : 400);
  return error instanceof ServiceError ? error.statusCode : 500;
}

function errorDocument(codec: Codec, schema: NormalizedSchema | undefined, error: Error): Output {
  if (!schema) {
    const members = error instanceof ServiceError ? error.members : {};
    return { ...members, __type: error.name, message: error.message };
  }
  const members: Output = JSON.parse(textOf(codec.write(schema, error)));
  const named = [...schema.structIterator()]
    .map(([name]) => name)
    .find((name) => name.toLowerCase() === 'message');
  return { ...members, __type: schema.getName(true), [named ?? 'message']: error.message };
}
