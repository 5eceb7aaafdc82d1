/** Whether an event has what a pattern asks for: fields below one array must be found in one and the same element. */
import type { Combination, Pattern } from './compile.ts';
import type { Fields, Scope } from './fields.ts';
import type { FieldTest } from './operators.ts';

type Asked = readonly [path: string, field: FieldTest];

export const matches = (pattern: Pattern, fields: Fields): boolean =>
  pattern.some((combination) => matchesCombination(combination, fields));

/** Absence is judged over the whole event, everything else within one element of each array. */
function matchesCombination(combination: Combination, { event, paths }: Fields): boolean {
  const asked: Asked[] = [];
  for (const [path, field] of combination) {
    if (paths.has(path)) asked.push([path, field]);
    else if (!field.mayBeAbsent) return false;
  }
  return isFound(event, asked);
}

function isFound(scope: Scope, asked: readonly Asked[]): boolean {
  let open = asked.filter(([path, field]) => !hasLeaf(scope, path, field));
  for (const array of scope.arrays) {
    if (open.length === 0) break;
    const inside = open.filter(([path]) => isAtOrBelow(path, array.path));
    if (inside.length > 0 && array.elements.some((element) => isFound(element, inside)))
      open = open.filter((each) => !inside.includes(each));
  }
  return open.length === 0;
}

const hasLeaf = (scope: Scope, path: string, { tests }: FieldTest): boolean =>
  scope.leaves.get(path)?.some((leaf) => tests.some((test) => test(leaf))) === true;

const isAtOrBelow = (path: string, above: string): boolean =>
  path.startsWith(above) && (path.length === above.length || path[above.length] === '.');
