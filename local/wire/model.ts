/** Reads the schemas that an SDK client exports into what a server needs to know: routes, and where each member travels. */
import { NormalizedSchema } from '@smithy/core/schema';
import type {
  $SchemaRef,
  StaticErrorSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';

/** The module of an SDK client: `import * as sdk from '@aws-sdk/client-…'`. */
export type Sdk = Readonly<Record<string, unknown>>;

export type Segment = { readonly literal?: string; readonly label?: string; readonly greedy: boolean };
type Member = { readonly name: string; readonly schema: NormalizedSchema };

/** Where each member of an input or output travels. In the JSON-RPC protocols all of them travel in the body. */
export type Shape = {
  readonly whole: NormalizedSchema;
  readonly required: readonly string[];
  readonly labels: ReadonlyMap<string, NormalizedSchema>;
  readonly query: readonly (Member & { readonly key: string })[];
  readonly queryMap?: string;
  readonly headers: readonly (Member & { readonly key: string })[];
  readonly prefixHeaders: readonly { readonly name: string; readonly prefix: string }[];
  readonly payload?: Member;
  readonly statusCode?: string;
  /** The members that travel in a JSON document, when there are any. */
  readonly document?: NormalizedSchema;
};

export type OperationModel = {
  readonly name: string;
  readonly method: string;
  readonly segments: readonly Segment[];
  readonly fixedQuery: readonly (readonly [key: string, value: string])[];
  readonly statusCode: number;
  readonly input: Shape;
  readonly output: Shape;
};

export type Model = {
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** The errors that the service's model lists, by name. */
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
};

const operationSchema = 9;
const errorSchema = -3;

/** @param rest whether members travel in path, query and headers (restJson1) or all in the body (awsJson). */
export function readModel(sdk: Sdk, rest: boolean): Model {
  const schemas = Object.keys(sdk)
    .filter((key) => key.endsWith('$') && Array.isArray(sdk[key]))
    .map((key) => sdk[key] as readonly unknown[]);
  const operations = schemas.filter(
    (schema) => schema[0] === operationSchema,
  ) as unknown as StaticOperationSchema[];
  const errors = schemas.filter(
    (schema) => schema[0] === errorSchema && !String(schema[1]).startsWith('smithy.'), // the client's own base class
  ) as unknown as StaticErrorSchema[];
  return {
    operations: new Map(operations.map((schema) => [schema[2], readOperation(schema, rest)])),
    errors: new Map(errors.map((schema) => [schema[2], NormalizedSchema.of(schema)])),
  };
}

function readOperation(
  [, , name, traits, input, output]: StaticOperationSchema,
  rest: boolean,
): OperationModel {
  const http = (traits as { http?: [string, string, number] }).http;
  const [method, uri, statusCode] = rest && http ? http : (['POST', '/', 200] as const);
  const [path = '/', query = ''] = uri.split('?');
  return {
    name,
    method,
    statusCode,
    segments: path.split('/').slice(1).map(readSegment),
    fixedQuery: [...new URLSearchParams(query)],
    input: readShape(input, rest),
    output: readShape(output, rest),
  };
}

function readSegment(text: string): Segment {
  if (!text.startsWith('{')) return { literal: text, greedy: false };
  return { label: text.slice(1, -1).replace('+', ''), greedy: text.endsWith('+}') };
}

function readShape(reference: $SchemaRef, rest: boolean): Shape {
  const whole = NormalizedSchema.of(reference);
  const shape = { whole, required: [], labels: new Map(), query: [], headers: [], prefixHeaders: [] };
  if (whole.isUnitSchema()) return shape;
  const [, namespace, name, , members, references, requiredCount = 0] =
    whole.getSchema() as StaticStructureSchema;
  const required = members.slice(0, requiredCount); // the required members of a structure come first
  if (!rest) return { ...shape, required, document: whole };
  return {
    ...shape,
    required,
    ...readBindings(whole, [namespace, name], new Map(members.map((member, at) => [member, references[at]]))),
  };
}

type Bindings = { -readonly [K in keyof Omit<Shape, 'whole' | 'required'>]: Shape[K] };

/** What has no binding of its own is a member of the document. */
function readBindings(
  whole: NormalizedSchema,
  [namespace, name]: readonly [string, string],
  references: ReadonlyMap<string, unknown>,
): Bindings {
  const labels = new Map<string, NormalizedSchema>();
  const query: Shape['query'][number][] = [];
  const headers: Shape['headers'][number][] = [];
  const prefixHeaders: Shape['prefixHeaders'][number][] = [];
  const inDocument: string[] = [];
  const bindings: Bindings = { labels, query, headers, prefixHeaders };
  for (const [member, schema] of whole.structIterator()) {
    const traits = schema.getMemberTraits();
    if (traits.httpLabel) labels.set(member, schema);
    else if (traits.httpQuery) query.push({ name: member, schema, key: traits.httpQuery });
    else if (traits.httpQueryParams) bindings.queryMap = member;
    else if (traits.httpHeader) headers.push({ name: member, schema, key: traits.httpHeader.toLowerCase() });
    else if (traits.httpPrefixHeaders !== undefined)
      prefixHeaders.push({ name: member, prefix: traits.httpPrefixHeaders.toLowerCase() });
    else if (traits.httpPayload) bindings.payload = { name: member, schema };
    else if (traits.httpResponseCode) bindings.statusCode = member;
    else inDocument.push(member);
  }
  if (inDocument.length > 0) {
    const document = [
      3,
      namespace,
      `${name}#document`,
      0,
      inDocument,
      inDocument.map((member) => references.get(member)),
    ];
    bindings.document = NormalizedSchema.of(document as unknown as StaticStructureSchema);
  }
  return bindings;
}
