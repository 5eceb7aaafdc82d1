/** The state machines as they are written: valid, and with names that somebody throws and variables that somebody assigns. */
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import * as errors from '#core/errors';

/** The package comes without types. */
const validate = createRequire(import.meta.url)('asl-validator') as (
  definition: object,
  options: { readonly checkPaths: boolean; readonly checkArn: boolean },
) => { readonly errors: readonly { readonly Message: string }[] };

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Every value of that member, wherever it stands. */
function valuesOf(member: string, json: Json): readonly Json[] {
  if (Array.isArray(json)) return json.flatMap((each) => valuesOf(member, each));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => [
    ...(name === member ? [value] : []),
    ...valuesOf(member, value),
  ]);
}

const expressionsOf = (text: string) =>
  [...text.matchAll(/\{%(.*?)%\}/g)].map(([, expression = '']) => expression);

/** What asl-validator lets pass, among others. */
function objections(text: string): string[] {
  const definition = JSON.parse(text) as Json;
  const slow = valuesOf('BackoffRate', definition).filter((rate) => Number(rate) < 1);
  const assigned = valuesOf('Assign', definition).flatMap((assign) => Object.keys(assign as object));
  const used = expressionsOf(text).flatMap((expression) =>
    [...expression.matchAll(/\$([A-Za-z_]\w*)(?![\w(])/g)].map(([, name = '']) => name),
  );
  const unassigned = [...new Set(used)].filter((name) => name !== 'states' && !assigned.includes(name));
  return [
    ...validate(JSON.parse(text), { checkPaths: true, checkArn: false }).errors.map((error) => error.Message),
    ...slow.map((rate) => `BackoffRate ${rate} is less than 1`),
    ...unassigned.map((name) => `$${name} is used and never assigned`),
  ];
}

/** Thrown by functions, by Step Functions itself, and by its call of DynamoDB. */
const thrown = (name: string) =>
  Object.keys(errors).includes(name) ||
  /^States\.\w+$/.test(name) ||
  name === 'DynamoDb.ConditionalCheckFailedException';

describe.each(globSync('statemachines/*.asl.json'))('%s', (file) => {
  const text = readFileSync(file, 'utf8');

  test('is a state machine', () => {
    expect(objections(text)).toEqual([]);
  });

  test('waits for errors that somebody throws', () => {
    const names = valuesOf('ErrorEquals', JSON.parse(text)).flat();

    expect(names).toContain('States.ALL');
    expect(names.filter((name) => !thrown(String(name)))).toEqual([]);
  });
});

test.each<[what: string, from: RegExp, to: string, told: string]>([
  ['a state that is not there', /"Next": "Decide"/, '"Next": "Nowhere"', 'Nowhere'],
  [
    'an error that comes back faster',
    /"BackoffRate": 2/,
    '"BackoffRate": 0.5',
    'BackoffRate 0.5 is less than 1',
  ],
  ['a variable that nobody assigns', /\$hold\.seen/, '$held.seen', '$held is used and never assigned'],
  ['a field that there is not', /"TimeoutSeconds": 90/, '"TimeoutMinutes": 90', ''],
])('%s is found', (_what, from, to, told) => {
  const text = readFileSync('statemachines/ramp.asl.json', 'utf8');
  expect(text).toMatch(from);

  const found = objections(text.replace(from, to));

  expect(found.join('\n')).toContain(told);
  expect(found).not.toEqual([]);
});
