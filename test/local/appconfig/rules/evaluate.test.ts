import { describe, expect, test } from 'vitest';
import { type Attributes, type Circumstances, evaluate } from '#local/appconfig/rules/evaluate';
import { parseRule } from '#local/appconfig/rules/parse';

function holds(text: string, attributes: Attributes = {}, given: Partial<Circumstances> = {}): boolean {
  const { rule, problem } = parseRule(text);
  if (!rule) throw new Error(problem.message);
  return evaluate(rule, { attributes, scope: 'app/profile/flag', unresolvedAttribute: 'false', ...given });
}

describe('every operator, on every type that it takes', () => {
  test.each<[string, Attributes, boolean]>([
    ['(eq $state "Virginia")', { state: 'Virginia' }, true],
    ['(eq $state "Virginia")', { state: 'virginia' }, false],
    ['(eq "Virginia" $state)', { state: 'Virginia' }, true],
    ['(eq $userId "123")', { userId: 123 }, true],
    ['(eq $age 65)', { age: '65' }, true],
    ['(eq $age 65)', { age: '65.0' }, true],
    ['(eq $age 65)', { age: '66' }, false],
    ['(eq $big 9007199254740993)', { big: '9007199254740993' }, true],
    ['(eq $big 9007199254740993)', { big: '9007199254740992' }, false],
    ['(eq $ratio 3.14)', { ratio: 3.14 }, true],
    ['(eq $beta true)', { beta: 'true' }, true],
    ['(eq $beta true)', { beta: false }, false],
    ['(eq $born 2024-01-01)', { born: '2024' }, true],
    ['(eq $born 2024-01-01T01:00+01:00)', { born: '2024-01-01T00:00:00Z' }, true],
    ['(eq (gt $age 18) true)', { age: '19' }, true],
    ['(eq $a $b)', { a: 'x', b: 'x' }, true],
    ['(eq $a $b)', { a: '1', b: '1.0' }, true],
    ['(eq $a $b)', { a: '1', b: 'x' }, false],
    ['(eq 1 1)', {}, true],
    ['(gt $age 65)', { age: '66' }, true],
    ['(gt $age 65)', { age: '65' }, false],
    ['(gt $age 65)', { age: '65.5' }, true],
    ['(gt $age 9)', { age: '10' }, true],
    ['(gt $name "M")', { name: 'N' }, true],
    ['(gt $name "\uFB01")', { name: '😀' }, true],
    ['(gt $at 2012-03-04T05:06:07-08:00)', { at: '2012-03-04T13:06:08Z' }, true],
    ['(gte $age 65)', { age: '65' }, true],
    ['(gte $age 65)', { age: '64' }, false],
    ['(lt $osVersion 1.8)', { osVersion: '1.75' }, true],
    ['(lt $osVersion 1.8)', { osVersion: '1.8' }, false],
    ['(lt $at 2024-02)', { at: '2024-01-31' }, true],
    ['(lt $a $b)', { a: '9', b: '10' }, true],
    ['(lt $a $b)', { a: '9', b: '10x' }, false],
    ['(lte $age 65)', { age: '65' }, true],
    ['(lte $age 65)', { age: '66' }, false],
    ['(and true true false)', {}, false],
    ['(and (eq $state "Virginia") (gt $age 65))', { state: 'Virginia', age: '70' }, true],
    ['(or (eq $state "Virginia") (gt $age 65))', { state: 'Ohio', age: '70' }, true],
    ['(or (eq $state "Virginia") (gt $age 65))', { state: 'Ohio', age: '60' }, false],
    ['(and $beta $new)', { beta: 'true', new: 'true' }, true],
    ['(not (eq $state "Virginia"))', { state: 'Ohio' }, true],
    ['(not $beta)', { beta: 'true' }, false],
    ['(begins_with $state "A")', { state: 'Alaska' }, true],
    ['(begins_with $state "A")', { state: 'Ohio' }, false],
    ['(ends_with $email "amazon.com")', { email: 'me@amazon.com' }, true],
    ['(ends_with $email "amazon.com")', { email: 'me@amazon.com.au' }, false],
    ['(contains $promoCode "WIN")', { promoCode: 'xWINx' }, true],
    ['(contains $promoCode "WIN")', { promoCode: 'win' }, false],
    ['(contains $a $b)', { a: 'abc', b: 'b' }, true],
    ['(in $userId ["123", "456"])', { userId: '456' }, true],
    ['(in $userId ["123", "456"])', { userId: '45' }, false],
    ['(in $age [1, 2.5, 7])', { age: '2.50' }, true],
    ['(in $any [])', { any: 'x' }, false],
    ['(in "b" ["a", "b"])', {}, true],
    ['(in 2 ["a", 2])', {}, true],
    ['(matches in::$greeting pattern::"h.*y")', { greeting: 'oh hey you' }, true],
    ['(matches in::$greeting pattern::"^h.*y$")', { greeting: 'oh hey' }, false],
    ['(matches in::$version pattern::"^\\d+\\.\\d+$")', { version: '12.4' }, true],
    ['(exists key::"country")', { country: '' }, true],
    ['(exists key::"country")', {}, false],
    ['(exists key::"constructor")', {}, false],
    ['(split pct::100 by::$userId)', { userId: 'anyone' }, true],
    ['(split pct::0 by::$userId)', { userId: 'anyone' }, false],
    ['true', {}, true],
    ['false', {}, false],
  ])('%s of %j is %s', (text, attributes, expected) => {
    expect(holds(text, attributes)).toBe(expected);
  });
});

