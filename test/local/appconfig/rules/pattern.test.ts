import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '#local/appconfig/rules/pattern';
import { isFound } from '#local/appconfig/rules/pattern-match';

const found = (pattern: string, text: string) => isFound(compilePattern(pattern), text);

describe('patterns', () => {
  test.each([
    ['', 'anything', true],
    ['h.*y', 'oh hey you', true],
    ['^hey', 'oh hey', false],
    ['hey$', 'hey\n', false],
    ['a.c', 'a\nc', false],
    ['a.c', 'a😀c', true],
    ['colou?r', 'color', true],
    ['^(ab)+$', 'ababab', true],
    ['^(?:ab|cd){2}$', 'abcd', true],
    ['^(?<word>\\w+)\\s(?P<rest>\\w+)$', 'one two', true],
    ['^a{2,3}$', 'a', false],
    ['^a{2,3}$', 'aaa', true],
    ['^a{2,}?$', 'aaaaaa', true],
    ['^a{0}$', '', true],
    ['^[^a-c]$', 'd', true],
    ['^[^a-c]$', 'b', false],
    ['^[\\d\\-x-]+$', '1-x', true],
    ['^\\D\\W\\S$', 'a-b', true],
    ['\\bcat\\b', 'a cat!', true],
    ['\\bcat\\b', 'concatenate', false],
    ['\\Bcat\\B', 'concatenate', true],
    ['\\$\\.\\(\\\\', 'a$.(\\', true],
    ['\\t', 'a\tb', true],
    ['^(|a)$', 'a', true],
    ['^(a*)*$', 'aaa', true],
    ['^(a?){3}b$', 'aab', true],
    ['[😀-😂]', 'x😁', true],
    ['é', 'café', true],
  ])('%s in %j: %s', (pattern, text, expected) => {
    expect(found(pattern, text)).toBe(expected);
  });
});

describe('what is not understood or not emulated is refused by name', () => {
  test.each([
    ['(a', /group is not closed/],
    ['a)', /\) without \(/],
    ['[a', /\[ is not closed/],
    ['[]', /class without a member/],
    ['[z-a]', /runs backwards/],
    ['[a-\\d]', /range ends with a character/],
    ['*a', /\* on its own/],
    ['a**', /repetition of a repetition/],
    ['a{', /\{ on its own/],
    ['a{3,2}', /from less to more/],
    ['a{1001}', /up to 1000/],
    ['\\', /\\ at the end/],
    ['(a)\\1', /reference back \\1/],
    ['(?=a)', /looking around/],
    ['(?<!a)b', /looking around/],
    ['(?i)a', /a flag/],
    ['\\pL', /\\p in a pattern is not emulated/],
    ['\\u0041', /\\u in a pattern is not emulated/],
    ['[[:alpha:]]', /class within a class/],
    ['[\\D]', /\\D within a class/],
    ['(?<>a)', /group without a name/],
    ['(((a{1000}){1000}){1000})', /too large/],
    ['((){1000}){1000}', /too large/],
    ['('.repeat(20_000), /at most 100 deep/],
  ])('%s', (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});

test('finds what a backtracking engine finds', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\d', '1', '\\b', '^', '$');
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      atom,
      fc.tuple(tie('pattern'), tie('pattern')).map(([first, second]) => `${first}${second}`),
      fc.tuple(tie('pattern'), tie('pattern')).map(([first, second]) => `(${first}|${second})`),
      fc
        .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{0,2}', '{1,}'))
        .map(([part, count]) => `(?:${part})${count}`),
    ),
  }));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '-'), maxLength: 12 });

  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      expect(found(source, subject)).toBe(new RegExp(source).test(subject));
    }),
    { numRuns: 2_000, seed: 3 },
  );
});
