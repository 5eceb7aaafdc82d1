/**
 * When every step of a plan is raised, and why not earlier. The same arithmetic serves the preview (nothing has happened
 * yet) and the controller (some of it has): raise → hold → gates → approval → window → raise.
 */
import {
  type Freeze,
  freezeClosures,
  type Openings,
  type Wait,
  type Window,
  waits,
  yearMs,
} from './openings.ts';
import { localToInstant } from './time.ts';

/** The part of a plan that decides when. */
export type Timing = {
  /** IANA name. */
  readonly timezone: string;
  /** `now`, or a local date-time. */
  readonly start: string;
  /** Exposure is raised only inside these; none means always. */
  readonly windows: readonly Window[];
  readonly freezes: readonly Freeze[];
  readonly maxDurationMs: number;
  readonly steps: readonly Step[];
  readonly end: { readonly then: 'hold' | 'stop' };
};
export type Step = {
  readonly name?: string | undefined;
  readonly exposurePercent: number;
  readonly holdMs: number;
  /** Asked before this step is left for the next one; an approval last. */
  readonly gates: readonly { readonly kind: string }[];
};

/** What has happened so far. */
export type History = {
  /** When the ramp was started, or is to be. */
  readonly startAt: number;
  /** The steps reached, in order; the last one is the present one. */
  readonly reached: readonly Reached[];
  readonly pauses?: readonly Pause[];
};
export type Reached = {
  readonly raisedAt: number;
  /** Since when all gates but the approval were open, once the hold was over; absent while one is closed. */
  readonly gatesOpenAt?: number | undefined;
  readonly approvedAt?: number | undefined;
};
/** Without an end: paused still. */
export type Pause = { readonly fromAt: number; readonly untilAt?: number | undefined };

export type Schedule = {
  readonly steps: readonly ScheduledStep[];
  /** When the last step has been held; absent if the limit comes first. */
  readonly completeAt?: number | undefined;
  /** When the run is stopped, at the latest: at `completeAt` if the plan says so, else at the limit. */
  readonly endsAt: number;
  /** The start of the run plus maxDuration. */
  readonly limitAt: number;
};
export type ScheduledStep = {
  readonly index: number;
  /** Actual if it happened, else the earliest possible; absent if it cannot be reached. */
  readonly raiseAt?: number | undefined;
  readonly happened: boolean;
  /** Why not reached: the limit comes first, or nothing opens for a year. */
  readonly unreached?: 'limit' | 'closed' | undefined;
  /** What kept it from being raised when the hold before it was over, in order and without gaps. */
  readonly delays: readonly Delay[];
};
/** `late`: nothing was in the way, but nobody raised (an outage). */
export type Delay = {
  readonly kind: Wait['kind'] | 'gates' | 'approval' | 'late';
  readonly fromAt: number;
  readonly untilAt: number;
  readonly reason?: string | undefined;
};

/** What a ramp waits for at an instant, and when to look again at the latest. */
export type Next = {
  /** `raise`: now. `end`: the last step has been held. `limit`: open for as long as the plan allows. */
  readonly kind: 'start' | 'hold' | 'gates' | 'approval' | Wait['kind'] | 'raise' | 'end' | 'limit';
  /** The step to be raised next; the number of steps when all are reached. */
  readonly index: number;
  /** Infinity for a first step that nothing will ever let through. */
  readonly dueAt: number;
};

/** When a plan would start: its own time, or now if that is later. */
export function startOf({ start, timezone }: Timing, now: number): number {
  const planned = start === 'now' ? now : (localToInstant(start, timezone) ?? Number.NaN);
  return Math.max(planned, now);
}

/** Every step at an instant. What has not happened by `now` happens at `now` at the earliest. */
export function schedule(timing: Timing, history: History, now: number): Schedule {
  const given = { timing, history, now, openings: openingsOf(timing, history, now) };
  const steps: ScheduledStep[] = [];
  let limitAt = Number.POSITIVE_INFINITY;
  for (const index of timing.steps.keys()) {
    steps.push(scheduleStep(given, steps, limitAt));
    if (index === 0) limitAt = (steps[0]?.raiseAt ?? history.startAt) + timing.maxDurationMs;
  }
  const heldAt = dueAtOf(timing, steps.at(-1)?.raiseAt, steps.length);
  const completeAt = heldAt !== undefined && heldAt <= limitAt ? heldAt : undefined;
  return {
    steps,
    completeAt,
    endsAt: timing.end.then === 'stop' ? (completeAt ?? limitAt) : limitAt,
    limitAt,
  };
}

/** What to do at `now`, or what to wait for. */
export function next(timing: Timing, history: History, now: number): Next {
  const index = history.reached.length;
  const first = history.reached[0];
  const limitAt = first ? first.raisedAt + timing.maxDurationMs : Number.POSITIVE_INFINITY;
  if (now >= limitAt) return { kind: 'limit', index, dueAt: now };
  const { kind, dueAt } = nextBeforeLimit(timing, history, now);
  return { kind, index, dueAt: Math.min(dueAt, limitAt) };
}

/** The first step that no window ever lets through, by its index; undefined for a plan whose steps all find an opening. */
export function neverOpens(timing: Timing, startAt: number): number | undefined {
  const patient = { ...timing, maxDurationMs: yearMs };
  const { steps } = schedule(patient, { startAt, reached: [] }, startAt);
  return steps.find(({ unreached }) => unreached === 'closed')?.index;
}

