/** Holds a JSON value against a schema. */
import type { ObjectSchema, Schema } from './schema.ts';

/** What is wrong, where (a JSON pointer), and which constraint says so. */
export type Problem = { readonly at: string; readonly constraint: string; readonly reason: string };

type Json = Readonly<Record<string, unknown>>;

export function shapeProblems(schema: Schema, value: unknown, at = '#'): Problem[] {
  const problem = (constraint: string, reason: string): Problem[] => [{ at, constraint, reason }];
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean' ? [] : problem('type', 'is not true or false');
    case 'number':
      return Number.isFinite(value) ? [] : problem('type', 'is not a number');
    case 'integer':
      return Number.isInteger(value) ? [] : problem('type', 'is not an integer');
    case 'string':
      return stringProblems(schema, value, at);
    case 'array':
      return arrayProblems(schema, value, at);
    case 'object':
      return isObject(value) ? objectProblems(schema, value, at) : problem('type', 'is not an object');
    case 'oneOf':
      return schema.options.some((option) => shapeProblems(option, value, at).length === 0)
        ? []
        : problem('oneOf', `is not ${schema.says}`);
    case 'byType':
      return byTypeProblems(schema, value, at);
  }
}

function stringProblems(schema: Extract<Schema, { type: 'string' }>, value: unknown, at: string): Problem[] {
  const problem = (constraint: string, reason: string): Problem[] => [{ at, constraint, reason }];
  if (typeof value !== 'string') return problem('type', 'is not a string');
  const { maxLength = Number.POSITIVE_INFINITY, pattern, enum: allowed } = schema;
  if ([...value].length > maxLength) return problem('maxLength', `has more than ${maxLength} characters`);
  if (pattern && !pattern.test(value)) return problem('pattern', `does not match ${pattern.source}`);
  if (allowed && !allowed.includes(value))
    return problem('enum', `is not ${allowed.map((one) => `"${one}"`).join(' or ')}`);
  return [];
}

function arrayProblems(schema: Extract<Schema, { type: 'array' }>, value: unknown, at: string): Problem[] {
  if (!Array.isArray(value)) return [{ at, constraint: 'type', reason: 'is not a list' }];
  const { maxItems = Number.POSITIVE_INFINITY, items } = schema;
  if (value.length > maxItems)
    return [{ at, constraint: 'maxItems', reason: `has more than ${maxItems} items` }];
  return value.flatMap((item, index) => shapeProblems(items, item, `${at}/${index}`));
}

function objectProblems(schema: ObjectSchema, value: Json, at: string): Problem[] {
  const { properties = {}, others, required = [], notBoth } = schema;
  const keys = Object.keys(value);
  const unknown = keys.filter((key) => !Object.hasOwn(properties, key));
  const missing = required.filter((key) => !Object.hasOwn(value, key));
  const excluding = notBoth?.every((key) => Object.hasOwn(value, key)) ? notBoth : undefined;
  const most = others?.max ?? Number.POSITIVE_INFINITY;
  return [
    ...missing.map((key) => ({ at, constraint: 'required', reason: `lacks "${key}"` })),
    ...(excluding ? [{ at, constraint: 'not', reason: `has both "${excluding.join('" and "')}"` }] : []),
    ...(unknown.length > most
      ? [{ at, constraint: 'maxProperties', reason: `has more than ${most} members` }]
      : []),
    ...keys.flatMap((key) => {
      const known = Object.hasOwn(properties, key)
        ? properties[key]
        : others?.keys.test(key) && others.schema;
      return known
        ? shapeProblems(known, value[key], pointer(at, key))
        : [{ at, constraint: 'additionalProperties', reason: `cannot have a member "${key}"` }];
    }),
  ];
}

function byTypeProblems(schema: Extract<Schema, { type: 'byType' }>, value: unknown, at: string): Problem[] {
  if (!isObject(value)) return [{ at, constraint: 'type', reason: 'is not an object' }];
  const type = value.type;
  const option =
    typeof type === 'string' && Object.hasOwn(schema.options, type) ? schema.options[type] : undefined;
  const types = Object.keys(schema.options).join(', ');
  return option
    ? shapeProblems(option, value, at)
    : [{ at: pointer(at, 'type'), constraint: 'enum', reason: `is none of ${types}` }];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** https://www.rfc-editor.org/rfc/rfc6901 */
export const pointer = (at: string, key: string) =>
  `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
