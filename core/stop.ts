/** The record of a stop: whose it was that took effect, who saw what then, and when it is confirmed. */
import { type At, type Change, chain, fact, rampart, settledAtLast } from './change.ts';
import type { DoneView, RestorationView } from './evidence.ts';
import type { NewFact, StopReason } from './facts.ts';
import {
  type Actor,
  type BoundGuard,
  type Cause,
  type Outcome,
  type Ramp,
  type Stopped,
  sees,
  type TriggeredBy,
} from './ramp.ts';
import { type AlarmMark, alarmMarked, isMarked } from './result.ts';
import { hourMs, secondMs, toIsoDuration } from './time.ts';

/**
 * AppConfig may let a second stop overwrite the Result of the first: a run that ended before we decided was not ended by us,
 * whatever its Result says. To the second, since AppConfig need not tell time more finely.
 */
const isBy = ({ nonce, decidedAt }: Cause, { resultText, endedAt }: DoneView): boolean =>
  isMarked(resultText, nonce) && Math.floor(endedAt / secondMs) >= Math.floor(decidedAt / secondMs);

/** AppConfig says that the run is over. Whoever was first is the one recorded, whatever we had in mind. */
export const stopped = (
  ramp: Ramp,
  at: At,
  cause: Cause | undefined,
  seen: { readonly run: DoneView; readonly restoration: RestorationView },
): Change =>
  ramp.stopped
    ? { ramp, facts: [] }
    : chain(
        ramp,
        (before) => settledAtLast(before, at, seen.run.exposurePercent),
        (before) => ended(before, at, cause, seen),
      );

function ended(
  ramp: Ramp,
  at: At,
  cause: Cause | undefined,
  { run, restoration }: Parameters<typeof stopped>[3],
): Change {
  const record: Stopped = {
    at: run.endedAt,
    ...authorOf(ramp, cause, run),
    eventTriggeredBy: run.triggeredBy,
    exposureWas: run.exposurePercent,
    restoration: 'unconfirmed',
  };
  const after: Ramp = { ...ramp, stopped: record, raising: undefined, waiting: undefined };
  return { ramp: after, facts: [...decided(after, at, cause), stoppedFact(after, at, record, restoration)] };
}

type Author = Pick<
  Stopped,
  'triggeredBy' | 'by' | 'kind' | 'reason' | 'isOurs' | 'decidedAt' | 'alarm' | 'note'
>;

/** By the mark in the Result: of the cause that stands, or of a stop that was sent while the ledger could not be written. */
function authorOf(ramp: Ramp, cause: Cause | undefined, run: DoneView): Author {
  if (cause && isBy(cause, run)) return { ...authorship(cause), isOurs: true };
  const mark = alarmMarked(run.resultText);
  const bound = mark && ramp.guards[mark.place];
  if (mark && bound && mark.stateAt <= run.endedAt) {
    const isSame = cause?.alarm?.arn === bound.arn && cause.alarm.stateAt === mark.stateAt;
    return { ...authorship(isSame ? cause : unfenced(bound, mark)), isOurs: true };
  }
  const triggeredBy = run.triggeredBy ?? 'USER';
  const reason = `the run was stopped outside of rampart (${triggeredBy})`;
  return { triggeredBy, by: othersName(triggeredBy), kind: 'outside', reason, isOurs: false };
}

const authorship = ({ triggeredBy, by, kind, reason, decidedAt, alarm, note }: Omit<Cause, 'nonce'>) => {
  return { triggeredBy, by, kind, reason, decidedAt, alarm, note };
};

function unfenced({ name, arn }: BoundGuard, { stateAt }: AlarmMark): Omit<Cause, 'nonce'> {
  return {
    kind: 'guard',
    triggeredBy: 'CLOUDWATCH_ALARM',
    reason: `alarm ${name} is in ALARM`,
    decidedAt: stateAt,
    by: { type: 'cloudwatch', alarmArn: arn },
    alarm: { name, arn, state: 'ALARM', stateAt },
  };
}

