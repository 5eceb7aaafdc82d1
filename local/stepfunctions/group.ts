/** Parallel and Map: threads within a thread. */
import type { MapState, Parallel, State } from './definition.ts';
import { createFrame, type Frame, type Group, isPart } from './execution.ts';
import { EvaluationError, type Failure, StateFailure } from './failure.ts';
import { type Json, typeOf } from './json.ts';
import type { Attempt, Machinery } from './machinery.ts';
import { bindingsOf } from './scope.ts';
import { enter, evaluated, exit, fail, guarded, resume } from './step.ts';
import { fill, fillTyped } from './template.ts';

export const parallel: Attempt<Parallel> = async (machinery, frame, state) => {
  const input = state.arguments
    ? await evaluated(frame, fill(state.arguments, bindingsOf(frame), 'Arguments'))
    : frame.input;
  const parent = frame;
  const lastEvent = machinery.record(frame, { type: 'ParallelStateStarted' });
  const children = state.branches.map((branch, index) =>
    createFrame(frame.execution, branch, { parent, index, lastEvent }),
  );
  frame.group = {
    results: [],
    frames: new Set(children),
    maxConcurrency: children.length,
    next: children.length,
  };
  for (const child of children) enter(machinery, child, child.branch.startAt, input);
};

/** What the Map runs over, kept with its group: the items are evaluated once per attempt. */
type MapGroup = Group & { readonly items: readonly Json[] };

export const map: Attempt<MapState> = async (machinery, frame, state) => {
  const items = await itemsOf(frame, state);
  const maxConcurrency = await limitsOf(frame, state);
  machinery.record(frame, { type: 'MapStateStarted', value: items.length });
  const group: MapGroup = { results: [], frames: new Set(), maxConcurrency, next: 0, items };
  frame.group = group;
  if (items.length === 0) succeed(machinery, frame);
  else await startItems(machinery, frame, frame.lastEvent);
};

async function itemsOf(frame: Frame, { items }: MapState): Promise<readonly Json[]> {
  if (items)
    return (await evaluated(frame, fillTyped(items, 'array', bindingsOf(frame), 'Items'))) as readonly Json[];
  if (Array.isArray(frame.input)) return frame.input;
  const given = `'${typeOf(frame.input)}' for value: ${JSON.stringify(frame.input)}`;
  throw new EvaluationError('Items', `The state input is not an array. Expected 'array', but was ${given}`);
}

async function limitsOf(frame: Frame, { maxConcurrency, tolerances }: MapState): Promise<number> {
  const bindings = bindingsOf(frame);
  for (const [field, template] of tolerances)
    await evaluated(frame, fillTyped(template, 'number', bindings, field));
  if (!maxConcurrency) return Number.POSITIVE_INFINITY;
  const limit = await evaluated(frame, fillTyped(maxConcurrency, 'number', bindings, 'MaxConcurrency'));
  if (!Number.isInteger(limit) || (limit as number) < 0)
    throw new EvaluationError(
      'MaxConcurrency',
      `The MaxConcurrency field cannot be parsed as an integer that is not negative: ${limit}`,
    );
  return (limit as number) || Number.POSITIVE_INFINITY; // 0 is no limit
}

/** Starts as many items as may run at once; all of them are begun before the first one enters a state, as in AWS. */
async function startItems(machinery: Machinery, frame: Frame, follows: number): Promise<void> {
  const group = frame.group as MapGroup;
  const { name } = frame.state;
  const starting: { child: Frame; input: Json }[] = [];
  while (group.next < group.items.length && group.frames.size < group.maxConcurrency) {
    const child = nextItem(frame, group);
    group.frames.add(child);
    starting.push({ child, input: await inputOf(frame, child) });
  }
  for (const { child } of starting) {
    const started = { type: 'MapIterationStarted', subject: name, value: child.index } as const;
    child.lastEvent = machinery.note(frame.execution, follows, started);
  }
  for (const { child, input } of starting) enter(machinery, child, child.branch.startAt, input);
}

function nextItem(frame: Frame, group: MapGroup): Frame {
  const index = group.next;
  group.next += 1;
  const item = { Index: index, Value: group.items[index] as Json };
  return createFrame(frame.execution, (frame.state as MapState).processor, { parent: frame, index, item });
}

async function inputOf(frame: Frame, { item }: Frame): Promise<Json> {
  const { itemSelector } = frame.state as MapState;
  if (!itemSelector) return item?.Value ?? null;
  return evaluated(frame, fill(itemSelector, bindingsOf(frame, { item }), 'ItemSelector'));
}

export function branchDone(machinery: Machinery, child: Frame, output: Json): void {
  const frame = child.parent as Frame;
  const group = frame.group as Group;
  group.results[child.index] = output;
  group.frames.delete(child);
  frame.lastEvent = child.lastEvent;
  if (frame.state.type === 'Map') {
    machinery.record(frame, { type: 'MapIterationSucceeded', subject: frame.state.name, value: child.index });
    if (group.next < (group as MapGroup).items.length)
      void guarded(machinery, frame, () => startItems(machinery, frame, child.lastEvent));
  }
  if (group.frames.size === 0) succeed(machinery, frame);
}

function succeed(machinery: Machinery, frame: Frame): void {
  const state = frame.state as Parallel | MapState;
  const result = frame.group?.results ?? [];
  machinery.note(frame.execution, frame.lastEvent, { type: `${state.type}StateSucceeded` });
  resume(machinery, frame, () => exit(machinery, frame, state, { result, otherwise: result }));
}

/** The first failure ends the others. All that tells of it follows the event that told of the failure itself. */
export function branchFailed(machinery: Machinery, child: Frame, failure: Failure): void {
  if (!isPart(child)) return;
  const frame = child.parent as Frame;
  frame.lastEvent = child.lastEvent;
  const others = [...(frame.group?.frames ?? [])].filter((other) => other !== child);
  if (frame.state.type === 'Map') noteIteration(machinery, frame, 'MapIterationFailed', child.index);
  noteAborted(machinery, child, frame.lastEvent);
  for (const other of others) noteThreadAborted(machinery, other, frame.lastEvent);
  fail(machinery, frame, new StateFailure(failure));
}

function noteThreadAborted(machinery: Machinery, thread: Frame, follows: number): void {
  const parent = thread.parent as Frame;
  if (parent.state.type === 'Map')
    machinery.note(thread.execution, follows, {
      type: 'MapIterationAborted',
      subject: parent.state.name,
      value: thread.index,
    });
  noteAborted(machinery, thread, follows);
}

/** Only states that can wait are told to be aborted. */
function noteAborted(machinery: Machinery, thread: Frame, follows: number): void {
  const { type } = thread.state;
  if (!canBeAborted(type)) return;
  machinery.note(thread.execution, follows, { type: `${type}StateAborted` });
  for (const inner of thread.group?.frames ?? []) noteThreadAborted(machinery, inner, follows);
}

const canBeAborted = (type: State['type']): type is 'Task' | 'Wait' | 'Map' | 'Parallel' =>
  type === 'Task' || type === 'Wait' || type === 'Map' || type === 'Parallel';

function noteIteration(machinery: Machinery, frame: Frame, type: 'MapIterationFailed', index: number): void {
  machinery.note(frame.execution, frame.lastEvent, { type, subject: frame.state.name, value: index });
}
