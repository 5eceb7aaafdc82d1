/** What zod found, in the words of the plan file. Messages of the schema are what is expected; the rest is said here. */
import type * as z from 'zod';
import type { Path, Problem } from './diagnostic.ts';
import { notSupported, planFile, planJsonSchema } from './file.ts';
import { didYouMean } from './suggest.ts';

type Issue = z.core.$ZodIssue;

export function problemsOf(value: unknown): readonly Problem[] {
  const { error } = planFile.safeParse(value, { error: expectedByDefault });
  const problems = (error?.issues ?? []).flatMap((issue) => ofIssue(issue, value, []));
  return problems.filter(
    (problem) => problem.code !== 'missing-key' || !problems.some((other) => explains(other, problem)),
  );
}

/** A key is not missing where it is only misspelled, or where its place is taken by what this version cannot do. */
function explains({ code, path, help }: Problem, missing: Problem): boolean {
  if (path.slice(0, -1).join('.') !== missing.path.slice(0, -1).join('.')) return false;
  return (
    code === 'not-supported' || (code === 'unknown-key' && help === `did you mean "${missing.path.at(-1)}"?`)
  );
}

/** What is expected where the schema has no words of its own. */
const expectedByDefault = (issue: z.core.$ZodRawIssue): string => {
  if (issue.code === 'invalid_value')
    return (issue.values as unknown[]).map((each) => shown(each)).join(' or ');
  if (issue.code === 'invalid_type') return kinds[issue.expected as string] ?? String(issue.expected);
  return 'something else';
};
const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  object: 'keys and values',
  record: 'keys and values',
  array: 'a list',
};

function ofIssue(issue: Issue, root: unknown, base: Path): readonly Problem[] {
  const path = [...base, ...(issue.path as (string | number)[])];
  const input = valueAt(root, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], root));
  if (issue.code === 'invalid_key') return [wrongKey(path, issue.issues[0]?.message)];
  if (input === undefined && typeof path.at(-1) === 'string') return [missing(path)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && isMap(input))
    return ofUnion(issue, root, path);
  return [wrongValue(issue, path, input)];
}

function wrongValue(issue: Issue, path: Path, input: unknown): Problem {
  if (issue.code === 'custom' && issue.params?.code === 'unknown-timezone')
    return {
      code: 'unknown-timezone',
      path,
      at: 'value',
      message: `unknown time zone ${shown(input)}`,
      help:
        (typeof input === 'string' && didYouMean(input, Intl.supportedValuesOf('timeZone'))) ||
        'write its IANA name',
    };
  const words = wordsOf(issue);
  const expected = words.length > 0 ? words.map(shown).join(' or ') : issue.message;
  return {
    code: 'invalid-value',
    path,
    at: 'value',
    message: `expected ${expected}, got ${shown(input)}`,
    help: helpFor(issue, input, words.map(String)),
  };
}

/** The words among which one has to be chosen, if that is what is wrong. */
function wordsOf(issue: Issue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options as unknown[]) : [];
}

function helpFor(issue: Issue, input: unknown, words: readonly string[]): string | undefined {
  if (typeof input === 'string')
    return words.includes(input) ? 'write it without quotes' : didYouMean(input, words);
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string';
  return wantsText && !isMap(input) && !Array.isArray(input) ? 'put it in quotes' : undefined;
}

/** Of several forms the one is meant of which most is there. */
function ofUnion(issue: z.core.$ZodIssueInvalidUnion, root: unknown, path: Path): readonly Problem[] {
  const refused = Object.keys(valueAt(root, path) as object).filter((key) => notSupported.includes(key));
  if (refused.length > 0) return refused.map((key) => unknownKey([...path, key], root));
  const branches = issue.errors.map((issues) => issues.flatMap((each) => ofIssue(each, root, path)));
  return branches.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function unknownKey(path: Path, root: unknown): Problem {
  const key = String(path.at(-1));
  if (notSupported.includes(key))
    return {
      code: 'not-supported',
      path,
      at: 'key',
      message: `"${key}" is not supported in this version`,
      help: 'remove it: what cannot be done is refused, so that no plan is weaker than it reads',
    };
  const taken = Object.keys(valueAt(root, path.slice(0, -1)) as object);
  const free = keysAt(path.slice(0, -1)).filter((known) => !taken.includes(known));
  const help = didYouMean(key, free) ?? (free.length > 0 ? `possible here: ${free.join(', ')}` : undefined);
  return { code: 'unknown-key', path, at: 'key', message: `unknown key ${shown(key)}`, help };
}

const missing = (path: Path): Problem => ({
  code: 'missing-key',
  path,
  at: 'value',
  message: `missing key "${path.at(-1)}"`,
  help: path.length > 1 ? undefined : `add a line "${path.at(-1)}: …"`,
});

const wrongKey = (path: Path, expected = 'something else'): Problem => ({
  code: 'invalid-value',
  path,
  at: 'key',
  message: `expected ${expected} as a key, got ${shown(path.at(-1))}`,
});

type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
};

/** The keys that may be written at a place. */
function keysAt(path: Path): readonly string[] {
  const forms = (schema: JsonSchema): readonly JsonSchema[] => [
    schema,
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
  ];
  let schemas = forms(planJsonSchema());
  for (const segment of path) schemas = schemas.flatMap((schema) => forms(childOf(schema, segment)));
  return [...new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)))].filter(
    (key) => key !== '$schema',
  );
}

function childOf(
  { items, properties = {}, additionalProperties }: JsonSchema,
  segment: string | number,
): JsonSchema {
  if (typeof segment === 'number') return items ?? {};
  if (Object.hasOwn(properties, segment)) return properties[segment] ?? {};
  return typeof additionalProperties === 'object' ? additionalProperties : {};
}

const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}

/** A value as its author knows it, in a few words. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMap(value)) return 'keys and values';
  return value === null || value === undefined ? 'nothing' : String(value);
}
