/** What a pattern asks of the values of one field. */
import { anythingBut } from './anything-but.ts';
import { endsIgnoreCase, equalsIgnoreCase, startsIgnoreCase } from './ignore-case.ts';
import { cidr, digitsOf } from './ip.ts';
import { numeric } from './numeric.ts';
import { isObject, refuse } from './refuse.ts';
import { wildcard } from './wildcard.ts';

export type Leaf = string | number | boolean | null;
export type ValueTest = (leaf: Leaf) => boolean;

export type FieldTest = {
  /** One of them is enough. */
  readonly tests: readonly ValueTest[];
  /** `{"exists": false}` is among what is asked: it is enough that the event has no such field anywhere. */
  readonly mayBeAbsent: boolean;
};

export function compileField(values: readonly unknown[]): FieldTest {
  if (values.length === 0) refuse('Empty arrays are not allowed');
  const tests: ValueTest[] = [];
  let mayBeAbsent = false;
  for (const value of values) {
    const test = isObject(value) ? compileOperator(value) : equals(value);
    if (test === 'absent') mayBeAbsent = true;
    else tests.push(test);
  }
  return { tests, mayBeAbsent };
}

function equals(value: unknown): ValueTest {
  if (Array.isArray(value)) return refuse('Match value must be String, number, true, false, or null');
  const digits = typeof value === 'string' ? digitsOf(value) : undefined;
  // the same address may be written in several ways
  if (digits !== undefined) return onText((text) => digitsOf(text) === digits);
  return (leaf) => leaf === value;
}

function compileOperator(expression: Readonly<Record<string, unknown>>): ValueTest | 'absent' {
  const [[name, value] = [], ...more] = Object.entries(expression);
  if (name === undefined) return refuse('Match expression name not found');
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (!operator) return refuse(`Unrecognized match type ${name}`);
  const test = operator(value);
  if (more.length === 0) return test;
  return refuse(
    name === 'numeric' || name === 'anything-but'
      ? 'Too many elements in numeric expression'
      : 'Only one key allowed in match expression',
  );
}

const operators: Readonly<Record<string, (value: unknown) => ValueTest | 'absent'>> = {
  exactly: (value) => {
    const text = textFor('exact', value);
    return (leaf) => leaf === text;
  },
  prefix: (value) =>
    isObject(value)
      ? onText(startsIgnoreCase(ignoringCase('prefix', value)))
      : onText(
          (
            (prefix) => (text) =>
              text.startsWith(prefix)
          )(textFor('prefix', value)),
        ),
  suffix: (value) =>
    isObject(value)
      ? onText(endsIgnoreCase(ignoringCase('suffix', value)))
      : onText(
          (
            (suffix) => (text) =>
              text.endsWith(suffix)
          )(textFor('suffix', value)),
        ),
  'equals-ignore-case': (value) => onText(equalsIgnoreCase(textFor('equals-ignore-case', value))),
  wildcard: (value) => onText(wildcard(textFor('wildcard', value))),
  cidr: (value) => onText(cidr(textFor('prefix', value))), // AWS names the wrong operator here
  numeric: (value) => {
    const test = numeric(value);
    return (leaf) => typeof leaf === 'number' && test(leaf);
  },
  'anything-but': anythingBut,
  exists: (value) => {
    if (typeof value !== 'boolean') return refuse('exists match pattern must be either true or false.');
    return value ? () => true : 'absent';
  },
};

const onText =
  (test: (text: string) => boolean): ValueTest =>
  (leaf) =>
    typeof leaf === 'string' && test(leaf);

const textFor = (operator: string, value: unknown): string =>
  typeof value === 'string' ? value : refuse(`${operator} match pattern must be a string`);

function ignoringCase(operator: 'prefix' | 'suffix', expression: Readonly<Record<string, unknown>>): string {
  const [[name, value] = [], ...more] = Object.entries(expression);
  if (name === undefined)
    return refuse(`${operator === 'prefix' ? 'Prefix' : 'Suffix'} expression name not found`);
  if (name !== 'equals-ignore-case') return refuse(`Unsupported ${operator} pattern: ${name}`);
  const text = textFor('equals-ignore-case', value);
  return more.length === 0 ? text : refuse('Only one key allowed in match expression');
}
