/**
 * The operators of the rule language and what each takes, as documented in
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-multi-variant-feature-flags-rules-operators.html
 */
import type { Operator } from './rule.ts';

export type Parameter = {
  readonly name: string;
  readonly takes: Kind;
  readonly isOptional?: boolean;
};

/**
 * value: anything but a list · ordered: what has an order · truth: true, false or an expression · text: a string ·
 * list: constants in brackets · pattern, key, seed: a constant string · percentage: a constant number ·
 * by: what traffic is split by, one value or a list. All but list, pattern, key, seed and percentage may come from the context.
 */
export type Kind =
  | 'value'
  | 'ordered'
  | 'truth'
  | 'text'
  | 'list'
  | 'pattern'
  | 'key'
  | 'seed'
  | 'percentage'
  | 'by';

export type Signature = {
  readonly parameters: readonly Parameter[];
  /** The names of the parameters may be written, as in `pct::20`; documented for these operators only. */
  readonly isNamed?: boolean;
  /** The last parameter may come again and again. */
  readonly isOpen?: boolean;
};

const two = (first: Kind, second: Kind = first): Signature => ({
  parameters: [
    { name: 'first', takes: first },
    { name: 'second', takes: second },
  ],
});

export const signatures: Readonly<Record<Operator, Signature>> = {
  eq: two('value'),
  gt: two('ordered'),
  gte: two('ordered'),
  lt: two('ordered'),
  lte: two('ordered'),
  and: { ...two('truth'), isOpen: true },
  or: { ...two('truth'), isOpen: true },
  not: { parameters: [{ name: 'first', takes: 'truth' }] },
  begins_with: two('text'),
  ends_with: two('text'),
  contains: two('text'),
  in: two('value', 'list'),
  matches: {
    parameters: [
      { name: 'in', takes: 'text' },
      { name: 'pattern', takes: 'pattern' },
    ],
    isNamed: true,
  },
  exists: { parameters: [{ name: 'key', takes: 'key' }], isNamed: true },
  split: {
    parameters: [
      { name: 'pct', takes: 'percentage' },
      { name: 'by', takes: 'by' },
      { name: 'seed', takes: 'seed', isOptional: true },
    ],
    isNamed: true,
  },
};
