/**
 * What happens to a ramp: each change gives the ramp as it is afterwards and the facts that tell of it, to be written in
 * one conditional write. The only place that makes a ramp out of a ramp.
 */
import type { Hold, Raise } from './decide.ts';
import type { FactData, FactType, NewFact } from './facts.ts';
import type { GuardReport } from './guard.ts';
import type { Plan } from './plan/plan.ts';
import {
  type Actor,
  historyOf,
  isBelow,
  type RaisedStep,
  type Ramp,
  sees,
  type Verdict,
  type Waiting,
} from './ramp.ts';
import { type Schedule, schedule } from './schedule.ts';
import { toIsoDuration, toIsoInstant } from './time.ts';

export type Change = { readonly ramp: Ramp; readonly facts: readonly NewFact[] };
export type At = { readonly plan: Plan; readonly now: number };

export const rampart: Actor = { type: 'rampart' };

/** One change after the other, as one. */
export function chain(ramp: Ramp, ...changes: readonly ((ramp: Ramp) => Change)[]): Change {
  return changes.reduce<Change>(
    (before, change) => {
      const after = change(before.ramp);
      return { ramp: after.ramp, facts: [...before.facts, ...after.facts] };
    },
    { ramp, facts: [] },
  );
}

/** @param ramp as it is after the change */
export function fact<T extends FactType>(
  ramp: Ramp,
  { plan, now }: At,
  type: T,
  data: FactData[T],
  by: Actor = rampart,
) {
  const { reached, exposurePercent: exposure } = ramp;
  const told = {
    type,
    at: toIsoInstant(now),
    by,
    step: reached.length,
    of: plan.steps.length,
    exposure,
    data,
  };
  return told as unknown as NewFact;
}

/** AppConfig has started the run, at the exposure of the first step. */
export const started = (ramp: Ramp, at: At, run: number, raisedAt: number): Change =>
  begin(ramp, at, { run, raisedAt }, (after) => schedule(at.plan, historyOf(after), at.now));

/** The same of a run that is to be stopped: nothing comes next, so the stop path needs no schedule, and no time zones. */
export const startedAtLast = (ramp: Ramp, at: At, run: number, raisedAt: number): Change =>
  begin(ramp, at, { run, raisedAt }, () => ({
    steps: at.plan.steps.map((_, index) => ({ index })),
    limitAt: raisedAt + at.plan.maxDurationMs,
  }));

type Planned = Pick<Schedule, 'completeAt' | 'limitAt'> & {
  readonly steps: readonly Pick<Schedule['steps'][number], 'index' | 'raiseAt'>[];
};

function begin(
  ramp: Ramp,
  at: At,
  { run, raisedAt }: { readonly run: number; readonly raisedAt: number },
  plan: (after: Ramp) => Planned,
): Change {
  const { steps } = at.plan;
  const exposurePercent = steps[0]?.exposurePercent ?? 0;
  const after: Ramp = {
    ...ramp,
    status: 'running',
    run,
    exposurePercent,
    reached: [{ raisedAt, exposurePercent }],
    waiting: undefined,
  };
  const planned = plan(after);
  const plannedSteps = planned.steps.map(({ index, raiseAt }) => ({
    ...(steps[index]?.name === undefined ? {} : { name: steps[index].name }),
    exposure: steps[index]?.exposurePercent ?? 0,
    ...(raiseAt === undefined ? {} : { raiseAt: toIsoInstant(raiseAt) }),
  }));
  const data = {
    plannedSteps,
    ...(planned.completeAt === undefined ? {} : { earliestEnd: toIsoInstant(planned.completeAt) }),
    maxEnd: toIsoInstant(planned.limitAt),
  };
  return { ramp: after, facts: [fact(after, at, 'Ramp Started', data, ramp.startedBy)] };
}

/** Written before AppConfig is asked to raise: if its answer is lost, the next look knows whose raise it sees. */
export const intends = (
  ramp: Ramp,
  { index, fromPercent, toPercent, gates }: Raise,
  now: number,
): Change => ({
  ramp: { ...ramp, raising: { index, fromPercent, toPercent, decidedAt: now, gates } },
  facts: [],
});

