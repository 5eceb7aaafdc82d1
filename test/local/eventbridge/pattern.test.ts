/** Event patterns against what AWS, and AWS's own matcher, answered. */
import {
  EventBridgeClient,
  InvalidEventPatternException,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { eventBridge } from '#local/eventbridge/index';
import { compilePattern } from '#local/eventbridge/pattern/compile';
import { fieldsOf } from '#local/eventbridge/pattern/fields';
import { matches } from '#local/eventbridge/pattern/match';
import { testAws } from '#test/support/aws';
import { readRecorded, recorded } from '#test/support/shared';

type Case = {
  readonly name: string;
  readonly origin: string;
  readonly expected: 'match' | 'no-match' | 'valid' | 'invalid';
  readonly event?: unknown;
  readonly pattern?: unknown;
  readonly patternText?: string;
  readonly errorMessage?: string;
};

const suite = recorded('event-patterns.json');
const cases = suite ? (readRecorded('event-patterns.json') as { cases: readonly Case[] }).cases : [];

test.runIf(suite)('every recorded event and pattern is judged as AWS judged it', () => {
  const wrong = cases.filter((each) => judge(each) !== each.expected).map(({ name }) => name);

  expect(wrong).toEqual([]);
  expect(cases.length).toBeGreaterThan(1000);
});

test.runIf(suite)('TestEventPattern answers what AWS recorded, in the words of its refusals', async () => {
  const fromAws = cases.filter(({ origin }) => origin.startsWith('AWS TestEventPattern'));
  const client = testClient();

  for (const each of fromAws) {
    const asked = { Event: JSON.stringify(each.event), EventPattern: JSON.stringify(each.pattern) };
    const answer = await client.send(new TestEventPatternCommand(asked)).then(
      ({ Result }) => (Result ? 'match' : 'no-match'),
      (error: Error) => error,
    );

    if (each.expected === 'invalid') {
      expect(answer, each.name).toBeInstanceOf(InvalidEventPatternException);
      expect((answer as Error).message, each.name).toBe(each.errorMessage);
    } else expect(answer, each.name).toBe(each.expected);
  }
  expect(fromAws.length).toBeGreaterThan(20);
});

function judge({ pattern, patternText, event }: Case): Case['expected'] {
  try {
    const compiled = compilePattern(patternText ?? JSON.stringify(pattern));
    if (event === undefined) return 'valid';
    return matches(compiled, fieldsOf(event)) ? 'match' : 'no-match';
  } catch (error) {
    if (error instanceof InvalidEventPatternException) return 'invalid';
    throw error;
  }
}

test.each<[text: string, pattern: object, event: object, expected: boolean]>([
  ['a list of values: one is enough', { a: [1, 'x'] }, { a: 'x' }, true],
  ['1.0 and 1 are one number', { a: [1.0] }, { a: 1 }, true],
  ['a number is not its text', { a: ['1'] }, { a: 1 }, false],
  ['fields of one object in one element', { a: { b: [1], c: [2] } }, { a: [{ b: 1 }, { c: 2 }] }, false],
  ['fields of two arrays', { a: { x: [1] }, b: { y: [2] } }, { a: [{ x: 1 }], b: [{}, { y: 2 }] }, true],
  ['plain values of an array', { a: [2], b: [1] }, { a: [1, 2], b: [1, 2] }, true],
  ['absence over the whole event', { a: { b: [{ exists: false }] } }, { a: [{ c: 1 }, { b: 1 }] }, false],
  ['an empty array has no leaf', { a: [{ exists: true }] }, { a: [] }, false],
  ['null exists', { a: [{ exists: true }] }, { a: null }, true],
  [
    '$or: the field inside replaces the one beside',
    { a: [1], $or: [{ a: [2] }, { b: [3] }] },
    { a: 2 },
    true,
  ],
  ['$or: a field that comes after it replaces', { $or: [{ a: [2] }, { b: [3] }], a: [1] }, { a: 2 }, false],
  ['$or inside $or', { $or: [{ $or: [{ a: [1] }, { a: [2] }] }, { a: [3] }] }, { a: 2 }, true],
  ['a block whose address has host bits', { a: [{ cidr: '10.0.0.9/24' }] }, { a: '10.0.0.1' }, true],
  ['version 6', { a: [{ cidr: '2001:db8::/32' }] }, { a: '2001:db8:0:0::1' }, true],
  ['version 4 in version 6', { a: [{ cidr: '10.0.0.0/8' }] }, { a: '::ffff:a00:1' }, true],
  ['an address written differently', { a: ['::1'] }, { a: '0:0:0:0:0:0:0:1' }, true],
  ['no address at all', { a: [{ cidr: '10.0.0.0/8' }] }, { a: '10.0.0.256' }, false],
  ['wildcard: stars may be empty', { a: [{ wildcard: '*b*' }] }, { a: 'b' }, true],
  ['wildcard: parts do not overlap', { a: [{ wildcard: 'ab*ba' }] }, { a: 'aba' }, false],
  ['wildcard: parts do not overlap inside', { a: [{ wildcard: 'a*bcb*bd' }] }, { a: 'abcbd' }, false],
  ['wildcard: a part that begins again', { a: [{ wildcard: '*aab*' }] }, { a: 'aaab' }, true],
  ['wildcard: escapes', { a: [{ wildcard: '\\*\\\\*' }] }, { a: '*\\x' }, true],
  [
    'ignore case: a form of another length',
    { a: [{ 'equals-ignore-case': 'straße' }] },
    { a: 'STRASSE' },
    true,
  ],
  ['ignore case at the end', { a: [{ suffix: { 'equals-ignore-case': '.Png' } }] }, { a: 'x.pNG' }, true],
  ['a name with a dot', { a: { b: [1] } }, { 'a.b': 1 }, true],
  ['a name that objects inherit', { constructor: { name: ['Object'] } }, {}, false],
])('%s', (_text, pattern, event, expected) => {
  expect(matches(compilePattern(JSON.stringify(pattern)), fieldsOf(event))).toBe(expected);
});

test.each<[pattern: string, reason: RegExp]>([
  ['{"a": 1', /JSON/],
  ['"a"', /^Event pattern is not valid. Reason: Filter is not an object$/],
  ['{"a": [{"constructor": 1}]}', /Unrecognized match type constructor/],
  ['{"a": [{"numeric": [">", 5, "<", 5]}]}', /Bottom must be less than top/],
  ['{"a": [{"numeric": ["=", 1e999]}]}', /Cannot compare number/],
  ['{"a": [{"wildcard": "é\\\\x"}]}', /Invalid escape character at pos 3/],
  [`{"a": ${'['.repeat(3)}1${']'.repeat(3)}}`, /must be String, number/],
  [`${'{"a":'.repeat(2000)}[1]${'}'.repeat(2000)}`, /nesting depth/],
  [
    JSON.stringify({ ...Object.fromEntries(Array.from({ length: 4 }, (_, at) => [`p${at}`, tenfold()])) }),
    /complex/,
  ],
])('%# a pattern that is not valid says why', (pattern, reason) => {
  expect(() => compilePattern(pattern)).toThrow(reason);
});

function tenfold() {
  return { $or: Array.from({ length: 10 }, (_, at) => ({ [`f${at}`]: [1] })) };
}

function testClient() {
  return new EventBridgeClient(testAws((world) => [eventBridge(world).service]).clientConfig());
}
