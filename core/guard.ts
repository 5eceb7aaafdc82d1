/**
 * What the guards say. A guard is watched always; the first breach wins, and `stop` beats `pause` beats `notify`.
 * No data is its own verdict: it never raises, and it stops only where the plan says so.
 */
import type { AlarmsView, AlarmView } from './evidence.ts';
import type { Guard } from './plan/plan.ts';
import type { AlarmEvidence, BoundGuard } from './ramp.ts';
import { formatDuration } from './time.ts';

export type GuardReport = {
  readonly bound: BoundGuard;
  /** `soon`: in ALARM, but not for long enough, or since before the ramp was opened. It stops nothing, and nothing rises. */
  readonly is: 'ok' | 'breached' | 'soon' | 'unknown';
  /** What follows from it now. */
  readonly then: 'stop' | 'pause' | 'notify' | 'nothing';
  readonly because: string;
  /** Of a guard that will be breached if nothing changes: when. */
  readonly breachAt?: number | undefined;
  readonly alarm?: AlarmEvidence | undefined;
};

export function guardReports(
  guards: readonly Guard[],
  bound: readonly BoundGuard[],
  alarms: AlarmsView,
  now: number,
): readonly GuardReport[] {
  return bound.map((each) => {
    const guard = guards[each.guard];
    if (!guard) throw new Error(`the plan has no guard ${each.guard}`);
    if (alarms.kind === 'unknown') return unreadable(each, alarms.error);
    const view = alarms.byArn.get(each.arn);
    return view ? report(guard, each, view, now) : missing(each);
  });
}

/** The report that decides: the gravest one, the oldest among equals. */
export function gravest(reports: readonly GuardReport[]): GuardReport | undefined {
  const rank = { stop: 0, pause: 1, notify: 2, nothing: 3 };
  return reports
    .filter(({ then }) => then !== 'nothing')
    .toSorted((a, b) => rank[a.then] - rank[b.then] || (a.alarm?.stateAt ?? 0) - (b.alarm?.stateAt ?? 0))[0];
}

/** Whether exposure may rise as far as the guards are concerned, and if not, why. */
export function objection(guards: readonly Guard[], reports: readonly GuardReport[]): string | undefined {
  const grave = reports.find(
    ({ bound, is }) => (is === 'breached' || is === 'soon') && guards[bound.guard]?.then !== 'notify',
  );
  return (grave ?? reports.find(({ is, alarm }) => is === 'unknown' && alarm === undefined))?.because;
}

function report(guard: Guard, bound: BoundGuard, view: AlarmView, now: number): GuardReport {
  const alarm = evidenceOf(view);
  switch (view.state) {
    case 'OK':
      return { bound, is: 'ok', then: 'nothing', because: `${bound.name} is OK`, alarm };
    case 'INSUFFICIENT_DATA':
      return { bound, is: 'unknown', ...insufficient(guard, bound, view), alarm };
    case 'ALARM':
      return { bound, ...inAlarm(guard, bound, view, now), alarm };
  }
}

function inAlarm(
  guard: Guard,
  bound: BoundGuard,
  view: AlarmView,
  now: number,
): Pick<GuardReport, 'is' | 'then' | 'because' | 'breachAt'> {
  const because = `alarm ${bound.name} is in ALARM`;
  if (view.suppressedBy !== undefined && guard.suppressed === 'ignore')
    return { is: 'ok', then: 'nothing', because: `${because}, suppressed (${view.suppressedBy})` };
  if (view.stateAt <= bound.sinceAt)
    return { is: 'soon', then: 'nothing', because: `${because} since before the ramp was opened` };
  const breachAt = view.stateAt + guard.forMs;
  if (now < breachAt)
    return {
      is: 'soon',
      then: 'nothing',
      because: `${because}, not yet for ${formatDuration(guard.forMs)}`,
      breachAt,
    };
  return { is: 'breached', then: guard.then, because };
}

/** What was so when the ramp was opened was told then. */
function insufficient(
  guard: Guard,
  { name, sinceAt }: BoundGuard,
  { stateAt }: AlarmView,
): Pick<GuardReport, 'then' | 'because'> {
  const because = `alarm ${name} has INSUFFICIENT_DATA`;
  if (stateAt <= sinceAt) return { then: 'nothing', because };
  return { then: guard.insufficientData === 'ignore' ? 'nothing' : guard.insufficientData, because };
}

const missing = (bound: BoundGuard): GuardReport => ({
  bound,
  is: 'unknown',
  then: 'notify',
  because: `alarm ${bound.name} does not exist any more`,
});

const unreadable = (bound: BoundGuard, error: string): GuardReport => ({
  bound,
  is: 'unknown',
  then: 'nothing',
  because: `alarm ${bound.name} cannot be read: ${error}`,
});

const evidenceOf = ({ name, arn, state, stateAt, reason, reasonData }: AlarmView): AlarmEvidence => ({
  name,
  arn,
  state,
  stateAt,
  reason,
  reasonData,
});