/** Everybody is back on the deployed flag: the ramp is over. */
export function finished(ramp: Ramp, at: At, outcome: Outcome, summary: string): Change {
  const startedAt = ramp.reached[0]?.raisedAt;
  const endedAt = ramp.stopped?.at ?? at.now;
  const after: Ramp = {
    ...ramp,
    status: 'ended',
    outcome,
    endedAt: at.now,
    waiting: undefined,
    ...(ramp.stopped ? { stopped: { ...ramp.stopped, restoration: 'complete' } } : {}),
  };
  const ran = startedAt === undefined ? {} : ranFor(startedAt, endedAt);
  const data = { outcome, summary, ...ran, raises: Math.max(0, ramp.reached.length - 1) };
  return { ramp: after, facts: [fact(after, at, 'Ramp Finished', data)] };
}

/** AppConfig's clock tells the end, and ours may tell the start. */
const lasted = (fromAt: number, toAt: number): string => toIsoDuration(Math.max(0, toAt - fromAt));

const ranFor = (startedAt: number, endedAt: number) => ({
  duration: lasted(startedAt, endedAt),
  /** AWS bills every hour that a run is open, the one begun included. */
  billedHours: Math.max(1, Math.ceil((endedAt - startedAt) / hourMs)),
});

/** Before a run was ever started; with a cause if somebody stopped it by then. */
export const refused = (ramp: Ramp, at: At, why: string, cause?: Cause): Change =>
  chain(
    ramp,
    (before) => ({ ramp: before, facts: decided(before, at, cause) }),
    (before) => finished(before, at, 'refused', why),
  );

/** The fence itself appends nothing, so that it always fits: its decision is told together with its effect. */
function decided(ramp: Ramp, at: At, cause: Cause | undefined): readonly NewFact[] {
  if (!cause) return [];
  const requested = fact(
    ramp,
    { ...at, now: cause.decidedAt },
    'Stop Requested',
    { reason: reasonOf(cause) },
    cause.by,
  );
  return [...breached(ramp, at, cause), requested];
}

function breached(ramp: Ramp, at: At, { alarm, reason, decidedAt }: Cause): readonly NewFact[] {
  if (!alarm) return [];
  const guard = {
    kind: 'alarm',
    name: alarm.name,
    arn: alarm.arn,
    verdict: alarm.state === 'ALARM' ? 'fail' : 'unknown',
    observed: alarm.state,
    since: new Date(alarm.stateAt).toISOString(),
    because: reason,
  } as const;
  const by: Actor = { type: 'cloudwatch', alarmArn: alarm.arn };
  return [fact(ramp, { ...at, now: decidedAt }, 'Guard Breached', { guard, action: 'stop' }, by)];
}

function stoppedFact(ramp: Ramp, at: At, record: Stopped, restoration: RestorationView): NewFact {
  const startedAt = ramp.reached[0]?.raisedAt ?? record.at;
  const { weights } = ramp.experiment;
  const isRestored = restoration.kind === 'complete';
  const data = {
    reason: reasonOf(record),
    triggeredBy: record.triggeredBy,
    exposureWas: record.exposureWas,
    ranFor: lasted(startedAt, record.at),
    ...(record.alarm ? { stopLatencyMs: Math.max(0, record.at - record.alarm.stateAt) } : {}),
    sees: sees(weights, isRestored ? 0 : record.exposureWas),
    usersEffect: usersEffect(restoration),
  };
  return fact(ramp, at, 'Ramp Stopped', data, record.isOurs ? rampart : record.by);
}

function usersEffect(restoration: RestorationView): string {
  switch (restoration.kind) {
    case 'complete':
      return 'all users go back to the deployed flag as their agents poll (every 45 s by default)';
    case 'pending':
      return 'all users go back to the deployed flag once AppConfig has deployed it, and their agents poll';
    case 'undone':
      return `users may still see treatments: ${restoration.told}`;
  }
}

const reasonOf = ({
  kind,
  reason,
  alarm,
  note,
}: Pick<Stopped, 'kind' | 'reason' | 'alarm' | 'note'>): StopReason => ({
  kind,
  text: reason,
  ...(alarm ? { alarmArn: alarm.arn } : {}),
  ...(alarm?.reason === undefined ? {} : { alarmReason: alarm.reason.slice(0, 300) }),
  ...(note === undefined ? {} : { note }),
});

function othersName(triggeredBy: TriggeredBy): Actor {
  return triggeredBy === 'USER'
    ? { type: 'user', principal: 'somebody outside of rampart' }
    : { type: 'appconfig' };
}