/** AppConfig has accepted the exposure that was intended. */
export const raised = (ramp: Ramp, at: At): Change => taken(ramp, at, (after) => nextOf(after, at));

type Next = Pick<FactData['Exposure Raised'], 'next'>;

function taken(ramp: Ramp, at: At, next: (after: Ramp) => Next): Change {
  const { raising, reached, weights } = { ...ramp, weights: ramp.experiment.weights };
  if (!raising) throw new Error(`ramp ${ramp.id} was not being raised`);
  const { fromPercent: from, toPercent: to, gates } = raising;
  const after: Ramp = {
    ...ramp,
    exposurePercent: to,
    reached: [...reached, { raisedAt: at.now, exposurePercent: to }],
    raising: undefined,
    waiting: undefined,
    question: undefined,
  };
  const raisedAt = reached.at(-1)?.raisedAt;
  const data = {
    from,
    to,
    ...(raisedAt === undefined ? {} : { heldFor: toIsoDuration(at.now - raisedAt) }),
    gates,
    sees: sees(weights, to),
    ...next(after),
  };
  return {
    ramp: after,
    facts: [...cleared(ramp, after, at, gates), fact(after, at, 'Exposure Raised', data)],
  };
}

/** What became of an update whose answer nobody has seen: if it was not taken, it is decided anew. */
export const settled = (ramp: Ramp, at: At, actualPercent: number): Change =>
  settle(ramp, actualPercent, () => raised(ramp, at));

/** The same of a run that is over: nothing comes next, so the stop path needs no schedule, and no time zones. */
export const settledAtLast = (ramp: Ramp, at: At, actualPercent: number): Change =>
  settle(ramp, actualPercent, () => taken(ramp, at, () => ({})));

function settle(ramp: Ramp, actualPercent: number, take: () => Change): Change {
  if (ramp.raising && !isBelow(actualPercent, ramp.raising.toPercent)) return take();
  return { ramp: ramp.raising ? { ...ramp, raising: undefined } : ramp, facts: [] };
}

/** The ramp waits. People are told when the kind of wait changes, not at every look. */
export function waits(ramp: Ramp, at: At, hold: Hold): Change {
  const before = ramp.waiting;
  const isSame = before?.kind === hold.waiting.kind;
  const learnt = hold.waiting.kind !== 'retry' || !before?.gates;
  const after: Ramp = {
    ...ramp,
    reached: withGates(ramp.reached, hold.gatesOpenAt),
    waiting: {
      ...(isSame ? before : {}),
      ...hold.waiting,
      sinceAt: isSame || !learnt ? before.sinceAt : at.now,
      ...(learnt ? {} : { gates: before.gates }),
    },
  };
  return {
    ramp: after,
    facts: [
      ...gateFacts(ramp, after, at, hold),
      ...windowFact(after, at, hold, isSame),
      ...retryFact(after, at, hold, isSame),
    ],
  };
}

function withGates(reached: readonly RaisedStep[], gatesOpenAt: number | undefined): readonly RaisedStep[] {
  const present = reached.at(-1);
  return present ? [...reached.slice(0, -1), { ...present, gatesOpenAt }] : reached;
}

/** The gates that people were told to be closed, and that are open now. */
function cleared({ waiting }: Ramp, after: Ramp, at: At, gates: readonly Verdict[]): readonly NewFact[] {
  if (!waiting) return [];
  const wasClosed = toldClosed(waiting);
  const waited = toIsoDuration(at.now - waiting.sinceAt);
  return gates
    .filter(({ name, verdict }) => verdict === 'pass' && wasClosed.includes(name))
    .map((gate) => fact(after, at, 'Gate Cleared', { gate, waited }));
}

/** A look that learnt nothing (`retry`) keeps what was told before it. */
const toldClosed = (waiting: Waiting | undefined): readonly string[] =>
  waiting?.kind === 'gates' || waiting?.kind === 'retry'
    ? (waiting.gates ?? []).filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name)
    : [];

