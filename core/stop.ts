/** A stop, in words and as the record of it: what the run's Result says, whose stop took effect, and when it is confirmed. */
import { type At, type Change, chain, fact, rampart, settled } from './change.ts';
import type { DoneView } from './evidence.ts';
import type { NewFact, StopReason } from './facts.ts';
import {
  type Actor,
  type Cause,
  type Outcome,
  type Ramp,
  type Stopped,
  sees,
  type TriggeredBy,
} from './ramp.ts';
import { formatDuration, hourMs, secondMs, toIsoDuration } from './time.ts';

/** AppConfig takes this many characters for each field of a Result. */
const longestResult = 1024;

/** In the Result of a run that we stopped. AppConfig takes no TriggeredBy, so this is how the record can be true. */
export const markerOf = (nonce: string): string => `[rampart:${nonce}]`;
export const isMarked = (resultText: string, nonce: string): boolean => resultText.includes(markerOf(nonce));

/** What a person reads in AppConfig about the stop; the marker always fits. */
export function summaryOf(ramp: Ramp, cause: Cause, now: number): string {
  const startedAt = ramp.reached[0]?.raisedAt ?? now;
  const text = ramp.stopSummary
    .replaceAll('{{exposure}}', `${ramp.exposurePercent} %`)
    .replaceAll('{{elapsed}}', formatDuration(now - startedAt))
    .replaceAll('{{reason}}', cause.reason);
  const marker = markerOf(cause.nonce);
  return `${text.slice(0, longestResult - marker.length - 1)} ${marker}`;
}

/**
 * AppConfig may let a second stop overwrite the Result of the first: a run that ended before we decided was not ended by us,
 * whatever its Result says. To the second, since AppConfig need not tell time more finely.
 */
const isByUs = ({ nonce, decidedAt }: Cause, { resultText, endedAt }: DoneView): boolean =>
  isMarked(resultText, nonce) && Math.floor(endedAt / secondMs) >= Math.floor(decidedAt / secondMs);

/** AppConfig says that the run is over. Whoever was first is the one recorded, whatever we had in mind. */
export const stopped = (ramp: Ramp, at: At, cause: Cause | undefined, done: DoneView): Change =>
  ramp.stopped
    ? { ramp, facts: [] }
    : chain(
        ramp,
        (before) => settled(before, at, done.exposurePercent),
        (before) => ended(before, at, cause, done),
      );

function ended(ramp: Ramp, at: At, cause: Cause | undefined, done: DoneView): Change {
  const isOurs = cause !== undefined && isByUs(cause, done);
  const triggeredBy = isOurs ? cause.triggeredBy : othersTrigger(done);
  const by: Actor = isOurs ? cause.by : othersName(triggeredBy);
  const reason = isOurs ? cause.reason : `the run was stopped outside of rampart (${triggeredBy})`;
  const record: Stopped = {
    at: done.endedAt,
    triggeredBy,
    by,
    reason,
    isOurs,
    exposureWas: done.exposurePercent,
    restoration: 'unconfirmed',
  };
  const after: Ramp = { ...ramp, stopped: record, raising: undefined, waiting: undefined };
  return {
    ramp: after,
    facts: [...decided(after, at, cause), stoppedFact(after, at, record, isOurs ? cause : undefined)],
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

const ranFor = (startedAt: number, endedAt: number) => ({
  duration: toIsoDuration(endedAt - startedAt),
  /** AWS bills every hour that a run is open, the one begun included. */
  billedHours: Math.ceil((endedAt - startedAt) / hourMs),
});

/** AppConfig refuses the stop, or has undone it. Told once per cause; the stop goes on. */
export function stopDelayed(ramp: Ramp, at: At, error: string, blockingDeployment?: string): Change {
  const before = ramp.stopDelay;
  const attempts = (before?.attempts ?? 0) + 1;
  const toldFor = blockingDeployment ?? error;
  const delay = { error, attempts, sinceAt: before?.sinceAt ?? at.now, toldFor };
  const after: Ramp = { ...ramp, stopDelay: delay };
  if (before?.toldFor === toldFor) return { ramp: after, facts: [] };
  const data = {
    attempt: attempts,
    error,
    ...(blockingDeployment === undefined ? {} : { blockingDeployment }),
  };
  return { ramp: after, facts: [fact(after, at, 'Stop Delayed', data)] };
}

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

function stoppedFact(ramp: Ramp, at: At, record: Stopped, cause: Cause | undefined): NewFact {
  const startedAt = ramp.reached[0]?.raisedAt ?? record.at;
  const data = {
    reason: cause ? reasonOf(cause) : { kind: 'outside', text: record.reason },
    triggeredBy: record.triggeredBy,
    exposureWas: record.exposureWas,
    ranFor: toIsoDuration(record.at - startedAt),
    ...(cause?.alarm ? { stopLatencyMs: record.at - cause.alarm.stateAt } : {}),
    sees: sees(ramp.experiment.weights, 0),
    usersEffect: 'all users go back to the deployed flag',
  };
  return fact(ramp, at, 'Ramp Stopped', data, record.isOurs && cause ? rampart : record.by);
}

const reasonOf = ({ kind, reason, alarm, note }: Cause): StopReason => ({
  kind,
  text: reason,
  ...(alarm ? { alarmArn: alarm.arn } : {}),
  ...(note === undefined ? {} : { note }),
});

const othersTrigger = ({ triggeredBy }: DoneView): TriggeredBy => triggeredBy ?? 'USER';

function othersName(triggeredBy: TriggeredBy): Actor {
  return triggeredBy === 'USER'
    ? { type: 'user', principal: 'somebody outside of rampart' }
    : { type: 'appconfig' };
}
