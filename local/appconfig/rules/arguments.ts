/** What an operator accepts as an operand: what can be told from the text is refused before the rule is ever used. */
import type { Kind, Parameter } from './operators.ts';
import { compilePattern } from './pattern.ts';
import { PatternRefused } from './pattern-syntax.ts';
import { type Argument, type List, type Operand, type Operator, type Pattern, RuleRefused } from './rule.ts';

type Given = Operand | List;

/** @throws RuleRefused */
export function argumentFor(operator: Operator, parameter: Parameter, given: Given, at: number): Argument {
  const { says, accepts } = kinds[parameter.takes];
  if (!accepts(given)) throw new RuleRefused(at, `${operator} takes ${says} here`);
  return parameter.takes === 'pattern' ? patternOf(given, at) : given;
}

const kinds: Readonly<Record<Kind, { readonly says: string; readonly accepts: (given: Given) => boolean }>> =
  {
    value: { says: 'one value', accepts: ({ type }) => type !== 'list' },
    ordered: {
      says: 'text, a number, a timestamp or a context value',
      accepts: ({ type }) => type !== 'list' && type !== 'boolean' && type !== 'call',
    },
    truth: {
      says: 'an expression, true, false or a context value',
      accepts: ({ type }) => type === 'call' || type === 'boolean' || type === 'context',
    },
    text: {
      says: 'text or a context value',
      accepts: ({ type }) => type === 'string' || type === 'context',
    },
    list: {
      says: 'a list of constants, as in ["123", "456"]',
      accepts: (given) => given.type === 'list' && given.items.every(isConstant),
    },
    pattern: {
      says: 'a pattern in quotes (one from the context is not emulated)',
      accepts: ({ type }) => type === 'string',
    },
    key: {
      says: 'the key of a context value in quotes, as in "country"',
      accepts: ({ type }) => type === 'string',
    },
    seed: { says: 'a seed in quotes', accepts: ({ type }) => type === 'string' },
    percentage: {
      says: 'a number from 0 to 100',
      accepts: (given) =>
        (given.type === 'integer' || given.type === 'float') && given.value >= 0 && given.value <= 100,
    },
    by: {
      says: 'what to split by: a context value, text, a number, or a list of those',
      accepts: (given) =>
        given.type === 'list' ? given.items.length > 0 && given.items.every(isPlain) : isPlain(given),
    },
  };

const isConstant = ({ type }: Operand) => type !== 'context' && type !== 'call';
const isPlain = ({ type }: Operand) => type !== 'call';

function patternOf(given: Given, at: number): Pattern {
  const value = given.type === 'string' ? given.value : '';
  try {
    return { type: 'pattern', value, program: compilePattern(value) };
  } catch (error) {
    if (!(error instanceof PatternRefused)) throw error;
    throw new RuleRefused(at, error.message);
  }
}
