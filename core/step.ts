/** What a function answers to the state machine: where to go, and how long to wait there. */
import type { Decision } from './decide.ts';
import type { Entry } from './ledger.ts';
import { isOpen, type Waiting } from './ramp.ts';
import { minuteMs } from './time.ts';

export type Step = {
  readonly next: 'start' | 'raise' | 'stop' | 'hold' | 'end';
  readonly because: string;
  readonly hold: HoldOrder;
};
/** For the waiting room. Its write is refused when the inbox has news that were not seen: then it is decided again. */
export type HoldOrder = {
  readonly generation: number;
  readonly seen: number;
  readonly seconds: number;
  readonly dueAt: number;
  /** When the watch looks at this ramp at the latest, whatever it looks at all ramps for. */
  readonly lookAt: number;
};

/** Step Functions waits for whole seconds, at least one; a year is the longest that an execution lives. */
const longestSeconds = 31_536_000;
/** A wake-up that is this late is overdue. */
const overdueMs = minuteMs;
/** No inbox has this number, so that the waiting room sends the machine on to decide. */
export const nothingSeen = -1;

export function holdUntil(
  { generation, inbox }: Entry,
  untilAt: number,
  now: number,
  recheckAt?: number,
): HoldOrder {
  const seconds = Math.min(longestSeconds, Math.max(1, Math.ceil((untilAt - now) / 1000)));
  const dueAt = now + seconds * 1000;
  const lookAt = Math.min(dueAt + overdueMs, recheckAt ?? Number.POSITIVE_INFINITY);
  return { generation, seen: inbox, seconds, dueAt, lookAt };
}

/** Goes through the waiting room without a wait: something has changed that has to be decided anew. */
export const decideAgain = (entry: Entry, now: number, because: string): Step => ({
  next: 'hold',
  because,
  hold: { ...holdUntil(entry, now, now), seen: nothingSeen },
});

/** There is nothing left for this execution to do. */
export const ends = (entry: Entry, now: number, because: string): Step =>
  stepOf({ kind: 'end', because }, entry, now);

/** @param entry as it is after the decision was written */
export function stepOf(decision: Decision, entry: Entry, now: number): Step {
  const { because } = decision;
  switch (decision.kind) {
    case 'start':
    case 'raise':
    case 'stop':
      return { next: decision.kind, because, hold: holdUntil(entry, now, now) };
    case 'hold':
      return {
        next: 'hold',
        because,
        hold: holdUntil(entry, decision.untilAt, now, recheckAtOf(entry, now)),
      };
    case 'ask':
      return { next: 'hold', because, hold: holdUntil(entry, decision.hold.untilAt, now) };
    case 'pause':
      return decideAgain(entry, now, because);
    case 'end':
      return { next: 'end', because, hold: holdUntil(entry, now, now) };
  }
}

/** Whether the end of this wait is found by asking: nobody tells us, and no time is set for it. */
export const isRechecked = (waiting: Waiting | undefined): waiting is Waiting =>
  waiting !== undefined && ['gates', 'alarm', 'outbox'].includes(waiting.kind);

/** What can change without anybody telling us is looked at again after 1, 2, 5, then every 15 minutes. */
export function recheckAtOf({ ramp }: Entry, now: number): number | undefined {
  const { waiting } = ramp;
  if (!isOpen(ramp) || !isRechecked(waiting)) return undefined;
  const waited = (now - waiting.sinceAt) / minuteMs;
  return now + (waited < 1 ? 1 : waited < 3 ? 2 : waited < 8 ? 5 : 15) * minuteMs;
}
