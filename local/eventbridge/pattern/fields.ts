/** An event as patterns see it: the leaves of each path, and the arrays whose elements keep theirs together. */
import type { Leaf } from './operators.ts';

export type Scope = {
  readonly leaves: Map<string, Leaf[]>;
  readonly arrays: { readonly path: string; readonly elements: Scope[] }[];
};

export type Fields = {
  readonly event: Scope;
  /** Every path that has a leaf anywhere. */
  readonly paths: ReadonlySet<string>;
};

export function fieldsOf(event: unknown): Fields {
  const paths = new Set<string>();
  const root = emptyScope();
  addValue(root, '', event, paths);
  return { event: root, paths };
}

const emptyScope = (): Scope => ({ leaves: new Map(), arrays: [] });

function addValue(scope: Scope, path: string, value: unknown, paths: Set<string>): void {
  if (Array.isArray(value)) addElements(scope, path, value, paths);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value))
      addValue(scope, path === '' ? name : `${path}.${name}`, member, paths);
  else addLeaf(scope, path, value as Leaf, paths);
}

/** Objects and arrays in an array have a scope of their own; plain values belong to the scope that the array is in. */
function addElements(scope: Scope, path: string, values: readonly unknown[], paths: Set<string>): void {
  const elements: Scope[] = [];
  for (const value of values) {
    if (typeof value !== 'object' || value === null) {
      addLeaf(scope, path, value as Leaf, paths);
      continue;
    }
    const element = emptyScope();
    addValue(element, path, value, paths);
    elements.push(element);
  }
  if (elements.length > 0) scope.arrays.push({ path, elements });
}

function addLeaf(scope: Scope, path: string, leaf: Leaf, paths: Set<string>): void {
  const leaves = scope.leaves.get(path);
  if (leaves) leaves.push(leaf);
  else scope.leaves.set(path, [leaf]);
  paths.add(path);
}
