/** Values of any shape that an SDK client describes, at random: what the wire carries must come out as it went in. */
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Random } from '#local/random';

const deepest = 5;
const anyText = [
  'plain',
  'two words',
  'ä€😀',
  'a/b?c=d&e',
  '50%',
  '"quoted"',
  'line\nbreak',
  '+1',
  '{}',
  'null',
];
/** HTTP trims headers and knows no more than ASCII there. */
const headerText = ['plain', 'two words', 'a/b?c=d', '"quoted"', '50%'];

export function anyOf(schema: NormalizedSchema, random: Random, depth = 0): unknown {
  if (schema.isUnitSchema()) return {};
  if (schema.isUnionSchema()) return unionOf(schema, random, depth);
  if (schema.isStructSchema()) return structureOf(schema, random, depth);
  if (schema.isListSchema()) return listOf(schema, random, depth);
  if (schema.isMapSchema()) return mapOf(schema, random, depth);
  return scalarOf(schema, random);
}

/** All required members, and half of the others. */
function structureOf(schema: NormalizedSchema, random: Random, depth: number): Record<string, unknown> {
  const required = Number((schema.getSchema() as unknown as readonly unknown[])[6] ?? 0);
  const members = [...schema.structIterator()].filter(
    ([, member], at) => at < required || mustBeThere(member) || (depth < deepest && random.integer(2) === 0),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, anyOf(member, random, depth + 1)]));
}

/** The client fills these in by itself: labels, its idempotency token, and `{}` for an absent structure that is the whole body. */
function mustBeThere(member: NormalizedSchema): boolean {
  const { httpLabel, httpPayload } = member.getMergedTraits();
  return httpLabel === 1 || httpPayload === 1 || member.isIdempotencyToken();
}

function unionOf(schema: NormalizedSchema, random: Random, depth: number): Record<string, unknown> {
  const members = [...schema.structIterator()];
  const simple = members.filter(([, member]) => !member.isStructSchema() && !member.isListSchema());
  const among = depth >= deepest && simple.length > 0 ? simple : members;
  const [name, member] = among[random.integer(among.length)] as (typeof among)[number];
  return { [name]: anyOf(member, random, depth + 1) };
}

/** A query cannot say that a list is there and empty. */
function listOf(schema: NormalizedSchema, random: Random, depth: number): unknown[] {
  const one = () => anyOf(schema.getValueSchema(), random, depth + 1);
  const items = times(random, depth, one);
  return items.length === 0 && schema.getMergedTraits().httpQuery ? [one()] : items;
}

function mapOf(schema: NormalizedSchema, random: Random, depth: number): Record<string, unknown> {
  const isHeaders = schema.getMergedTraits().httpPrefixHeaders !== undefined;
  const keyOf = () => (isHeaders ? random.id(5) : pick(anyText, random));
  return Object.fromEntries(
    times(random, depth, () => [keyOf(), anyOf(schema.getValueSchema(), random, depth + 1)]),
  );
}

function scalarOf(schema: NormalizedSchema, random: Random): unknown {
  const traits = schema.getMergedTraits();
  if (traits.httpResponseCode) return 200;
  if (schema.isBooleanSchema()) return random.integer(2) === 0;
  if (schema.isNumericSchema()) return random.integer(2 ** 31);
  if (schema.isTimestampSchema()) return new Date(random.integer(2 ** 31) * 1000);
  if (schema.isBlobSchema())
    return Uint8Array.from({ length: 1 + random.integer(40) }, () => random.integer(256));
  if (schema.isStringSchema()) return pick(traits.httpHeader ? headerText : anyText, random);
  throw new Error(`no value for ${schema.getName(true)}`);
}

const pick = (texts: readonly string[], random: Random) => texts[random.integer(texts.length)] as string;
const times = <T>(random: Random, depth: number, one: () => T): T[] =>
  Array.from({ length: depth >= deepest ? 0 : random.integer(3) }, one);

/** As compared: an absent payload reads as null, so null is nothing; bytes and dates by what they say. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(
    ([name, each]) => each !== null && each !== undefined && name !== '$metadata',
  );
  return Object.fromEntries(members.map(([name, each]) => [name, plain(each)]));
}
