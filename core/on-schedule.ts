/** What a running ramp does next when no guard objects: raise → hold → gates → approval → window → raise. */
import type { Decision, Given, Hold } from './decide.ts';
import { allPass, approvalOf, closedGates, verdicts } from './gate.ts';
import { type GuardReport, objection } from './guard.ts';
import { historyOf, pauseTold, type Question, type Ramp, type Verdict, type Waiting } from './ramp.ts';
import { type History, next, type Timing } from './schedule.ts';
import { filledIn } from './summary.ts';
import { toIsoInstant } from './time.ts';

type Held = (kind: Waiting['kind'], because: string, untilAt?: number) => Hold;
/** What the parts of the decision share. */
type Here = {
  readonly given: Given;
  readonly reports: readonly GuardReport[];
  readonly gates: readonly Verdict[];
  readonly held: Held;
};

export function onSchedule(given: Given, reports: readonly GuardReport[]): Decision {
  const { ramp, now } = given;
  const gates = judgeGates(given);
  const gatesOpenAt = allPass(gates) ? (ramp.reached.at(-1)?.gatesOpenAt ?? now) : undefined;
  const ahead = next(timingOf(given), withGates(historyOf(ramp), gatesOpenAt), now);
  const latestAt = Math.min(limitAtOf(given), ...reports.flatMap(({ breachAt }) => breachAt ?? []));
  const held: Held = (kind, because, untilAt = latestAt) => {
    const waiting = { kind, because, gates };
    return { kind: 'hold', waiting, untilAt: Math.min(untilAt, latestAt), gatesOpenAt, because };
  };
  const here: Here = { given, reports, gates, held };
  switch (ahead.kind) {
    case 'limit':
      return stop(given, 'deadline', 'the run was open for as long as the plan allows (maxDuration)');
    case 'end':
      return atTheEnd(here);
    case 'pause':
      return held('pause', pauseTold(ramp));
    case 'gates':
      return atTheGates(here);
    case 'approval':
      return atTheApproval(here);
    case 'freeze':
      return held('freeze', `in a freeze until ${toIsoInstant(ahead.dueAt)}`, ahead.dueAt);
    case 'window':
      if (isSkipped(ramp, 'window')) return atTheRaise(here);
      return held('window', `outside the window until ${toIsoInstant(ahead.dueAt)}`, ahead.dueAt);
    case 'raise':
      return atTheRaise(here);
    case 'start':
    case 'hold':
      return held('hold', `holds until ${toIsoInstant(ahead.dueAt)}`, ahead.dueAt);
  }
}

/** Whether the hold is over, so that the gates have something to say. */
export function asksGates({ plan, ramp, now }: Pick<Given, 'plan' | 'ramp' | 'now'>): boolean {
  const { kind } = next(timingOf({ plan, ramp }), historyOf(ramp), now);
  return kind !== 'hold' && kind !== 'start' && kind !== 'end' && kind !== 'limit';
}

/** The plan's timing as this ramp has it: a hold that somebody skipped was over when he did so. */
export function timingOf({ plan, ramp }: Pick<Given, 'plan' | 'ramp'>): Timing {
  const steps = plan.steps.map((step, index) => {
    const skip = ramp.skips.find((each) => each.index === index && each.what === 'hold');
    const raisedAt = ramp.reached[index]?.raisedAt;
    if (!skip || raisedAt === undefined) return step;
    return { ...step, holdMs: Math.min(step.holdMs, Math.max(0, skip.at - raisedAt)) };
  });
  return { ...plan, steps };
}

/** The gates of the present step, those that a person has skipped among the passed. */
function judgeGates({ plan, ramp, evidence }: Given): readonly Verdict[] {
  const gates = plan.steps[ramp.reached.length - 1]?.gates ?? [];
  return verdicts(gates, evidence, ramp.guards).map((verdict) => {
    const skip = skipOf(ramp, verdict.name);
    return skip ? { ...verdict, verdict: 'pass', because: `${verdict.name} skipped: ${skip.note}` } : verdict;
  });
}

