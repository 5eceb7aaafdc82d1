/** A request becomes the input of an operation. */
import { gunzipSync } from 'node:zlib';
import type { NormalizedSchema } from '@smithy/core/schema';
import { type Codec, fromHeader, fromText } from './codec.ts';
import { ServiceError } from './errors.ts';
import { textOf, type WireRequest } from './message.ts';
import type { Shape } from './model.ts';
import type { Route } from './routes.ts';

type Input = Record<string, unknown>;

export async function decode(
  codec: Codec,
  { operation, labels }: Route,
  request: WireRequest,
): Promise<Input> {
  const shape = operation.input;
  const input: Input = {};
  try {
    readLabels(shape, labels, input);
    readQuery(shape, request.query, input);
    readHeaders(shape, request.headers, input);
    if (request.body.length > 0) await readBody(codec, shape, plainBody(request), input);
  } catch (cause) {
    throw new ServiceError('SerializationException', `${operation.name}: ${(cause as Error).message}`);
  }
  return input;
}

function readLabels(shape: Shape, labels: ReadonlyMap<string, string>, input: Input): void {
  for (const [name, text] of labels) {
    const schema = shape.labels.get(name);
    if (schema) input[name] = fromText.read(schema as never, decodeURIComponent(text));
  }
}

function readQuery(shape: Shape, query: WireRequest['query'], input: Input): void {
  for (const { name, schema, key } of shape.query) {
    const value = query[key];
    if (value !== undefined && value !== null) input[name] = readParameter(schema, [value].flat());
  }
  if (shape.queryMap) input[shape.queryMap] = { ...query };
}

function readParameter(schema: NormalizedSchema, values: readonly string[]): unknown {
  if (!schema.isListSchema()) return fromText.read(schema as never, values[0] ?? '');
  return values.map((value) => fromText.read(schema.getValueSchema() as never, value));
}

function readHeaders(shape: Shape, headers: WireRequest['headers'], input: Input): void {
  for (const { name, schema, key } of shape.headers) {
    const value = headers[key];
    if (value !== undefined) input[name] = fromHeader.read(schema as never, value);
  }
  for (const { name, prefix } of shape.prefixHeaders) {
    const found = Object.entries(headers).filter(([key]) => key.startsWith(prefix));
    if (found.length > 0)
      input[name] = Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]));
  }
}

/** PutMetricData arrives compressed above 10 KiB. */
const plainBody = ({ headers, body }: WireRequest): Uint8Array =>
  headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;

async function readBody(codec: Codec, shape: Shape, body: Uint8Array, input: Input): Promise<void> {
  if (shape.document) Object.assign(input, await codec.read(shape.document, body));
  else if (shape.payload) input[shape.payload.name] = await readPayload(codec, shape.payload.schema, body);
}

function readPayload(codec: Codec, schema: NormalizedSchema, body: Uint8Array): unknown {
  if (schema.isBlobSchema()) return body;
  return schema.isStringSchema() ? textOf(body) : codec.read(schema, body);
}
