/** The document of a feature-flag profile, from its text. */
import type { InvalidConfigurationDetail } from '@aws-sdk/client-appconfig';
import { meaningProblems } from './meaning.ts';
import { flagSetSchema } from './schema.ts';
import { type Problem, shapeProblems } from './shape.ts';

export type FlagDocument = {
  readonly version: '1';
  readonly flags?: Readonly<Record<string, FlagDefinition>>;
  readonly values?: Readonly<Record<string, FlagValue>>;
};

export type FlagDefinition = {
  readonly name?: string;
  readonly description?: string;
  readonly attributes?: Readonly<Record<string, { readonly constraints?: Constraints }>>;
};

export type Constraints = {
  readonly type: 'string' | 'number' | 'boolean' | 'array';
  readonly required?: boolean;
  readonly pattern?: string;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly elements?: Constraints;
};

export type AttributeValue = string | number | boolean | readonly string[] | readonly number[];

/** Beside `enabled` and what starts with _, its attributes. */
export type FlagValue = {
  readonly enabled?: boolean;
  readonly _variants?: readonly Variant[];
  readonly [member: string]: unknown;
};

export type Variant = {
  readonly name: string;
  readonly enabled: boolean;
  /** The last variant has none: it is what everybody else gets. */
  readonly rule?: string;
  readonly attributeValues?: Readonly<Record<string, AttributeValue>>;
};

export type ReadDocument =
  | { readonly document: FlagDocument; readonly problems?: never }
  | { readonly document?: never; readonly problems: readonly InvalidConfigurationDetail[] };

/** The problems are what CreateHostedConfigurationVersion tells as Details.InvalidConfiguration of its BadRequestException. */
export function readFlagDocument(content: string | Uint8Array): ReadDocument {
  const json = parseJson(content);
  if (!json) return { problems: [detail({ at: '#', constraint: 'type', reason: 'is not JSON in UTF-8' })] };
  const shape = shapeProblems(flagSetSchema, json.value);
  // What the document means can only be asked of one that has its shape.
  const problems = shape.length > 0 ? shape : meaningProblems(json.value as FlagDocument);
  return problems.length > 0 ? { problems: problems.map(detail) } : { document: json.value as FlagDocument };
}

function parseJson(content: string | Uint8Array): { readonly value: unknown } | undefined {
  try {
    const text =
      typeof content === 'string' ? content : new TextDecoder('utf-8', { fatal: true }).decode(content);
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Which words AWS puts into these members is not documented. */
const detail = ({ at, constraint, reason }: Problem): InvalidConfigurationDetail => ({
  Constraint: constraint,
  Location: at,
  Reason: `${at} ${reason}`,
  Type: 'JSON_SCHEMA',
});
