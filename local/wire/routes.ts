/** Finds the operation that a REST request names: the most literal route wins. */
import type { WireRequest } from './message.ts';
import type { OperationModel, Segment } from './model.ts';

export type Route = { readonly operation: OperationModel; readonly labels: ReadonlyMap<string, string> };
export type Router = (request: Pick<WireRequest, 'method' | 'path' | 'query'>) => Route | undefined;

export function createRouter(operations: Iterable<OperationModel>): Router {
  const byMethod = new Map<string, OperationModel[]>();
  for (const operation of [...operations].sort((a, b) => rank(a).localeCompare(rank(b)))) {
    byMethod.set(operation.method, [...(byMethod.get(operation.method) ?? []), operation]);
  }
  return ({ method, path, query }) => {
    const parts = path
      .replace(/(.)\/$/, '$1')
      .split('/')
      .slice(1);
    for (const operation of byMethod.get(method) ?? []) {
      if (!hasFixedQuery(operation, query)) continue;
      const labels = match(operation.segments, parts);
      if (labels) return { operation, labels };
    }
    return undefined;
  };
}

/** Sorts literal segments before labels, labels before greedy labels, and a fixed query before none. */
function rank({ segments, fixedQuery }: OperationModel): string {
  const kinds = segments.map((segment) => (segment.literal !== undefined ? '0' : segment.greedy ? '2' : '1'));
  return `${kinds.join('')}${fixedQuery.length > 0 ? '0' : '1'}`;
}

function hasFixedQuery({ fixedQuery }: OperationModel, query: WireRequest['query']): boolean {
  return fixedQuery.every(([key, value]) => key in query && (query[key] ?? '') === value);
}

function match(segments: readonly Segment[], parts: readonly string[]): Map<string, string> | undefined {
  const spare = parts.length - segments.length;
  if (spare < 0 || (spare > 0 && !segments.some((segment) => segment.greedy))) return undefined;
  const labels = new Map<string, string>();
  let at = 0;
  for (const { literal, label, greedy } of segments) {
    const length = greedy ? 1 + spare : 1;
    const part = parts.slice(at, at + length).join('/');
    at += length;
    if (literal !== undefined ? literal !== part : part === '') return undefined;
    if (label !== undefined) labels.set(label, part);
  }
  return labels;
}
