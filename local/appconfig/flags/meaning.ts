/** What a flag document of the right shape can still get wrong: values without a flag, attributes that break their constraints, variants. */
import { describeRuleProblem, parseRule } from '../rules/parse.ts';
import { constraintProblems, valueProblems } from './constraints.ts';
import type { FlagDefinition, FlagDocument, FlagValue, Variant } from './document.ts';
import { type Problem, pointer } from './shape.ts';

export function meaningProblems({ flags = {}, values = {} }: FlagDocument): Problem[] {
  const problems = Object.entries(flags).flatMap(([key, flag]) =>
    definitionProblems(flag, pointer('#/flags', key)),
  );
  // A value cannot be held against constraints that cannot be read.
  if (problems.length > 0) return problems;
  return Object.entries(values).flatMap(([key, value]) => {
    const at = pointer('#/values', key);
    const flag = Object.hasOwn(flags, key) ? flags[key] : undefined;
    return flag
      ? flagProblems(flag, value, at)
      : [{ at, constraint: 'flags', reason: `has no flag "${key}"` }];
  });
}

function definitionProblems({ attributes = {} }: FlagDefinition, at: string): Problem[] {
  return Object.entries(attributes).flatMap(([key, { constraints }]) =>
    constraints ? constraintProblems(constraints, `${pointer(`${at}/attributes`, key)}/constraints`) : [],
  );
}

function flagProblems(flag: FlagDefinition, value: FlagValue, at: string): Problem[] {
  if (value._variants) return variantsProblems(flag, value._variants, `${at}/_variants`);
  return attributeProblems(flag, attributesOf(value), at);
}

/** The attributes of a flag without variants: what is neither `enabled` nor AppConfig's own. */
export function attributesOf(value: FlagValue): Readonly<Record<string, unknown>> {
  const isAttribute = ([key]: [string, unknown]) => key !== 'enabled' && !key.startsWith('_');
  return Object.fromEntries(Object.entries(value).filter(isAttribute));
}

export function attributeProblems(
  { attributes = {} }: FlagDefinition,
  values: Readonly<Record<string, unknown>>,
  at: string,
): Problem[] {
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(attributes, key));
  return [
    ...unknown.map((key) => ({
      at: pointer(at, key),
      constraint: 'attributes',
      reason: 'is no attribute of its flag',
    })),
    ...Object.entries(attributes).flatMap(([key, { constraints }]) => {
      if (!constraints) return [];
      if (Object.hasOwn(values, key)) return valueProblems(constraints, values[key], pointer(at, key));
      return constraints.required
        ? [{ at, constraint: 'required', reason: `lacks the attribute "${key}"` }]
        : [];
    }),
  ];
}

function variantsProblems(flag: FlagDefinition, variants: readonly Variant[], at: string): Problem[] {
  if (variants.length === 0) return [{ at, constraint: 'minItems', reason: 'lacks the default variant' }];
  return variants.flatMap((variant, index) => {
    const here = `${at}/${index}`;
    const isTwice = variants.findIndex(({ name }) => name === variant.name) < index;
    return [
      ...(isTwice
        ? [{ at: `${here}/name`, constraint: 'uniqueItems', reason: 'is the name of another variant' }]
        : []),
      ...ruleProblems(variant.rule, index === variants.length - 1, here),
      ...attributeProblems(flag, variant.attributeValues ?? {}, `${here}/attributeValues`),
    ];
  });
}

function ruleProblems(rule: string | undefined, isLast: boolean, at: string): Problem[] {
  if (rule === undefined)
    return isLast
      ? []
      : [{ at, constraint: 'rule', reason: 'lacks a rule: only the last, the default variant, has none' }];
  if (isLast)
    return [
      { at, constraint: 'rule', reason: 'has a rule, and the last is the default variant, which has none' },
    ];
  const { problem } = parseRule(rule);
  return problem
    ? [{ at: `${at}/rule`, constraint: 'rule', reason: `is no rule: ${describeRuleProblem(rule, problem)}` }]
    : [];
}
