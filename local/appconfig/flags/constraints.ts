/** What the definition of an attribute demands of its values. */
import { compilePattern } from '../rules/pattern.ts';
import { isFound } from '../rules/pattern-match.ts';
import { PatternRefused } from '../rules/pattern-syntax.ts';
import type { Constraints } from './document.ts';
import { type Problem, pointer } from './shape.ts';

/** The constraints themselves: a pattern that cannot be read, a minimum above the maximum. */
export function constraintProblems(constraints: Constraints, at: string): Problem[] {
  const { pattern, minimum, maximum, elements } = constraints;
  const refusal = pattern === undefined ? undefined : patternRefusal(pattern);
  const isEmpty = minimum !== undefined && maximum !== undefined && minimum > maximum;
  return [
    ...(refusal
      ? [{ at: pointer(at, 'pattern'), constraint: 'pattern', reason: `is refused: ${refusal}` }]
      : []),
    ...(isEmpty
      ? [{ at: pointer(at, 'minimum'), constraint: 'minimum', reason: 'is above the maximum' }]
      : []),
    ...(elements ? constraintProblems(elements, pointer(at, 'elements')) : []),
  ];
}

function patternRefusal(pattern: string): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof PatternRefused) return error.message;
    throw error;
  }
}

export function valueProblems(constraints: Constraints, value: unknown, at: string): Problem[] {
  const { type, pattern, enum: allowed, minimum, maximum, elements } = constraints;
  const problem = (constraint: string, reason: string): Problem[] => [{ at, constraint, reason }];
  if (typeOf(value) !== type) return problem('type', `is not of the type ${type} that its attribute has`);
  if (typeof value === 'string') {
    if (pattern !== undefined && !isFound(compilePattern(pattern), value))
      return problem('pattern', `does not match ${pattern}`);
    if (allowed && !allowed.map(String).includes(value))
      return problem('enum', `is none of ${allowed.join(', ')}`);
  }
  if (typeof value === 'number') {
    if (minimum !== undefined && value < minimum) return problem('minimum', `is below ${minimum}`);
    if (maximum !== undefined && value > maximum) return problem('maximum', `is above ${maximum}`);
  }
  if (!Array.isArray(value) || !elements) return [];
  return value.flatMap((item, index) => valueProblems(elements, item, `${at}/${index}`));
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);
