/** Step Functions gives an expression no context item: what would read one is refused when the state machine is created. */
import type { State } from './definition.ts';
import type { Reader } from './reader.ts';
import { expressionsOf, type Template } from './template.ts';

const code = 'UNSUPPORTED_JSONATA_EXPRESSION';

/** @param reader of the state, which knows its place */
export function checkExpressions(state: State, reader: Reader): void {
  for (const [field, template] of templatesOf(state)) {
    for (const { place, expression } of expressionsOf(template)) {
      const names = new Set(topLevelNames(expression.compiled.ast() as unknown as Node, false));
      for (const name of names)
        reader.refuse(`${field}${place}`, `Reference to '${name}' at the top level is not supported.`, code);
    }
  }
}

function templatesOf(state: State): (readonly [field: string, template: Template])[] {
  const fields: (readonly [string, Template | undefined])[] = [
    ...named(state, [
      'assign',
      'output',
      'error',
      'cause',
      'arguments',
      'timeoutSeconds',
      'heartbeatSeconds',
    ]),
    ...named(state, ['items', 'itemSelector', 'maxConcurrency']),
  ];
  if (state.type === 'Wait') fields.push([state.unit, state.until]);
  if (state.type === 'Map') fields.push(...state.tolerances);
  if (state.type === 'Choice') {
    fields.push(...named(state.otherwise, ['assign', 'output']));
    state.rules.forEach((rule, at) => {
      fields.push(...named(rule, ['condition', 'assign', 'output'], `Choices[${at}]/`));
    });
  }
  if ('catchers' in state)
    state.catchers.forEach((catcher, at) => {
      fields.push(...named(catcher, ['assign', 'output'], `Catch[${at}]/`));
    });
  return fields.filter((entry): entry is [string, Template] => entry[1] !== undefined);
}

const named = (owner: object, members: readonly string[], prefix = '') =>
  members.map(
    (member) =>
      [
        `${prefix}${member.charAt(0).toUpperCase()}${member.slice(1)}`,
        (owner as Record<string, Template | undefined>)[member],
      ] as const,
  );

type Node = { readonly type?: string; readonly value?: unknown; readonly [key: string]: unknown };
/** What stands behind these is applied to the items of what stands before. */
const withContext = new Set(['predicate', 'stages', 'group', 'terms', 'pattern', 'update', 'delete']);

/** The names that a path starts with, outside of anything that gives it a context. */
function* topLevelNames(node: unknown, hasContext: boolean): Generator<string> {
  if (Array.isArray(node)) for (const each of node) yield* topLevelNames(each, hasContext);
  else if (typeof node === 'object' && node !== null) yield* namesOfNode(node as Node, hasContext);
}

function* namesOfNode(node: Node, hasContext: boolean): Generator<string> {
  if (node.type === 'name' && !hasContext) yield String(node.value);
  if (node.type === 'variable' && node.value === '$') yield '$$';
  for (const [key, child] of Object.entries(node)) {
    if (node.type === 'path' && key === 'steps')
      for (const [at, step] of (child as unknown[]).entries())
        yield* topLevelNames(step, hasContext || at > 0);
    else yield* topLevelNames(child, hasContext || withContext.has(key));
  }
}
