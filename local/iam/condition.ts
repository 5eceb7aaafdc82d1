/** Conditions of policy statements. An operator or a key that is not emulated is refused when the policy is read. */
import { matches } from './pattern.ts';

export type Condition = Readonly<
  Record<string, Readonly<Record<string, string | boolean | readonly string[]>>>
>;
/** What is known about a request, by keys in lower case. A key may have several values. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

type Test = (value: string, wanted: string) => boolean;
const same: Test = (value, wanted) => value === wanted;
const sameInAnyCase: Test = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
const like: Test = (value, wanted) => matches(wanted, value);

const positive: Readonly<Record<string, Test>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: sameInAnyCase,
  StringLike: like,
  ArnEquals: like, // as AWS says: the two behave alike
  ArnLike: like,
  Bool: sameInAnyCase,
};
const negative: Readonly<Record<string, Test>> = {
  StringNotEquals: same,
  StringNotEqualsIgnoreCase: sameInAnyCase,
  StringNotLike: like,
  ArnNotEquals: like,
  ArnNotLike: like,
};

const keys =
  /^(aws:(principalarn|principalaccount|sourcearn|sourceaccount|requestedregion|requesttag\/.+|tagkeys|securetransport|principaltype|principalisawsservice)|lambda:(functionurlauthtype|invokedviafunctionurl)|events:(source|detail-type)|cloudwatch:namespace)$/;

/** Says what a condition has that is not emulated. */
export function unknownIn(condition: Condition): string | undefined {
  for (const [operator, wanted] of Object.entries(condition)) {
    const { base } = parse(operator);
    if (!(base in positive) && !(base in negative) && base !== 'Null')
      return `the condition operator ${operator}`;
    const key = Object.keys(wanted).find((name) => !keys.test(name.toLowerCase()));
    if (key) return `the condition key ${key}`;
  }
  return undefined;
}

/** All operators and keys must hold; of several values of one key, one must. */
export const holds = (condition: Condition, context: RequestContext): boolean =>
  Object.entries(condition).every(([operator, wanted]) =>
    Object.entries(wanted).every(([key, values]) =>
      holdsFor(operator, listOf(context[key.toLowerCase()]), listOf(values)),
    ),
  );

function holdsFor(operator: string, has: readonly string[], wanted: readonly string[]): boolean {
  const { base, set, ifExists } = parse(operator);
  if (base === 'Null') return wanted.includes(String(has.length === 0));
  if (has.length === 0) return ifExists || set === 'ForAllValues' || base in negative;
  const test = (value: string) =>
    wanted.some((each) => (positive[base] ?? negative[base])?.(value, each) === true);
  const one = base in negative ? (value: string) => !test(value) : test;
  return set === 'ForAnyValue' ? has.some(one) : has.every(one);
}

function parse(operator: string) {
  const [, set, base = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return { set, base, ifExists: ifExists !== undefined };
}

const listOf = (value: string | boolean | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
