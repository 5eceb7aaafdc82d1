/** `{"numeric": [">", 0, "<=", 5]}` */
import { refuse } from './refuse.ts';

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

export function numeric(terms: unknown): (value: number) => boolean {
  if (!Array.isArray(terms)) return refuse('Value of numeric must be an array.');
  const [operator, bound, second, top, ...more] = terms as readonly unknown[];
  if (typeof operator !== 'string') return refuse(`Invalid member in numeric match: ${operator ?? ']'}`);
  const compare = comparisons[operator] ?? refuse(`Unrecognized numeric range operator: ${operator}`);
  const limit = numberOf(bound, operator === '=' ? 'equals' : operator);
  if (terms.length === 2) return (value) => compare(value, limit);
  if (!operator.startsWith('>')) return refuse('Too many elements in numeric expression');
  if (typeof second !== 'string') return refuse(`Bad value in numeric range: ${second}`);
  if (!second.startsWith('<') || !comparisons[second]) return refuse(`Bad numeric range operator: ${second}`);
  const end = numberOf(top, second);
  if (more.length > 0) return refuse('Too many terms in numeric range expression');
  if (limit >= end) return refuse('Bottom must be less than top');
  const below = comparisons[second];
  return (value) => compare(value, limit) && below(value, end);
}

function numberOf(value: unknown, what: string): number {
  if (typeof value !== 'number') return refuse(`Value of ${what} must be numeric`);
  return representable(value);
}

/** The compiler reads a number that no double can hold as NaN. */
export const representable = (value: number): number =>
  Number.isNaN(value) ? refuse('Cannot compare number') : value;
