import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeRuleProblem, maxRuleLength, parseRule } from '#local/appconfig/rules/parse';

const ruleOf = (text: string) => {
  const { rule, problem } = parseRule(text);
  expect(problem).toBeUndefined();
  return rule;
};

describe('operands', () => {
  test.each([
    ['"apple"', { type: 'string', value: 'apple' }],
    ['"Ḽơᶉëᶆ ȋṕšᶙṁ"', { type: 'string', value: 'Ḽơᶉëᶆ ȋṕšᶙṁ' }],
    ['"(say \\"hi\\") \\\\ \\d"', { type: 'string', value: '(say "hi") \\ \\d' }],
    ['""', { type: 'string', value: '' }],
    ['-7', { type: 'integer', value: -7n }],
    ['9223372036854775807', { type: 'integer', value: 9223372036854775807n }],
    ['-9223372036854775808', { type: 'integer', value: -9223372036854775808n }],
    ['3.14', { type: 'float', value: 3.14 }],
    ['1.234e-5', { type: 'float', value: 0.00001234 }],
    ['2e3', { type: 'float', value: 2000 }],
    ['2012-03-04T05:06:07-08:00', { type: 'timestamp', value: Date.UTC(2012, 2, 4, 13, 6, 7) }],
    ['2012-03-04T05:06Z', { type: 'timestamp', value: Date.UTC(2012, 2, 4, 5, 6) }],
    ['2012-03-04T05:06:07.25+01:30', { type: 'timestamp', value: Date.UTC(2012, 2, 4, 3, 36, 7, 250) }],
    ['2024-02-29', { type: 'timestamp', value: Date.UTC(2024, 1, 29) }],
    ['2024-01', { type: 'timestamp', value: Date.UTC(2024, 0) }],
    ['true', { type: 'boolean', value: true }],
    ['false', { type: 'boolean', value: false }],
    ['$country', { type: 'context', key: 'country' }],
    ['$device.os-version_2', { type: 'context', key: 'device.os-version_2' }],
  ])('%s', (text, operand) => {
    expect(ruleOf(`(eq $key ${text})`)).toMatchObject({
      operands: [{ type: 'context', key: 'key' }, operand],
    });
  });
});

describe('named and by position, an operator has the same operands', () => {
  test.each([
    ['(matches in::$greeting pattern::"h.*y")', '(matches $greeting "h.*y")'],
    ['(matches pattern::"h.*y" in::$greeting)', '(matches $greeting "h.*y")'],
    ['(exists key::"country")', '(exists "country")'],
    ['(split by::$userId pct::20)', '(split 20 $userId)'],
    ['(split seed::"abc" by::$userId pct::20)', '(split 20 $userId "abc")'],
  ])('%s', (named, positional) => {
    expect(ruleOf(named)).toEqual(ruleOf(positional));
  });
});

test('an expression stands where an operand stands, over any white space', () => {
  const rule = ruleOf('  (and\n\t(eq $state "Virginia")(not(gt $age 65))\n true ) ');

  expect(rule).toMatchObject({
    operator: 'and',
    operands: [{ operator: 'eq' }, { operator: 'not', operands: [{ operator: 'gt' }] }, { value: true }],
  });
});

