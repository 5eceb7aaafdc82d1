/** An event pattern is read once, into the combinations of fields that its `$or`s allow; one of them is enough. */
import { compileField, type FieldTest } from './operators.ts';
import { isObject, refuse } from './refuse.ts';

/** What is asked of each field, by its path: names joined with dots. */
export type Combination = ReadonlyMap<string, FieldTest>;
export type Pattern = readonly Combination[];

/** What AWS allows. */
const mostCombinations = 1000;
const deepest = 1000;

/** @throws InvalidEventPatternException */
export function compilePattern(text: string): Pattern {
  const pattern = parse(text);
  if (!isObject(pattern)) return refuse('Filter is not an object');
  return compileObject(pattern, { path: '', depth: 0, isInsideOr: false }, [new Map()]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, markUnrepresentable as (key: string, value: unknown) => unknown);
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** A number too large or too small for a double becomes NaN: most operators refuse it, an exact match never succeeds. */
function markUnrepresentable(
  _key: string,
  value: unknown,
  { source = '' }: { source?: string } = {},
): unknown {
  if (typeof value !== 'number') return value;
  const isLost = value === 0 ? /[1-9]/.test(source.split(/e/i)[0] ?? '') : !Number.isFinite(value);
  return isLost ? Number.NaN : value;
}

type Place = { readonly path: string; readonly depth: number; readonly isInsideOr: boolean };

/** Adds the fields of one object to the combinations found so far. A field asked twice counts as it was asked last. */
function compileObject(object: Readonly<Record<string, unknown>>, place: Place, before: Pattern): Pattern {
  const fields = Object.entries(object);
  if (fields.length === 0) refuse('Empty objects are not allowed');
  if (place.depth > deepest) refuse(`Depth exceeds the maximum allowed nesting depth (${deepest})`);
  let combinations = before;
  for (const [name, value] of fields) {
    if (name === '$or') combinations = compileOr(value, place, combinations);
    else combinations = compileEntry(name, value, place, combinations);
  }
  return combinations;
}

function compileEntry(name: string, value: unknown, place: Place, before: Pattern): Pattern {
  if (place.isInsideOr && reservedInsideOr.has(name))
    refuse(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  const path = place.path === '' ? name : `${place.path}.${name}`;
  if (isObject(value)) return compileObject(value, { ...place, path, depth: place.depth + 1 }, before);
  if (!Array.isArray(value)) return refuse(`"${name}" must be an object or an array`);
  const field = compileField(value);
  return before.map((combination) => new Map(combination).set(path, field));
}

function compileOr(choices: unknown, place: Place, before: Pattern): Pattern {
  if (!Array.isArray(choices)) return refuse('It must be an Array followed with $or.');
  if (choices.length < 2) refuse('There must have at least 2 Objects in $or relationship.');
  if (before.length * choices.length > mostCombinations)
    refuse('Rule is too complex - try using fewer $or conditions'); // AWS allows 1,000 combinations
  return choices.flatMap((choice) =>
    isObject(choice)
      ? compileObject(choice, { ...place, depth: place.depth + 1, isInsideOr: true }, before)
      : refuse('Only JSON object is allowed in array of $or relationship.'),
  );
}

const reservedInsideOr = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric'],
  ...['cidr', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);
