/** Task: schedules a call, waits for its answer or for its token, and gives up in time. */
import type { Task } from './definition.ts';
import type { Frame } from './execution.ts';
import type { Bindings } from './expression.ts';
import { dataLimitExceeded, EvaluationError, type Failure, StateFailure } from './failure.ts';
import { deliverTo } from './inbox.ts';
import { placeOf } from './journal.ts';
import { isTooLarge, type Json } from './json.ts';
import type { Attempt, Machinery } from './machinery.ts';
import { describeResource } from './resource.ts';
import { bindingsOf } from './scope.ts';
import { evaluated, exit, resume, wake, whileExecuting } from './step.ts';
import type { TaskOutcome } from './task-call.ts';
import { fill, fillTyped } from './template.ts';

/** Of a task that is under way. */
export type Scheduled = { readonly timeoutSeconds?: number; readonly heartbeatSeconds?: number };

export const task: Attempt<Task> = async (machinery, frame, state) => {
  const waits = state.resource.kind === 'call' && state.resource.pattern === 'token';
  if (waits) frame.token = machinery.tokens.open(frame);
  const bindings = bindingsOf(frame);
  const given = state.arguments
    ? await evaluated(frame, fill(state.arguments, bindings, 'Arguments'))
    : frame.input;
  if (given !== frame.input && isTooLarge(given))
    throw new StateFailure({ ...dataLimitExceeded(state.name), isFinal: true });
  const scheduled = await readTimes(frame, state, bindings);
  refuse(machinery, frame, machinery.runTask.check(state.resource, given, placeOf(frame.execution)));
  const event = schedule(machinery, frame, state, given, scheduled);
  const { execution, token } = frame;
  const call = {
    executionArn: execution.arn,
    roleArn: execution.revision.roleArn,
    stateName: state.name,
    resource: state.resource,
    arguments: given,
    at: machinery.clock.now(),
    event,
    token,
    random: () => execution.random().fork(`call ${event}`),
  };
  const { generation } = frame;
  void machinery.runTask.call(call).then((outcome) => {
    if (frame.generation === generation)
      deliverTo(machinery, frame, () => answered(machinery, frame, event, outcome));
  });
};

/** A task that cannot even be started with its arguments. */
function refuse(machinery: Machinery, frame: Frame, wrong: string | undefined): void {
  if (wrong === undefined) return;
  const at = machinery.clock.now();
  machinery.journal({ kind: 'refused', at, ...placeOf(frame.execution), wrong });
  throw new StateFailure({ error: 'States.Runtime', cause: whileExecuting(frame, wrong) });
}

function answered(machinery: Machinery, frame: Frame, event: number, outcome: TaskOutcome): void {
  const { execution, token } = frame;
  const at = machinery.clock.now();
  machinery.journal({ kind: 'answered', at, ...placeOf(execution), event, outcome });
  const { resource } = frame.state as Task;
  if (token === undefined || !outcome.ok) settleTask(machinery, frame, outcome);
  else machinery.record(frame, { type: 'TaskSubmitted', subject: resource, value: outcome.output });
}

async function readTimes(frame: Frame, state: Task, bindings: Bindings): Promise<Scheduled> {
  const times: { timeoutSeconds?: number; heartbeatSeconds?: number } = {};
  for (const [member, field] of [
    ['timeoutSeconds', 'TimeoutSeconds'],
    ['heartbeatSeconds', 'HeartbeatSeconds'],
  ] as const) {
    const template = state[member];
    if (!template) continue;
    const value = await evaluated(frame, fillTyped(template, 'number', bindings, field));
    if (!Number.isInteger(value) || (value as number) < 1)
      throw new EvaluationError(field, `The ${field} field cannot be parsed as a positive integer: ${value}`);
    times[member] = value as number;
  }
  return times;
}

/** @returns the id of the event that tells of it */
function schedule(
  machinery: Machinery,
  frame: Frame,
  state: Task,
  given: Json,
  scheduled: Scheduled,
): number {
  const subject = state.resource;
  const kind = eventKind(state);
  const event = machinery.record(frame, {
    type: `${kind}Scheduled`,
    subject,
    value: given,
    more: scheduled.timeoutSeconds || scheduled.heartbeatSeconds ? scheduled : undefined,
  });
  machinery.record(frame, { type: `${kind}Started`, subject });
  if (scheduled.timeoutSeconds !== undefined)
    wake(machinery, frame, 'timeout', machinery.clock.now() + scheduled.timeoutSeconds * 1000, () =>
      timeOut(machinery, frame, state, { error: 'States.Timeout' }),
    );
  awaitHeartbeat(machinery, frame, state, scheduled.heartbeatSeconds);
  return event;
}

function awaitHeartbeat(machinery: Machinery, frame: Frame, state: Task, seconds: number | undefined): void {
  if (seconds === undefined) return;
  wake(machinery, frame, 'heartbeat', machinery.clock.now() + seconds * 1000, () =>
    timeOut(machinery, frame, state, { error: 'States.Timeout', alias: 'States.HeartbeatTimeout' }),
  );
}

function timeOut(machinery: Machinery, frame: Frame, state: Task, failure: Failure): void {
  resume(machinery, frame, () => {
    machinery.record(frame, { type: `${eventKind(state)}TimedOut`, subject: state.resource, value: failure });
    throw new StateFailure(failure);
  });
}

/** Somebody who holds the token says how the task went, or the call answered. */
export function settleTask(machinery: Machinery, frame: Frame, outcome: TaskOutcome): void {
  const state = frame.state as Task;
  resume(machinery, frame, async () => {
    const failure = outcome.ok ? tooLarge(state, outcome.output) : outcome.failure;
    if (failure) {
      machinery.record(frame, { type: `${eventKind(state)}Failed`, subject: state.resource, value: failure });
      throw new StateFailure(failure);
    }
    const { output } = outcome as Extract<TaskOutcome, { ok: true }>;
    machinery.record(frame, { type: `${eventKind(state)}Succeeded`, subject: state.resource, value: output });
    await exit(machinery, frame, state, { result: output, otherwise: output });
  });
}

/** The one who holds the token is still at work. */
export function beat(machinery: Machinery, frame: Frame): void {
  const scheduled = frame.execution.events[eventOf(frame) - 1]?.more as Scheduled | undefined;
  awaitHeartbeat(machinery, frame, frame.state as Task, scheduled?.heartbeatSeconds);
}

/** The id of the event that tells of the thread's task being scheduled. */
function eventOf({ execution, lastEvent }: Frame): number {
  let id = lastEvent;
  while (id > 0 && execution.events[id - 1]?.type !== 'TaskScheduled')
    id = execution.events[id - 1]?.previous ?? 0;
  return id;
}

const tooLarge = ({ resource }: Task, output: Json) =>
  isTooLarge(output)
    ? dataLimitExceeded(resource.kind === 'function' ? resource.arn : describeResource(resource).resourceType)
    : undefined;

const eventKind = ({ resource }: Task) =>
  resource.kind === 'function' ? ('LambdaFunction' as const) : ('Task' as const);