describe('what is no rule is refused at its place', () => {
  test.each([
    ['', 1, 'the rule ends here'],
    ['"text"', 1, 'a rule is true or false'],
    ['$beta', 1, 'a rule is true or false'],
    ['eq $a 1', 1, 'eq is no operand'],
    ['()', 2, ') is no operator'],
    ['(ne $a 1)', 2, 'ne is no operator'],
    ['(EQ $a 1)', 2, 'EQ is no operator'],
    ['(eq $a 1', 9, 'the rule ends here'],
    ['(eq $a 1))', 10, 'the rule has ended'],
    ['(eq $a 1) (eq $b 2)', 11, 'the rule has ended'],
    ['(eq $a)', 1, 'eq takes 2 operands, not 1'],
    ['(eq $a 1 2)', 1, 'eq takes 2 operands, not 3'],
    ['(and (eq $a 1))', 1, 'and takes 2 or more operands, not 1'],
    ['(not)', 1, 'not takes 1 operands, not 0'],
    ['(split 20)', 1, 'split takes 2 to 3 operands, not 1'],
    ['(eq a::$a b::1)', 5, 'eq takes its operands by their position'],
    ['(split $userId pct::20)', 8, 'all by name or all by position'],
    ['(split pct::20)', 1, 'split needs by::'],
    ['(split pct::20 by::$a salt::"x")', 23, 'split has no salt::'],
    ['(split pct::20 pct::30 by::$a)', 16, 'pct:: is given twice'],
    ['(split pct::101 by::$a)', 8, 'split takes a number from 0 to 100'],
    ['(split pct::-0.5 by::$a)', 8, 'split takes a number from 0 to 100'],
    ['(split pct::$p by::$a)', 8, 'split takes a number from 0 to 100'],
    ['(split pct::20 by::[])', 16, 'split takes what to split by'],
    ['(exists $country)', 9, 'exists takes the key'],
    ['(in $a "b")', 8, 'in takes a list of constants'],
    ['(in $a [$b])', 8, 'in takes a list of constants'],
    ['(in $a ["b" "c"])', 13, 'expected , or ]'],
    ['(in $a ["b",])', 13, '] is no operand'],
    ['(eq $a ["b"])', 8, 'eq takes one value'],
    ['(gt $a true)', 8, 'gt takes text, a number'],
    ['(begins_with $a 5)', 17, 'begins_with takes text'],
    ['(and "x" (eq $a 1))', 6, 'and takes an expression'],
    ['(matches $a $pattern)', 13, 'one from the context is not emulated'],
    ['(matches $a "(")', 13, 'a group is not closed'],
    ['(eq $a "b)', 8, 'no closing quote'],
    ['(eq $ 1)', 5, 'a $ is followed by the key'],
    ['(eq $a 9223372036854775808)', 8, 'does not fit into 64 bits'],
    ['(eq $a 1e999)', 8, 'does not fit into 64 bits'],
    ['(eq $a 2023-02-29)', 8, '2023-02-29 is no operand'],
    ['(eq $a 2023-13)', 8, '2023-13 is no operand'],
    ['(eq $a 2023-01-01T24:00Z)', 8, 'is no operand'],
    ['(eq $a 2023-01-01T10:00)', 8, 'is no operand'],
    ["(eq $a 'b')", 8, "'b' is no operand"],
  ])('%s', (text, column, message) => {
    const { problem } = parseRule(text);

    expect(problem && describeRuleProblem(text, problem)).toContain(`at line 1, column ${column}: `);
    expect(problem?.message).toContain(message);
  });
});

test('a place is told by line and column', () => {
  const text = '(and\n  (eq $a 1)\n  (ne $b 2))';
  const { problem } = parseRule(text);

  expect(problem && describeRuleProblem(text, problem)).toMatch(/^at line 3, column 4: ne is no operator/);
});

describe('limits', () => {
  const ofLength = (length: number) => `(eq $a "${'x'.repeat(length - 10)}")`;

  test('a rule has at most 16,384 characters', () => {
    expect(parseRule(ofLength(maxRuleLength)).problem).toBeUndefined();
    expect(parseRule(ofLength(maxRuleLength + 1)).problem?.message).toMatch(/at most 16384 characters/);
  });

  test('a rule nests at most 200 deep, and a deeper one does not break the parser', () => {
    const nested = (depth: number) => `${'(not '.repeat(depth)}true${')'.repeat(depth)}`;

    expect(parseRule(nested(200)).problem).toBeUndefined();
    expect(parseRule(nested(201)).problem?.message).toMatch(/at most 200 deep/);
    expect(parseRule('(not '.repeat(3_000)).problem?.message).toMatch(/at most 200 deep/);
  });
});

test('no text breaks the parser', () => {
  const pieces = fc.constantFrom(
    ...[
      '(',
      ')',
      '[',
      ']',
      ',',
      '"',
      '\\',
      '$',
      '::',
      ' ',
      '\n',
      'eq',
      'and',
      'not',
      'split',
      'pct::',
      'matches',
    ],
    ...[
      'true',
      '$a',
      '"x"',
      '1',
      '-',
      '.',
      'e5',
      '2024-01',
      '2012-03-04T05:06:07Z',
      '😀',
      '\0',
      '{',
      '(?:',
      '*',
    ],
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  fc.assert(
    fc.property(texts, (text) => {
      const { rule, problem } = parseRule(text);

      expect(rule === undefined).toBe(problem !== undefined);
      if (problem) expect(problem.at).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 3_000, seed: 3 },
  );
});
