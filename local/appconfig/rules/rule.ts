/** An audience rule as plain data: what parseRule makes of its text, and what evaluate reads. */
import type { Program } from './pattern.ts';

export type Rule = Truth | Call;

export type Truth = { readonly type: 'boolean'; readonly value: boolean };

export type Constant =
  | Truth
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'integer'; readonly value: bigint }
  | { readonly type: 'float'; readonly value: number }
  /** Epoch ms, with a fraction where the text has one. */
  | { readonly type: 'timestamp'; readonly value: number };

/** `$key`: a value that comes with the request. */
export type Context = { readonly type: 'context'; readonly key: string };

export type Operand = Constant | Context | Call;

export type List = { readonly type: 'list'; readonly items: readonly Operand[] };
export type Pattern = { readonly type: 'pattern'; readonly value: string; readonly program: Program };
export type Argument = Operand | List | Pattern;

/** Operands in the order of the operator's parameters, however they were written. */
export type Call = {
  readonly type: 'call';
  readonly operator: Operator;
  readonly operands: readonly Argument[];
};

export const operatorNames = [
  'eq',
  'gt',
  'gte',
  'lt',
  'lte',
  'and',
  'or',
  'not',
  'begins_with',
  'ends_with',
  'contains',
  'in',
  'matches',
  'exists',
  'split',
] as const;
export type Operator = (typeof operatorNames)[number];

/** Why a text is not a rule, and where: an offset into the text. */
export type RuleProblem = { readonly at: number; readonly message: string };

/** Thrown while a rule is read; parseRule turns it into its answer. */
export class RuleRefused extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.name = 'RuleRefused';
    this.at = at;
  }
}
