/** Moves threads from state to state: enter, attempt, exit, fail. The only place, with group.ts, that changes frames. */
import type { Exit, Retrier, State } from './definition.ts';
import type { Execution, Frame, Status } from './execution.ts';
import { dataLimitExceeded, EvaluationError, type Failure, StateFailure } from './failure.ts';
import { append, ended } from './history.ts';
import { busy, deliverTo } from './inbox.ts';
import { isTooLarge, type Json } from './json.ts';
import type { Attempt, Machinery } from './machinery.ts';
import { matches, retryDelayMs } from './retry.ts';
import { bindingsOf, type Outcome } from './scope.ts';
import { fill } from './template.ts';
import type { TimerKind } from './timers.ts';

export function enter(machinery: Machinery, frame: Frame, name: string, input: Json): void {
  frame.state = frame.branch.states.get(name) as State;
  frame.input = input;
  frame.retries = [];
  frame.enteredAt = machinery.clock.now();
  frame.enteredAfter = frame.lastEvent;
  frame.enteredEvent = machinery.record(frame, {
    type: `${frame.state.type}StateEntered`,
    subject: name,
    value: input,
  });
  attempt(machinery, frame);
}

function attempt(machinery: Machinery, frame: Frame): void {
  const work = machinery.attempts[frame.state.type] as Attempt<State>;
  resume(machinery, frame, async () => {
    await evaluated(frame, Promise.resolve()); // a loop of states that never wait must not grow the stack
    await work(machinery, frame, frame.state);
  });
}

/** Drops whatever the thread was doing or waiting for, and lets it work on. What the work throws fails the state. */
export function resume(machinery: Machinery, frame: Frame, work: () => Promise<void> | void): void {
  settle(machinery, frame);
  void guarded(machinery, frame, work);
}

/** Does more work for a thread that stays where it is. */
export async function guarded(
  machinery: Machinery,
  frame: Frame,
  work: () => Promise<void> | void,
): Promise<void> {
  const { generation } = frame;
  await busy(machinery, frame.execution, async () => {
    try {
      await work();
    } catch (thrown) {
      if (thrown === ended || thrown === superseded) return;
      if (!(thrown instanceof StateFailure || thrown instanceof EvaluationError)) throw thrown;
      if (frame.generation === generation) fail(machinery, frame, thrown);
    }
  });
}

/** Sets a timer for a thread: it is cleared when the thread moves on. */
export function wake(machinery: Machinery, frame: Frame, kind: TimerKind, at: number, due: () => void): void {
  machinery.timers.set(frame, kind, {
    at,
    what: frame.state.name,
    due: () => deliverTo(machinery, frame, due),
  });
}

const superseded = Symbol('superseded');

/** Awaits a value, and lets the work that asked for it end there if the thread has moved on meanwhile. */
export async function evaluated<T>(frame: Frame, value: Promise<T>): Promise<T> {
  const { generation } = frame;
  const known = await value;
  if (frame.generation !== generation) throw superseded;
  return known;
}

/** What a state comes to before its Output: `field` says where in the state its Assign and Output stand. */
export type Ending = Outcome & { readonly otherwise: Json; readonly field?: string };

export async function exit(
  machinery: Machinery,
  frame: Frame,
  { assign, output, next }: Exit,
  ending: Ending,
): Promise<void> {
  const { field = '', otherwise } = ending;
  const bindings = assign || output ? bindingsOf(frame, ending) : {};
  const assigned = assign && (await evaluated(frame, fill(assign, bindings, `${field}Assign`)));
  const put = output ? await evaluated(frame, fill(output, bindings, `${field}Output`)) : otherwise;
  const { name, type } = frame.state;
  if (put !== frame.input && isTooLarge(put))
    throw new StateFailure({ ...dataLimitExceeded(name), isFinal: true });
  Object.assign(frame.variables, assigned);
  machinery.record(frame, {
    type: `${type}StateExited` as 'PassStateExited',
    subject: name,
    value: put,
    more: assigned,
  });
  if (next !== undefined && frame.execution.isDoomed) finish(machinery, frame.execution, 'ABORTED', {});
  else if (next !== undefined) enter(machinery, frame, next, put);
  else if (frame.parent) machinery.branchDone(machinery, frame, put);
  else finish(machinery, frame.execution, 'SUCCEEDED', { output: put });
}