/** Each gate is told of once when it is found closed, and once when it has opened. */
function gateFacts(before: Ramp, after: Ramp, at: At, { waiting }: Hold): readonly NewFact[] {
  if (waiting.kind === 'hold') return [];
  const gates = waiting.gates ?? [];
  const known = toldClosed(before.waiting);
  const closed = waiting.kind === 'gates' ? gates.filter(({ verdict }) => verdict !== 'pass') : [];
  return [
    ...cleared(before, after, at, gates),
    ...closed
      .filter(({ name }) => !known.includes(name))
      .map((gate) => fact(after, at, 'Gate Waiting', { gate, since: toIsoInstant(at.now) })),
  ];
}

function windowFact(after: Ramp, at: At, { waiting, untilAt }: Hold, isSame: boolean): readonly NewFact[] {
  if (isSame || (waiting.kind !== 'window' && waiting.kind !== 'freeze')) return [];
  return [fact(after, at, 'Window Waiting', { reason: waiting.because, until: toIsoInstant(untilAt) })];
}

/** What AWS refuses or does not answer is told, so that nobody wonders why nothing moves. */
function retryFact(after: Ramp, at: At, { waiting }: Hold, isSame: boolean): readonly NewFact[] {
  if (isSame || waiting.kind !== 'retry') return [];
  const effect =
    after.run === undefined ? 'the run is not started' : `exposure stays at ${after.exposurePercent} %`;
  return [fact(after, at, 'Rampart Degraded', { component: 'appconfig', error: waiting.because, effect })];
}

export function paused(ramp: Ramp, at: At, by: Actor, reason: string): Change {
  const after: Ramp = {
    ...ramp,
    pauses: [...ramp.pauses, { fromAt: at.now, by, reason }],
    waiting: undefined,
  };
  return { ramp: after, facts: [fact(after, at, 'Ramp Paused', { reason }, by)] };
}

export function resumed(ramp: Ramp, at: At, by: Actor, note?: string): Change {
  const last = ramp.pauses.at(-1);
  if (!last) throw new Error(`ramp ${ramp.id} is not paused`);
  const pauses = [...ramp.pauses.slice(0, -1), { ...last, untilAt: at.now }];
  const { answer, deadlineAt = Infinity } = ramp.question ?? {};
  const isOver = answer !== undefined || deadlineAt <= at.now;
  const after: Ramp = {
    ...ramp,
    pauses,
    waiting: undefined,
    // Rejected, or too late to be answered: it is asked anew.
    question: isOver ? undefined : ramp.question,
  };
  const data = { pausedFor: toIsoDuration(at.now - last.fromAt), ...(note === undefined ? {} : { note }) };
  return { ramp: after, facts: [fact(after, at, 'Ramp Resumed', data, by)] };
}

/** A guard is breached, or cannot tell: told once per change of its alarm. */
export function guardTold(ramp: Ramp, at: At, report: GuardReport): Change {
  const { bound, alarm, because, then } = report;
  const toldAt = alarm?.stateAt ?? at.now;
  if (then === 'nothing' || bound.toldAt === toldAt || (!alarm && bound.toldAt !== undefined))
    return { ramp, facts: [] };
  const guards = ramp.guards.map((each) =>
    each.arn === bound.arn && each.guard === bound.guard ? { ...each, toldAt } : each,
  );
  const after = { ...ramp, guards };
  const guard = {
    kind: 'alarm',
    name: bound.name,
    arn: bound.arn,
    verdict: report.is === 'breached' ? 'fail' : 'unknown',
    ...(alarm ? { observed: alarm.state, since: toIsoInstant(alarm.stateAt) } : {}),
    because,
  } as const;
  const by: Actor = { type: 'cloudwatch', alarmArn: bound.arn };
  return { ramp: after, facts: [fact(after, at, 'Guard Breached', { guard, action: then }, by)] };
}

/** When the step after the present one can come at the earliest. */
function nextOf(ramp: Ramp, { plan, now }: At): Next {
  const index = ramp.reached.length;
  const raiseAt = schedule(plan, historyOf(ramp), now).steps[index]?.raiseAt;
  const exposure = plan.steps[index]?.exposurePercent;
  return raiseAt === undefined || exposure === undefined
    ? {}
    : { next: { exposure, notBefore: toIsoInstant(raiseAt) } };
}
