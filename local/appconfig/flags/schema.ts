/**
 * The shape of a configuration of type AWS.AppConfig.FeatureFlags, as in
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-type-reference-feature-flags.html.
 * Where it says maxLength of an array, the number of its items is meant.
 */
import { maxRuleLength } from '../rules/parse.ts';

export type Schema =
  | { readonly type: 'boolean' | 'number' | 'integer' }
  | {
      readonly type: 'string';
      readonly maxLength?: number;
      readonly pattern?: RegExp;
      readonly enum?: readonly string[];
    }
  | { readonly type: 'array'; readonly items: Schema; readonly maxItems?: number }
  | ObjectSchema
  /** One of several, told apart by nothing but their shape. */
  | { readonly type: 'oneOf'; readonly says: string; readonly options: readonly Schema[] }
  /** One of several, told apart by the member `type`. */
  | { readonly type: 'byType'; readonly options: Readonly<Record<string, Schema>> };

export type ObjectSchema = {
  readonly type: 'object';
  readonly properties?: Readonly<Record<string, Schema>>;
  /** What else may be in it. */
  readonly others?: { readonly keys: RegExp; readonly schema: Schema; readonly max?: number };
  readonly required?: readonly string[];
  /** Members that exclude each other. */
  readonly notBoth?: readonly [string, string];
};

const flagKey = /^[a-z][a-zA-Z\d_-]{0,63}$/;
const attributeKey = /^(?!enabled$)[a-z][a-zA-Z\d_-]{0,63}$/;
const maxAttributes = 25;

const boolean: Schema = { type: 'boolean' };
const integer: Schema = { type: 'integer' };
const text: Schema = { type: 'string' };
const shortText: Schema = { type: 'string', maxLength: 1024 };
const name: Schema = { type: 'string', pattern: /^[^\n]{1,64}$/u };
const only = (value: string): Schema => ({ type: 'string', enum: [value] });

const stringConstraints: Schema = {
  type: 'object',
  properties: {
    type: only('string'),
    required: boolean,
    pattern: shortText,
    enum: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'oneOf',
        says: 'a string of at most 1024 characters or an integer',
        options: [shortText, integer],
      },
    },
  },
  notBoth: ['pattern', 'enum'],
};
const numberConstraints: Schema = {
  type: 'object',
  properties: { type: only('number'), required: boolean, minimum: integer, maximum: integer },
};
const arrayConstraints: Schema = {
  type: 'object',
  properties: {
    type: only('array'),
    required: boolean,
    elements: { type: 'byType', options: { string: stringConstraints, number: numberConstraints } },
  },
};
const booleanConstraints: Schema = {
  type: 'object',
  properties: { type: only('boolean'), required: boolean },
};

const attributeDefinition: Schema = {
  type: 'object',
  properties: {
    description: shortText,
    constraints: {
      type: 'byType',
      options: {
        string: stringConstraints,
        number: numberConstraints,
        array: arrayConstraints,
        boolean: booleanConstraints,
      },
    },
  },
};

const flagDefinition: Schema = {
  type: 'object',
  properties: {
    name,
    description: shortText,
    _createdAt: text,
    _updatedAt: text,
    _deprecation: {
      type: 'object',
      properties: { status: only('planned'), date: { type: 'string', pattern: /^\d{4}-\d{2}-\d{2}$/ } },
    },
    attributes: {
      type: 'object',
      others: { keys: attributeKey, schema: attributeDefinition, max: maxAttributes },
    },
  },
};

const attributeValue: Schema = {
  type: 'oneOf',
  says: 'a string of at most 1024 characters, a number, true or false, or a list of strings or of numbers',
  options: [
    shortText,
    { type: 'number' },
    boolean,
    { type: 'array', items: shortText },
    { type: 'array', items: { type: 'number' } },
  ],
};
const attributeValues = { keys: attributeKey, schema: attributeValue, max: maxAttributes };

const variant: Schema = {
  type: 'object',
  properties: {
    enabled: boolean,
    name,
    rule: { type: 'string', maxLength: maxRuleLength },
    attributeValues: { type: 'object', others: attributeValues },
  },
  required: ['name', 'enabled'],
};

const flagValue: Schema = {
  type: 'object',
  properties: {
    enabled: boolean,
    _createdAt: text,
    _updatedAt: text,
    _variants: { type: 'array', maxItems: 32, items: variant },
  },
  others: attributeValues,
};

export const flagSetSchema: Schema = {
  type: 'object',
  properties: {
    version: only('1'),
    flags: { type: 'object', others: { keys: flagKey, schema: flagDefinition } },
    values: { type: 'object', others: { keys: flagKey, schema: flagValue } },
  },
  required: ['version'],
};