/** Fails the thread's state: a retry, a catch, or the end of the thread. */
export function fail(machinery: Machinery, frame: Frame, thrown: StateFailure | EvaluationError): void {
  resume(machinery, frame, async () => {
    const failure = told(machinery, frame, thrown);
    if (retry(machinery, frame, failure)) return;
    const { state } = frame;
    if (state.type === 'Map' || state.type === 'Parallel')
      machinery.record(frame, { type: `${state.type}StateFailed` });
    const uncaught = await tryCatch(machinery, frame, failure);
    if (uncaught === undefined) return;
    if (frame.parent) machinery.branchFailed(machinery, frame, uncaught);
    else finish(machinery, frame.execution, 'FAILED', { failure: uncaught });
  });
}

/** An error of evaluation has an event of its own, which follows the one before the state was entered if nothing came since. */
function told(machinery: Machinery, frame: Frame, thrown: StateFailure | EvaluationError): Failure {
  if (thrown instanceof StateFailure) return thrown.failure;
  const failure = { error: thrown.name, cause: whileExecuting(frame, thrown.message) };
  const follows = frame.lastEvent === frame.enteredEvent ? frame.enteredAfter : frame.lastEvent;
  frame.lastEvent = machinery.note(frame.execution, follows, {
    type: 'EvaluationFailed',
    subject: frame.state.name,
    value: failure,
    more: thrown.location,
  });
  return failure;
}

export const whileExecuting = ({ state, enteredEvent }: Frame, text: string): string =>
  `An error occurred while executing the state '${state.name}' (entered at the event id #${enteredEvent}). ${text}`;

function retry(machinery: Machinery, frame: Frame, failure: Failure): boolean {
  const retriers: readonly Retrier[] = 'retriers' in frame.state ? frame.state.retriers : [];
  const at = retriers.findIndex(({ errors }) => matches(errors, failure));
  const retrier = retriers[at];
  const count = frame.retries[at] ?? 0;
  if (!retrier || count >= retrier.maxAttempts) return false;
  frame.retries[at] = count + 1;
  const delayMs = retryDelayMs(retrier, count, () => frame.execution.random().next());
  wake(machinery, frame, 'wait', machinery.clock.now() + delayMs, () => attempt(machinery, frame));
  return true;
}

/** @returns the failure that nothing caught */
async function tryCatch(machinery: Machinery, frame: Frame, failure: Failure): Promise<Failure | undefined> {
  const catchers = 'catchers' in frame.state ? frame.state.catchers : [];
  const at = catchers.findIndex(({ errors }) => matches(errors, failure));
  const catcher = catchers[at];
  if (!catcher) return failure;
  const errorOutput = errorOutputOf(failure);
  try {
    await exit(machinery, frame, catcher, { errorOutput, otherwise: errorOutput, field: `Catch[${at}]/` });
    return undefined;
  } catch (thrown) {
    // what fails while catching is not caught again
    if (thrown instanceof EvaluationError || thrown instanceof StateFailure)
      return told(machinery, frame, thrown);
    throw thrown;
  }
}

/** As recorded: what the one who failed the task left out is null, but a time-out has an empty cause. */
const errorOutputOf = ({ error, cause }: Failure): Json => ({
  Error: error ?? null,
  Cause: cause ?? (error === 'States.Timeout' ? '' : null),
});

/** Ends whatever the thread waits for, and the threads within it. */
export function settle(machinery: Machinery, frame: Frame): void {
  frame.generation += 1;
  machinery.timers.clear(frame);
  machinery.tokens.close(frame.token);
  frame.token = undefined;
  for (const child of frame.group?.frames ?? []) settle(machinery, child);
  frame.group = undefined;
}

const endEvents = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

/** A stop and a time-out come from outside, so their events follow none. */
export function finish(
  machinery: Pick<Machinery, 'clock' | 'timers' | 'tokens'>,
  execution: Execution,
  status: Exclude<Status, 'RUNNING'>,
  { output, failure }: { output?: Json; failure?: Failure },
): void {
  const { root } = execution;
  if (root) settle(machinery as Machinery, root);
  machinery.timers.clear(execution);
  const previous = status === 'SUCCEEDED' || status === 'FAILED' ? (root?.lastEvent ?? 0) : 0;
  const value = status === 'SUCCEEDED' ? output : failure;
  append(execution, machinery.clock.now(), previous, { type: endEvents[status], value });
  execution.root = undefined;
  execution.status = status;
  execution.stoppedAt = machinery.clock.now();
  if (output !== undefined) execution.output = output;
  if (failure) execution.failure = failure;
}
