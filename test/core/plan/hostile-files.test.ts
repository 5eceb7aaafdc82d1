/** Whatever the bytes are: a clear error at a place, no crash, and soon (the test's own timeout is the bar for a hang). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlan } from '#core/plan/read';

const startedAt = () => Date.UTC(2026, 10, 23);
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (source: Uint8Array | string) =>
  readPlan(typeof source === 'string' ? bytes(source) : source, startedAt).diagnostics;

const plan = (more: string) => `version: 1
name: add-to-cart
owner: team-checkout
experiment: { application: shop, definition: add-to-cart-button }
curve: { preset: standard, over: 7d }
guards: [ { alarm: shop-prod-5xx } ]
${more}`;
const indented = (line: string, times: number) =>
  Array.from({ length: times }, (_, i) => `${' '.repeat(i)}${line}\n`).join('');
const doubling = [
  'a0: &a0 [x, x]',
  ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
];

describe('a hostile file', () => {
  test.each<[name: string, source: string | Uint8Array, place: string, message: string]>([
    ['tabs', plan('tags:\n\tticket: x'), '8:1', 'Tabs are not allowed as indentation'],
    ['a key twice', plan('owner: me'), '7:1', 'Map keys must be unique'],
    ['aliases that explode', doubling.join('\n'), '1:1', 'Excessive alias count'],
    ['10 MB', new Uint8Array(10_000_000).fill(120), '1:1', 'the file has 10,000,000 bytes'],
    ['brackets in brackets', `tags: ${'['.repeat(100_000)}`, '1:57', 'nested too deeply'],
    ['braces in braces', `tags: ${'{a: '.repeat(50_000)}`, '1:207', 'nested too deeply'],
    ['a list in a list', '- '.repeat(100_000), '1:101', 'nested too deeply'],
    ['keys in keys', '? '.repeat(100_000), '1:101', 'nested too deeply'],
    ['a map in a map', indented('a:', 600), '102:1', 'nested too deeply'],
    ['anchor after anchor', '&a '.repeat(80_000), '1:151', 'nested too deeply'],
    ['a hundred thousand commas', `[${','.repeat(100_000)}`, '1:50001', 'too much for one plan'],
    ['a hundred thousand lines', 'a: }\n'.repeat(50_000), '10001:1', 'too much for one plan'],
    ['a prototype', plan('__proto__: { isAdmin: true }'), '7:1', 'the key "__proto__" is not allowed'],
    [
      'a prototype deep down',
      plan('metrics: { a: { __proto__: 1 } }'),
      '7:17',
      'the key "__proto__" is not allowed',
    ],
    ['NUL', plan('description: a\0b'), '7:15', 'a control character (U+0000)'],
    ['an escape sequence', plan('description: \u001b[31m'), '7:14', 'a control character (U+001B)'],
    [
      'an escape sequence in disguise',
      plan('description: "\\e[31m"'),
      '7:14',
      'a text without control characters',
    ],
    ['a name of two lines', plan('tags: { a: "b\\nc" }'), '7:12', 'a text on one line'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0]), '1:1', 'the file is UTF-16, not UTF-8'],
    [
      'Latin-1',
      Uint8Array.from(plan('description: Grün'), (sign) => sign.charCodeAt(0)),
      '7:16',
      'not UTF-8',
    ],
    ['two plans', `${plan('')}---\n${plan('')}`, '7:1', 'multiple documents'],
    ['a map as a key', plan('tags: { { a: 1 }: 2 }'), '7:9', 'a key has to be a plain word'],
    ['nothing', '', '1:1', 'expected keys and values, got nothing'],
    ['a list', '- 1', '1:1', 'expected keys and values, got a list'],
    ['a text', 'plan', '1:1', 'expected keys and values, got "plan"'],
  ])('%s', (_name, source, place, message) => {
    const [first] = read(source);

    expect(`${first?.line}:${first?.column}`).toBe(place);
    expect(first?.message).toContain(message);
  });

  test('with names that objects have by nature is read like any other', () => {
    const gates = 'gates: [ { metric: constructor, below: 1 } ]\n';

    expect(read(plan('tags: { constructor: a, toString: b }'))).toEqual([]);
    expect(read(plan(`metrics: { constructor: { namespace: a, name: b } }\n${gates}`))).toEqual([]);
    expect(read(plan(`metrics: { a: { namespace: a, name: b } }\n${gates}`))).toMatchObject([
      { code: 'unknown-metric' },
    ]);
    expect(read(plan('toString: 1\nconstructor: 2'))).toMatchObject([
      { code: 'unknown-key' },
      { code: 'unknown-key' },
    ]);
  });

  test('whatever its bytes, is answered with a place inside it', () => {
    const pieces = fc.constantFrom(
      ...'{}[]:-?&*!|>"\'#%@`, \n\t',
      'a',
      '1',
      'steps',
      'curve',
      '<<',
      '~',
      '\u2028',
      '\r\n',
    );
    const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => bytes(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(texts, fc.uint8Array({ maxLength: 60 })), (source) => {
        const { diagnostics, text } = readPlan(source, startedAt);

        const lines = text.split('\n').length;
        expect(diagnostics.length).toBeGreaterThan(0);
        for (const { line, column, length } of diagnostics) {
          expect([line >= 1 && line <= lines, column >= 1, length >= 1]).toEqual([true, true, true]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('dates', () => {
  const frozen = 'freezes: [ { from: 2026-12-18, to: 2027-01-04 } ]\nstart: 2026-12-01T09:00:00\n';
  const freezes = (text: string) => readPlan(bytes(text), startedAt).plan;

  test('of YAML 1.1 arrive as dates and mean what was written', () => {
    const old = freezes(`%YAML 1.1\n---\n${plan(`${frozen}notify: { digest: { at: 09:00 } }`)}`);
    const now = freezes(plan(`${frozen}notify: { digest: { at: 09:00 } }`));

    expect(old).toEqual(now);
    expect(old).toMatchObject({
      start: '2026-12-01T09:00:00',
      freezes: [{ from: '2026-12-18', to: '2027-01-04' }],
      notify: { digest: { atMinute: 540 } },
    });
  });
});

test('JSON is read as well, with tabs', () => {
  const json = JSON.stringify(
    {
      version: 1,
      name: 'a',
      owner: 'b',
      experiment: { application: 'shop', definition: 'd' },
      curve: { preset: 'fast', over: 'P1D' },
      guards: [{ alarm: 'x' }],
    },
    null,
    '\t',
  );

  expect(read(json)).toEqual([]);
});
