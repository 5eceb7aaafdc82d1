/** Holds an input against its limits, in the words in which AWS refuses one. */
import { ServiceError } from '../../wire/errors.ts';
import { badRequest } from '../errors.ts';
import type { Limit, Members } from './limit.ts';

/** @throws BadRequestException that names every member which breaks a limit; SerializationException for a wrong type */
export function checkLimits(members: Members, input: Readonly<Record<string, unknown>>): void {
  const problems = Object.entries(members).flatMap(([name, limit]) =>
    present(input[name]) ? problemsOf(limit, input[name], lowerFirst(name)) : [],
  );
  if (problems.length === 0) return;
  const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected`;
  throw badRequest(`${count}: ${problems.join('; ')}`);
}

function problemsOf(limit: Limit, value: unknown, at: string): readonly string[] {
  switch (limit.kind) {
    case 'text':
      return textProblems(limit, expectType(value, 'string', at) as string, at);
    case 'choice':
      return choiceProblems(limit.of, expectType(value, 'string', at) as string, at);
    case 'number':
      return numberProblems(limit, expectType(value, 'number', at) as number, at);
    case 'flag':
      expectType(value, 'boolean', at);
      return [];
    case 'bytes':
      return [];
    case 'list':
      return listProblems(limit, value, at);
    case 'map':
      return mapProblems(limit, expectType(value, 'object', at) as object, at);
    case 'structure':
      return structureProblems(limit, expectType(value, 'object', at) as Values, at);
    case 'union':
      return unionProblems(limit.members, expectType(value, 'object', at) as Values, at);
  }
}

type Values = Readonly<Record<string, unknown>>;
type Of<K extends Limit['kind']> = Extract<Limit, { kind: K }>;

function textProblems({ min, max, pattern }: Of<'text'>, value: string, at: string): string[] {
  const length = [...value].length;
  return [
    ...sizeProblems({ min, max }, length, 'length', value, at),
    ...(pattern && !pattern.test(value)
      ? [problem(value, at, `Member must satisfy regular expression pattern: ${pattern.source}`)]
      : []),
  ];
}

const choiceProblems = (of: readonly string[], value: string, at: string): string[] =>
  of.includes(value) ? [] : [problem(value, at, `Member must satisfy enum value set: [${of.join(', ')}]`)];

function numberProblems({ min, max, isWhole }: Of<'number'>, value: number, at: string): string[] {
  if (!Number.isFinite(value) || (isWhole && !Number.isInteger(value))) throw wrongType(at);
  if (min !== undefined && value < min)
    return [problem(value, at, `Member must have value greater than or equal to ${min}`)];
  if (max !== undefined && value > max)
    return [problem(value, at, `Member must have value less than or equal to ${max}`)];
  return [];
}

function listProblems(limit: Of<'list'>, value: unknown, at: string): string[] {
  if (!Array.isArray(value)) throw wrongType(at);
  return [
    ...sizeProblems(limit, value.length, 'length', value, at),
    ...value.flatMap((item, n) => problemsOf(limit.of, item, `${at}.${n + 1}.member`)),
  ];
}

function mapProblems(limit: Of<'map'>, value: object, at: string): string[] {
  const entries = Object.entries(value);
  return [
    ...sizeProblems(limit, entries.length, 'length', value, at),
    ...entries.flatMap(([key, item]) => [
      ...problemsOf(limit.key, key, `${at}.key`),
      ...problemsOf(limit.value, item, `${at}.${key}.member`),
    ]),
  ];
}

function structureProblems({ members, required }: Of<'structure'>, value: Values, at: string): string[] {
  return Object.entries(members).flatMap(([name, limit]) => {
    const path = `${at}.${lowerFirst(name)}`;
    if (present(value[name])) return problemsOf(limit, value[name], path);
    return required.includes(name) ? [problem('null', path, 'Member must not be null', true)] : [];
  });
}

function unionProblems(members: Members, value: Values, at: string): string[] {
  const given = Object.keys(value).filter((name) => present(value[name]));
  const [name = ''] = given;
  const limit = members[name];
  if (given.length !== 1 || !limit) throw wrongType(at, `exactly one of ${Object.keys(members).join(', ')}`);
  return [...problemsOf(limit, value[name], `${at}.${lowerFirst(name)}`)];
}

function sizeProblems(
  { min = 0, max = Number.POSITIVE_INFINITY }: { min?: number | undefined; max?: number | undefined },
  size: number,
  what: string,
  value: unknown,
  at: string,
): string[] {
  if (size < min) return [problem(value, at, `Member must have ${what} greater than or equal to ${min}`)];
  if (size > max) return [problem(value, at, `Member must have ${what} less than or equal to ${max}`)];
  return [];
}

function problem(value: unknown, at: string, constraint: string, isMissing = false): string {
  const shown = isMissing ? 'null' : `'${typeof value === 'object' ? '…' : value}'`;
  return `Value ${shown} at '${at}' failed to satisfy constraint: ${constraint}`;
}

function expectType(value: unknown, type: 'string' | 'number' | 'boolean' | 'object', at: string): unknown {
  if (typeof value !== type || value === null || (type === 'object' && Array.isArray(value)))
    throw wrongType(at);
  return value;
}

const wrongType = (at: string, expected = 'another type'): ServiceError =>
  new ServiceError('SerializationException', `${at} is not what its shape says: expected ${expected}`);

const present = (value: unknown): boolean => value !== undefined && value !== null;
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
