/**
 * AppConfig's own events of a run, as they go on the bus. They carry no id and say USER of whatever rampart does: their place
 * among the events of the run is the id, and the true cause comes from the ramp.
 */
import { metadataOf, type Place, type RampEvent, rampOf, runArns } from './event.ts';
import type { RunEventData } from './events/run-event.ts';
import type { Entry, Listed } from './ledger.ts';
import { type Actor, isBelow, isOpen, type Ramp, type TriggeredBy } from './ramp.ts';
import { dayMs, minuteMs, toIsoInstant } from './time.ts';

/** An event as AppConfig lists it. */
export type RunEvent = {
  readonly eventType: string;
  readonly occurredAt: number;
  readonly description: string | undefined;
  readonly exposure: number | undefined;
  /** How many entities are overridden: never which. */
  readonly overrides: number | undefined;
  readonly deployment: string | undefined;
  readonly triggeredBy: string | undefined;
};
type Placed = RunEvent & { readonly ordinal: number };

/** How long after its end a ramp waits for an event that AppConfig does not list. */
const patienceMs = dayMs;
/** So long the function may go on that has begun a raise: the SDK sends it again when no answer comes. */
const ourLastMs = minuteMs;

/** At our own changes and at others', which the ledger shows, and else at its period. */
export function asksRunEvents(
  ramp: Ramp,
  listed: Listed | undefined,
  now: number,
  periodMs: number,
): boolean {
  if (ramp.run === undefined || listed?.isOver) return false;
  if (!listed || now >= listed.at + periodMs) return true;
  return listed.exposure !== ramp.exposurePercent || listed.isStopped !== (ramp.stopped !== undefined);
}

/** When there is something to tell again, if nothing happens before; undefined when all is told for good. */
export function tellAgainAt(
  ramp: Ramp,
  listed: Listed | undefined,
  now: number,
  periodMs: number,
): number | undefined {
  const isOver = ramp.run === undefined || listed?.isOver || now >= (ramp.endedAt ?? now) + patienceMs;
  return isOpen(ramp) || !isOver ? now + periodMs : undefined;
}

/**
 * Those that are still to be told, oldest first: two that are equal stay two. What the ledger has not taken in yet is held
 * back with all that follows it, since its cause is not known before.
 */
export function untold(ramp: Ramp, all: readonly RunEvent[], told: number): readonly Placed[] {
  const placed = inOrder(all).map((event, index) => ({ ...event, ordinal: index + 1 }));
  const unknown = placed.findIndex((event) => !isTakenIn(ramp, event));
  return placed.slice(told, unknown < 0 ? undefined : Math.max(told, unknown));
}

/** What is remembered when so many of them are told. @param next undefined where AppConfig knows the run no more */
export function listedAfter(
  { ramp, listed }: Pick<Entry, 'ramp' | 'listed'>,
  next: readonly RunEvent[] | undefined,
  told: number,
  now: number,
): Listed {
  return {
    told: (listed?.told ?? 0) + told,
    at: now,
    exposure: ramp.exposurePercent,
    isStopped: ramp.stopped !== undefined,
    isOver: next?.slice(0, told).some(({ eventType }) => eventType === 'RUN_STOPPED') ?? true,
  };
}

/**
 * AppConfig lists them newest first, as far as its examples show. Times are whole seconds: within one the place in the list
 * decides, so that what comes later in that second moves none that is told already.
 */
function inOrder(all: readonly RunEvent[]): readonly RunEvent[] {
  const rank = ({ eventType }: RunEvent) =>
    eventType === 'RUN_STARTED' ? 0 : eventType === 'RUN_STOPPED' ? 2 : 1;
  return all.toReversed().toSorted((a, b) => a.occurredAt - b.occurredAt || rank(a) - rank(b));
}

function isTakenIn(ramp: Ramp, { eventType, exposure }: RunEvent): boolean {
  if (!isOpen(ramp)) return true;
  if (eventType === 'RUN_STOPPED') return ramp.stopped !== undefined;
  return exposure === undefined || !isBelow(ramp.exposurePercent, exposure);
}

export function runEventOf(ramp: Ramp, event: Placed, place: Place): RampEvent {
  const { ordinal, eventType, description, exposure, overrides, deployment } = event;
  const occurredAt = toIsoInstant(event.occurredAt);
  const { triggeredBy, by, reason } = causeOf(ramp, event);
  const data: RunEventData = {
    ramp: rampOf(ramp),
    ordinal,
    eventType,
    occurredAt,
    ...(description === undefined ? {} : { description }),
    ...(exposure === undefined ? {} : { exposure }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(deployment === undefined ? {} : { deployment }),
    ...(event.triggeredBy === undefined ? {} : { recordedTriggeredBy: event.triggeredBy }),
    triggeredBy,
    ...(reason === undefined ? {} : { reason }),
    by,
  };
  return {
    detailType: 'Experiment Run Event',
    at: event.occurredAt,
    resources: [...runArns(ramp, place), place.executionArn],
    detail: { metadata: metadataOf(`${ramp.id}/run/${ordinal}`, ramp.id, occurredAt, place), data },
  };
}

type TrueCause = { readonly triggeredBy: TriggeredBy; readonly by: Actor; readonly reason?: string };

function causeOf(ramp: Ramp, event: RunEvent): TrueCause {
  const { eventType, triggeredBy } = event;
  const recorded = (triggeredBy as TriggeredBy | undefined) ?? 'USER';
  if (eventType === 'RUN_STARTED') return { triggeredBy: recorded, by: ramp.startedBy };
  if (eventType === 'RUN_STOPPED' && ramp.stopped) {
    const { triggeredBy, by, reason } = ramp.stopped;
    return { triggeredBy, by, reason };
  }
  if (eventType === 'EXPOSURE_UPDATED' && isOurs(ramp, event))
    return { triggeredBy: recorded, by: { type: 'rampart' } };
  return { triggeredBy: recorded, by: othersName(recorded) };
}

/**
 * A step of ours has this exposure, and was recorded no earlier; one that somebody else has reached for us is marked. The
 * same exposure asked for again later is somebody else's doing.
 */
const isOurs = ({ reached }: Ramp, { exposure, occurredAt }: RunEvent): boolean =>
  exposure !== undefined &&
  reached.some(
    ({ exposurePercent, isOthers, raisedAt }) =>
      !isOthers &&
      Math.fround(exposurePercent) === Math.fround(exposure) &&
      occurredAt <= raisedAt + ourLastMs,
  );

const othersName = (triggeredBy: TriggeredBy): Actor =>
  triggeredBy === 'USER' ? { type: 'user', principal: 'somebody outside of rampart' } : { type: 'appconfig' };