export const asksApproval = ({ gates }: Step): boolean => gates.some(({ kind }) => kind === 'approval');
export const hasGates = ({ gates }: Step): boolean => gates.some(({ kind }) => kind !== 'approval');

type Given = {
  readonly timing: Timing;
  readonly history: History;
  readonly now: number;
  readonly openings: Openings;
};

function scheduleStep(given: Given, before: readonly ScheduledStep[], limitAt: number): ScheduledStep {
  const { timing, history } = given;
  const index = before.length;
  const dueAt = index === 0 ? history.startAt : dueAtOf(timing, before.at(-1)?.raiseAt, index);
  if (dueAt === undefined) return { index, happened: false, unreached: before.at(-1)?.unreached, delays: [] };
  const delays = delaysOf(given, index, dueAt);
  const actualAt = history.reached[index]?.raisedAt;
  if (actualAt !== undefined)
    return { index, raiseAt: actualAt, happened: true, delays: delaysUntil(actualAt, dueAt, delays) };
  const raiseAt = delays.at(-1)?.untilAt ?? dueAt;
  if (raiseAt === Number.POSITIVE_INFINITY) return { index, happened: false, unreached: 'closed', delays };
  if (raiseAt >= limitAt) return { index, happened: false, unreached: 'limit', delays };
  return { index, raiseAt, happened: false, delays };
}

/** When the hold of the step before `index` is over. */
function dueAtOf(timing: Timing, raisedAt: number | undefined, index: number): number | undefined {
  return raisedAt === undefined ? undefined : raisedAt + (timing.steps[index - 1]?.holdMs ?? 0);
}

/** What stands between the end of a hold and the raise that follows, in the order in which it is asked. */
function delaysOf({ timing, history, now, openings }: Given, index: number, dueAt: number): readonly Delay[] {
  const present = history.reached[index - 1];
  const leaving = timing.steps[index - 1];
  const notBefore = Math.max(dueAt, now);
  const waitsFor = (at: number) => (exposes(timing, index) ? waits(openings, at) : []);
  const delays: Delay[] = [];
  const reachedAt = () => delays.at(-1)?.untilAt ?? dueAt;
  const wait = (kind: Delay['kind'], untilAt: number) => {
    if (untilAt > reachedAt()) delays.push({ kind, fromAt: reachedAt(), untilAt });
  };

  if (leaving && hasGates(leaving)) wait('gates', present?.gatesOpenAt ?? notBefore);
  if (leaving && asksApproval(leaving)) wait('approval', present?.approvedAt ?? notBefore);
  delays.push(...waitsFor(reachedAt()));
  if (reachedAt() < notBefore) {
    wait('late', notBefore);
    delays.push(...waitsFor(notBefore));
  }
  return delays;
}

/** A run that starts at 0 % exposes nobody, so it needs no window. */
const exposes = ({ steps }: Timing, index: number): boolean => (steps[index]?.exposurePercent ?? 0) > 0;

/** The delays of a raise that has happened: cut where it came earlier (somebody skipped), late where it came later. */
function delaysUntil(actualAt: number, dueAt: number, delays: readonly Delay[]): readonly Delay[] {
  const real = delays
    .filter(({ fromAt }) => fromAt < actualAt)
    .map((delay) => ({ ...delay, untilAt: Math.min(delay.untilAt, actualAt) }));
  const explainedAt = real.at(-1)?.untilAt ?? dueAt;
  return explainedAt < actualAt ? [...real, { kind: 'late', fromAt: explainedAt, untilAt: actualAt }] : real;
}

function nextBeforeLimit(timing: Timing, history: History, now: number): Pick<Next, 'kind' | 'dueAt'> {
  const index = history.reached.length;
  const present = history.reached[index - 1];
  const leaving = timing.steps[index - 1];
  const dueAt = dueAtOf(timing, present?.raisedAt, index) ?? history.startAt;
  if (now < dueAt) return { kind: index === 0 ? 'start' : 'hold', dueAt };
  if (index === timing.steps.length) return { kind: 'end', dueAt: now };
  if (history.pauses?.some((pause) => pause.untilAt === undefined && pause.fromAt <= now))
    return { kind: 'pause', dueAt: Number.POSITIVE_INFINITY };
  if (leaving && hasGates(leaving) && !isPast(present?.gatesOpenAt, now))
    return { kind: 'gates', dueAt: now };
  if (leaving && asksApproval(leaving) && !isPast(present?.approvedAt, now))
    return { kind: 'approval', dueAt: now };
  const ahead = exposes(timing, index) ? waits(openingsOf(timing, history, now), now) : [];
  const first = ahead[0];
  return first ? { kind: first.kind, dueAt: ahead.at(-1)?.untilAt ?? now } : { kind: 'raise', dueAt: now };
}

const isPast = (at: number | undefined, now: number): boolean => at !== undefined && at <= now;

/** A pause that has no end yet ends now at the earliest. */
function openingsOf({ timezone, windows, freezes }: Timing, { pauses = [] }: History, now: number): Openings {
  const paused = pauses.map(({ fromAt, untilAt = Math.max(fromAt, now) }) => ({
    kind: 'pause' as const,
    fromAt,
    untilAt,
  }));
  return { timezone, windows, closures: [...freezeClosures(freezes, timezone), ...paused] };
}
