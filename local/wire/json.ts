/**
 * An input or output as Step Functions writes it: JSON whose members begin with a capital letter, timestamps as ISO 8601
 * text and blobs as base64, whatever the service's own protocol does.
 */
import type { NormalizedSchema } from '@smithy/core/schema';

type Json = Readonly<Record<string, unknown>>;

/** @throws Error naming the field, when the shape has no such member. */
export function fromJson(schema: NormalizedSchema, json: unknown): unknown {
  if (json === null || json === undefined) return json;
  if (isStructure(schema)) return structureFromJson(schema, json as Json);
  if (schema.isListSchema())
    return (json as unknown[]).map((item) => fromJson(schema.getValueSchema(), item));
  if (schema.isMapSchema())
    return mapValues(json as Json, (value) => fromJson(schema.getValueSchema(), value));
  if (schema.isTimestampSchema()) return new Date(json as string | number);
  if (schema.isBlobSchema()) return new Uint8Array(Buffer.from(String(json), 'base64'));
  return json;
}

export function toJson(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (isStructure(schema)) return structureToJson(schema, value as Json);
  if (schema.isListSchema()) return (value as unknown[]).map((item) => toJson(schema.getValueSchema(), item));
  if (schema.isMapSchema()) return mapValues(value as Json, (item) => toJson(schema.getValueSchema(), item));
  if (value instanceof Date) return value.toISOString();
  if (schema.isBlobSchema()) return Buffer.from(value as Uint8Array).toString('base64');
  return value;
}

const isStructure = (schema: NormalizedSchema) =>
  !schema.isUnitSchema() && (schema.isStructSchema() || schema.isUnionSchema());

function structureFromJson(schema: NormalizedSchema, json: Json): Json {
  const members = new Map(
    [...schema.structIterator()].map(([name, member]) => [capital(name), { name, member }]),
  );
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const found = members.get(capital(key));
      if (!found) throw new Error(`the field '${key}' is not one of ${[...members.keys()].join(', ')}`);
      return [found.name, fromJson(found.member, value)];
    }),
  );
}

function structureToJson(schema: NormalizedSchema, value: Json): Json {
  const members = [...schema.structIterator()].filter(
    ([name]) => value[name] !== undefined && value[name] !== null,
  );
  return Object.fromEntries(members.map(([name, member]) => [capital(name), toJson(member, value[name])]));
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const mapValues = (json: Json, map: (value: unknown) => unknown): Json =>
  Object.fromEntries(Object.entries(json).map(([key, value]) => [key, map(value)]));
