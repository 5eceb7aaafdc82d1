/** `{"anything-but": …}`: a value, a list of values, or one of the operators on text. */
import { equalsIgnoreCase } from './ignore-case.ts';
import { representable } from './numeric.ts';
import type { ValueTest } from './operators.ts';
import { isObject, refuse } from './refuse.ts';
import { wildcard } from './wildcard.ts';

export function anythingBut(given: unknown): ValueTest {
  if (isObject(given)) return anythingButOperator(given);
  if (typeof given !== 'string' && typeof given !== 'number' && !Array.isArray(given))
    return refuse('Value of anything-but must be an array or single string/number value.');
  const values = new Set<unknown>([given].flat().map(plain));
  const types = new Set([...values].map((value) => typeof value));
  if (types.size !== 1)
    refuse('Inside anything but list, either all values are number or string, mixed type is not supported');
  return (value) => !values.has(value);
}

function plain(value: unknown): string | number {
  if (typeof value === 'number') return representable(value);
  if (typeof value === 'string') return value;
  return refuse('Inside anything but list, start|null|boolean is not supported.');
}

type Operator = { readonly make: (text: string) => (value: string) => boolean; readonly mustBe: string };

const textOnly = 'prefix/suffix match pattern must be a string';
const operators: Readonly<Record<string, Operator>> = {
  prefix: { make: prefix, mustBe: textOnly },
  suffix: { make: suffix, mustBe: textOnly },
  wildcard: { make: wildcard, mustBe: 'wildcard match pattern must be a string' },
  'equals-ignore-case': {
    make: equalsIgnoreCase,
    mustBe: 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  },
};

function anythingButOperator(given: Readonly<Record<string, unknown>>): ValueTest {
  const [[name, value] = [], ...more] = Object.entries(given);
  if (name === undefined) return refuse('Anything-But expression name not found');
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) return refuse(`Unsupported anything-but pattern: ${name}`);
  if (typeof value !== 'string' && typeof value !== 'number' && !Array.isArray(value))
    return refuse('Value of anything-but must be an array or single string/number value.');
  if (more.length > 0) refuse('Too many elements in numeric expression');
  const tests = [value]
    .flat()
    .map((text) => operator.make(typeof text === 'string' ? text : refuse(operator.mustBe)));
  return (leaf) => typeof leaf !== 'string' || !tests.some((test) => test(leaf));
}

function prefix(text: string) {
  if (text === '') refuse('Null prefix/suffix not allowed');
  return (value: string) => value.startsWith(text);
}

function suffix(text: string) {
  if (text === '') refuse('Null prefix/suffix not allowed');
  return (value: string) => value.endsWith(text);
}
