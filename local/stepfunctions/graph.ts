/** Where the states of a branch lead: every target exists, every state is reached, and there is an end. */
import type { Branch, State } from './definition.ts';
import { type Problems, refuse } from './problems.ts';

const code = 'MISSING_TRANSITION_TARGET';
type Edge = { readonly to: string; readonly location: string };

/** @param names of the states so far: they are unique in the whole machine, not only in their branch. */
export function checkGraph(
  branch: Branch,
  problems: Problems,
  path = '',
  names: Set<string> = new Set(),
): void {
  const states = [...branch.states.values()];
  if (problems.invalid.length > 0 || problems.notEmulated.length > 0 || states.length === 0) return;
  for (const { name } of states) {
    if (names.has(name))
      refuse(problems, `${path}/States/${name}`, `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
    names.add(name);
  }
  const edges = states.flatMap((state) => edgesOf(state, `${path}/States/${state.name}`));
  for (const { to, location } of [{ to: branch.startAt, location: `${path}/StartAt` }, ...edges])
    if (!branch.states.has(to)) refuse(problems, location, `Missing 'Next' target: ${to}`, code);
  if (!states.some(isEnd)) refuse(problems, null, 'Workflow has no terminal state', 'MISSING_END_STATE');
  else refuseUnreached(branch, problems, path);
  for (const state of states)
    for (const [inner, location] of innerBranches(state))
      checkGraph(inner, problems, `${path}/States/${state.name}${location}`, names);
}

function refuseUnreached(branch: Branch, problems: Problems, path: string): void {
  const reached = new Set([branch.startAt]);
  for (const name of reached) {
    const state = branch.states.get(name);
    for (const { to } of state ? edgesOf(state, '') : []) reached.add(to);
  }
  for (const name of branch.states.keys())
    if (!reached.has(name))
      refuse(problems, `${path}/States/${name}`, `State "${name}" is not reachable.`, code);
}

function edgesOf(state: State, path: string): Edge[] {
  if (state.type === 'Choice') {
    const rules = state.rules.map(({ next }, at) => edge(next, `${path}/Choices[${at}]/Next`));
    return [...rules, edge(state.otherwise.next, `${path}/Default`)].flat();
  }
  if (state.type === 'Fail') return [];
  const catchers = 'catchers' in state ? state.catchers : [];
  return [
    edge(state.next, `${path}/Next`),
    ...catchers.map(({ next }, at) => edge(next, `${path}/Catch[${at}]/Next`)),
  ].flat();
}

const edge = (to: string | undefined, location: string): Edge[] =>
  to === undefined ? [] : [{ to, location }];
const isEnd = (state: State) =>
  state.type === 'Fail' || (state.type !== 'Choice' && state.next === undefined);

export function innerBranches(state: State): (readonly [branch: Branch, location: string])[] {
  if (state.type === 'Map') return [[state.processor, '/ItemProcessor']];
  if (state.type !== 'Parallel') return [];
  return state.branches.map((branch, at) => [branch, `/Branches[${at}]`] as const);
}