describe('an attribute that is missing, or cannot be read as what it is compared with', () => {
  test.each<[string, Attributes]>([
    ['(eq $missing "x")', {}],
    ['(gt $age 65)', {}],
    ['(gt $age 65)', { age: 'old' }],
    ['(gt $age 65)', { age: '' }],
    ['(gt $age 65)', { age: '0x50' }],
    ['(lt $at 2024-02)', { at: 'yesterday' }],
    ['(eq $beta true)', { beta: 'yes' }],
    ['(eq $toString "x")', {}],
    ['(begins_with $missing "")', {}],
    ['(contains $missing "")', {}],
    ['(in $missing ["x"])', {}],
    ['(matches $missing "")', {}],
    ['(split pct::100 by::$missing)', {}],
    ['(not (not $missing))', {}],
    ['(eq "5" 5)', {}],
  ])('%s of %j: the operator is false; with the switch, the audience is left', (text, attributes) => {
    const outside = { unresolvedAttribute: 'outside' } as const;

    expect(holds(text, attributes)).toBe(false);
    expect(holds(`(not ${text})`, attributes)).toBe(true);
    expect(holds(text, attributes, outside)).toBe(false);
    expect(holds(`(not ${text})`, attributes, outside)).toBe(false);
  });

  test('what decides before it is asked for decides', () => {
    const outside = { unresolvedAttribute: 'outside' } as const;

    expect(holds('(or (eq $a 1) (eq $missing 2))', { a: 1 }, outside)).toBe(true);
    expect(holds('(or (eq $missing 2) (eq $a 1))', { a: 1 }, outside)).toBe(false);
    expect(holds('(not (exists "missing"))', {}, outside)).toBe(true);
  });
});

describe('split', () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);
  const inSplit = (text: string, given: Partial<Circumstances> = {}) =>
    new Set(ids.filter((userId) => holds(text, { userId }, given)));

  test('takes the share that it says', () => {
    // Five standard deviations of a binomial at 20 %.
    expect(Math.abs(inSplit('(split by::$userId pct::20)').size - 4_000)).toBeLessThan(
      5 * Math.sqrt(20_000 * 0.16),
    );
  });

  test('at a larger percentage keeps everybody who was in', () => {
    const [less, more] = [inSplit('(split by::$userId pct::20)'), inSplit('(split by::$userId pct::25.5)')];

    expect([...less].filter((id) => !more.has(id))).toEqual([]);
    expect(more.size).toBeGreaterThan(less.size);
  });

  test('is particular to the flag, and with a seed the same for all flags', () => {
    const [one, other] = [{ scope: 'one' }, { scope: 'other' }];

    expect(inSplit('(split 20 $userId)', one)).not.toEqual(inSplit('(split 20 $userId)', other));
    expect(inSplit('(split 20 $userId "abc")', one)).toEqual(inSplit('(split 20 $userId "abc")', other));
    expect(inSplit('(split 20 $userId "abc")')).not.toEqual(inSplit('(split 20 $userId "abd")'));
  });

  test('by several values tells them apart', () => {
    const split = (a: string, b: string) => holds('(split pct::50 by::[$a, $b] seed::"s")', { a, b });
    const answers = ids.slice(0, 200).map((id) => [split(id, 'x'), split(`${id}x`, ''), split(id, 'x')]);

    expect(answers.every(([first, , again]) => first === again)).toBe(true);
    expect(answers.some(([first, other]) => first !== other)).toBe(true);
  });
});

test('text of 100,000 characters is searched at once', () => {
  const text = 'a'.repeat(100_000);

  expect(holds('(matches $text "(a+)+$b")', { text })).toBe(false);
  expect(holds('(matches $text "^(a|a)*$")', { text: `${text}!` })).toBe(false);
  expect(holds('(matches $text "(.*)(.*)(.*)(.*)(.*)[bc]$")', { text })).toBe(false);
  expect(holds(`(contains $text "${'a'.repeat(8_000)}b${'a'.repeat(8_000)}")`, { text })).toBe(false);
  expect(holds('(ends_with $text "ab")', { text: `${text}b` })).toBe(true);
});
