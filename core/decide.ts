/**
 * The one decision of a ramp: values in, one decision out, with its reason. Nothing after it derives it again. It is made
 * when a wait is over and when there is news, and directly before each raise.
 */
import type { Evidence } from './evidence.ts';
import { type GuardReport, gravest, guardReports } from './guard.ts';
import { onSchedule, timingOf } from './on-schedule.ts';
import type { Plan } from './plan/plan.ts';
import {
  type Cause,
  historyOf,
  isPaused,
  pauseTold,
  type Question,
  type Ramp,
  type Verdict,
  type Waiting,
} from './ramp.ts';
import { next } from './schedule.ts';
import { minuteMs, toIsoInstant } from './time.ts';

export type Decision =
  /** It is time to start the run; or, with a cause, to find out whether it was started, and not to start it. */
  | { readonly kind: 'start'; readonly because: string }
  | Raise
  /** The hold is over and the gates are open: a person has to say yes. */
  | { readonly kind: 'ask'; readonly question: Question; readonly hold: Hold; readonly because: string }
  | Hold
  /** By a guard, or by a wait that took too long. */
  | { readonly kind: 'pause'; readonly report?: GuardReport | undefined; readonly because: string }
  /** Without a cause of its own: the fence stands already, or the run is over by somebody else's doing. */
  | { readonly kind: 'stop'; readonly cause?: NewCause | undefined; readonly because: string }
  | { readonly kind: 'end'; readonly because: string };

export type Raise = {
  readonly kind: 'raise';
  readonly index: number;
  readonly fromPercent: number;
  readonly toPercent: number;
  readonly gates: readonly Verdict[];
  readonly because: string;
};
export type Hold = {
  readonly kind: 'hold';
  readonly waiting: Omit<Waiting, 'sinceAt' | 'overdueToldAt'>;
  /** When to look again at the latest. */
  readonly untilAt: number;
  /** Since when the gates of the present step are all open; undefined while one is closed. */
  readonly gatesOpenAt?: number | undefined;
  readonly because: string;
};
/** The nonce is the ledger's to add. */
export type NewCause = Omit<Cause, 'nonce'>;

export type Given = {
  readonly plan: Plan;
  readonly ramp: Ramp;
  readonly cause: Cause | undefined;
  readonly evidence: Evidence;
  /** As many facts wait to be published as the ledger has room for: a ramp that can tell nobody does not move. */
  readonly outboxIsFull: boolean;
  readonly now: number;
};

/** How soon to look again when something could not be read. */
const againMs = minuteMs;

export function decide(given: Given): Decision {
  const { ramp, cause, evidence, now } = given;
  if (ramp.status === 'ended') return { kind: 'end', because: `the ramp ended: ${ramp.outcome}` };
  if (evidence.run.kind === 'none') return beforeTheRun(given);
  if (cause) return { kind: 'stop', because: cause.reason };
  switch (evidence.run.kind) {
    case 'unknown':
      return lookAgain(now, `AppConfig did not answer: ${evidence.run.error}`);
    case 'done':
      return { kind: 'stop', because: 'the run is over, and not by our doing' };
    case 'gone':
      return { kind: 'stop', because: 'the run does not exist any more' };
    case 'running':
      return byGuards(given) ?? onSchedule(given, reportsOf(given));
  }
}

export const reportsOf = ({ plan, ramp, evidence, now }: Given): readonly GuardReport[] =>
  guardReports(plan.guards, ramp.guards, evidence.alarms, now);

/** A ramp that may have started its run already is not held up: Open finds out. */
function beforeTheRun(given: Given): Decision {
  if (given.cause) return { kind: 'start', because: given.cause.reason };
  return waitBeforeStart(given) ?? { kind: 'start', because: 'it is time to start the run' };
}

/** What keeps the run from being started now. */
export function waitBeforeStart({ plan, ramp, now }: Pick<Given, 'plan' | 'ramp' | 'now'>): Hold | undefined {
  const { kind, dueAt: untilAt } = next(timingOf({ plan, ramp }), historyOf(ramp), now);
  if (kind === 'raise') return undefined;
  if (kind === 'pause') return held('pause', pauseTold(ramp), untilAt);
  return held(
    'start',
    untilAt < Infinity ? `starts ${toIsoInstant(untilAt)}` : 'no window ever opens',
    untilAt,
  );
}

const held = (kind: Waiting['kind'], because: string, untilAt: number): Hold => ({
  kind: 'hold',
  waiting: { kind, because },
  untilAt,
  because,
});

/** A guard's `pause` counts once per alarm: somebody who resumed has seen it. */
function byGuards(given: Given): Decision | undefined {
  const { ramp, now } = given;
  const reports = reportsOf(given);
  const stops = gravest(reports.filter(({ then }) => then === 'stop'));
  if (stops) return { kind: 'stop', cause: guardCause(stops, now), because: stops.because };
  const pauses = gravest(reports.filter((each) => each.then === 'pause' && isNews(each)));
  if (pauses && !isPaused(ramp)) return { kind: 'pause', report: pauses, because: pauses.because };
  return undefined;
}

const isNews = ({ alarm, bound }: GuardReport): boolean =>
  alarm !== undefined && alarm.stateAt !== bound.toldAt;

export function guardCause({ bound, alarm, because }: GuardReport, now: number): NewCause {
  return {
    kind: 'guard',
    triggeredBy: 'CLOUDWATCH_ALARM',
    reason: because,
    decidedAt: now,
    by: { type: 'cloudwatch', alarmArn: bound.arn },
    alarm,
  };
}

const lookAgain = (now: number, because: string): Hold => held('retry', because, now + againMs);