const skipOf = ({ skips, reached }: Ramp, gate: string) =>
  skips.find(
    ({ index, what }) => index === reached.length - 1 && typeof what === 'object' && what.gate === gate,
  );
const isSkipped = ({ skips, reached }: Ramp, obstacle: 'window'): boolean =>
  skips.some(({ index, what }) => index === reached.length - 1 && what === obstacle);

function withGates(history: History, gatesOpenAt: number | undefined): History {
  const present = history.reached.at(-1);
  return present
    ? { ...history, reached: [...history.reached.slice(0, -1), { ...present, gatesOpenAt }] }
    : history;
}

function limitAtOf({ plan, ramp }: Given): number {
  const first = ramp.reached[0];
  return first ? first.raisedAt + plan.maxDurationMs : Number.POSITIVE_INFINITY;
}

function atTheEnd({ given, held }: Here): Decision {
  const { plan, ramp } = given;
  if (plan.end.then === 'stop') return stop(given, 'end', filledIn(plan.end.summary, ramp, given.now));
  return held('end', `holds ${ramp.exposurePercent} % until somebody stops the run, or its limit`);
}

function atTheGates({ given, gates, held }: Here): Decision {
  const { plan, ramp, now } = given;
  const sinceAt = ramp.waiting?.kind === 'gates' ? ramp.waiting.sinceAt : now;
  const timeout = plan.gateTimeout;
  const overdueAt = timeout ? sinceAt + timeout.afterMs : Number.POSITIVE_INFINITY;
  if (now < overdueAt) return held('gates', closedGates(gates), overdueAt);
  const because = `gates stayed closed: ${closedGates(gates)}`;
  if (timeout?.then === 'stop') return stop(given, 'expired', because);
  return timeout?.then === 'pause' ? { kind: 'pause', because } : held('gates', closedGates(gates));
}

function atTheApproval({ given, held }: Here): Decision {
  const { ramp, now } = given;
  const approval = approvalOf(given.plan.steps[ramp.reached.length - 1]?.gates ?? []);
  const question = ramp.question ?? asked(ramp, approval, now);
  const isAhead = question.deadlineAt !== undefined && now < question.deadlineAt;
  const hold = held('approval', question.ask, isAhead ? question.deadlineAt : undefined);
  if (!ramp.question) return { kind: 'ask', question, hold, because: question.ask };
  if (question.deadlineAt === undefined || isAhead || approval.onTimeout === 'wait') return hold;
  const because = `nobody answered in time: ${question.ask}`;
  return approval.onTimeout === 'stop' ? stop(given, 'expired', because) : { kind: 'pause', because };
}

function asked(ramp: Ramp, approval: ReturnType<typeof approvalOf>, now: number): Question {
  const deadlineAt = approval.timeoutMs === undefined ? undefined : now + approval.timeoutMs;
  return { index: ramp.reached.length - 1, ask: approval.ask, from: approval.from, askedAt: now, deadlineAt };
}

function atTheRaise({ given, reports, gates, held }: Here): Decision {
  const { plan, ramp, outboxIsFull } = given;
  const against = objection(plan.guards, reports);
  if (against) return held('alarm', against);
  if (outboxIsFull) return held('outbox', 'its events cannot be published at present');
  const index = ramp.reached.length;
  const toPercent = plan.steps[index]?.exposurePercent;
  if (toPercent === undefined) throw new Error(`the plan has no step ${index}`);
  const because = gates.length > 0 ? gates.map((gate) => gate.because).join(' · ') : 'its hold is over';
  return { kind: 'raise', index, fromPercent: ramp.exposurePercent, toPercent, gates, because };
}

/** What the plan itself says is done in the name of whoever started it. */
function stop({ ramp, now }: Given, kind: 'deadline' | 'end' | 'expired', reason: string): Decision {
  const cause = { kind, triggeredBy: 'USER', reason, decidedAt: now, by: ramp.startedBy } as const;
  return { kind: 'stop', cause, because: reason };
}
