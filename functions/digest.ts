/**
 * Every minute, one at a time: tells what is still untold. Every fact that its writer could not publish, every event that
 * AppConfig itself has noted of a run, and the digests of the plans whose time has come.
 */
import { inTurns, lambda, type Surroundings, type Task } from '#adapters/lambda';
import { placeOf, publish } from '#adapters/publish';
import { sendDigests } from '#adapters/send-digests';
import { type Cursor, fromTheBeginning } from '#adapters/telling';
import { nextDigestAt } from '#core/digest';
import type { Entry, Listed } from '#core/ledger';
import { asksRunEvents, runEventOf, tellAgainAt, untold } from '#core/run-events';
import { minuteMs } from '#core/time';

/** A tick that does not come to its end gives way to another one after this long. */
const leaseMs = 2 * minuteMs;
/** How many ramps are told of at the same time: AppConfig throttles. */
const atOnce = 10;

/** `isDone`: nothing is left. Else the next tick goes on where this one had no time any more. */
export type Tick = {
  readonly ramps: number;
  readonly untold: number;
  readonly digests: number;
  /** Of the fullest outbox that was found. */
  readonly depth: number;
  readonly isDone: boolean;
};

export const digest: Task<unknown, Tick> = {
  name: 'digest',
  parse: (event) => event,
  run: async (_event, surroundings) => {
    const { ledger } = surroundings.services;
    const { now } = surroundings;
    if (!(await ledger.lease('digest', now, now + leaseMs)))
      return { ramps: 0, untold: 0, digests: 0, depth: 0, isDone: false };
    try {
      const digests = await sendDigests(surroundings);
      const swept = await sweep(surroundings);
      surroundings.measure({ name: 'OutboxDepth', unit: 'Count', value: swept.depth });
      surroundings.measure({ name: 'OpenRuns', unit: 'Count', value: await ledger.countOpen() });
      return { ...swept, digests };
    } finally {
      await ledger.unlease('digest');
    }
  },
};

export const handler = lambda(digest);

/** `found`: how many facts waited. */
type Did = { readonly isTold: boolean; readonly found: number };

async function sweep(surroundings: Surroundings): Promise<Omit<Tick, 'digests'>> {
  const { services, now, hasTime } = surroundings;
  const seen: Did[] = [];
  let cursor: Cursor | undefined = fromTheBeginning;
  while (cursor && hasTime()) {
    const page: Awaited<ReturnType<typeof services.ledger.toTell>> = await services.ledger.toTell(
      now,
      cursor,
    );
    seen.push(...(await inTurns(page.rampIds, atOnce, (rampId) => tell(surroundings, rampId))));
    cursor = page.next;
  }
  const left = seen.filter(({ isTold }) => !isTold).length;
  const depth = Math.max(0, ...seen.map(({ found }) => found));
  return { ramps: seen.length, untold: left, depth, isDone: !cursor && left === 0 };
}

/** One ramp's trouble is not another's: what fails here is told at the next tick. */
async function tell(surroundings: Surroundings, rampId: string): Promise<Did> {
  const { services, now, log } = surroundings;
  const periodMs = Number(services.config.runEventsMinutes) * minuteMs;
  try {
    const entry = await services.ledger.read(rampId);
    if (!entry) return { isTold: true, found: 0 };
    const found = entry.outbox.length;
    if ((await publish(surroundings, entry)) < found) return { isTold: false, found };
    if (!entry.listed) await enrol(surroundings, entry);
    const asks = asksRunEvents(entry.ramp, entry.listed, now, periodMs);
    const { listed, isTold } = asks
      ? await tellRunEvents(surroundings, entry)
      : { listed: entry.listed, isTold: true };
    await services.ledger.told(entry, listed, isTold ? tellAgainAt(entry.ramp, listed, now, periodMs) : now);
    return { isTold, found };
  } catch (error) {
    log('not told', { ramp: rampId, error: String(error) });
    return { isTold: false, found: 0 };
  }
}

/** The first time that a ramp is seen: from then on the digest that its plan asks for tells of it. */
async function enrol({ services, now }: Surroundings, { ramp }: Entry): Promise<void> {
  const plan = ramp.run === undefined ? undefined : await services.ledger.plan(ramp.id);
  if (!plan?.notify.digest) return;
  const { owner, timezone } = plan;
  const channel = plan.notify.slack?.channel;
  const times = { ...plan.notify.digest, timezone };
  const audience = { owner, ...(channel === undefined ? {} : { channel }) };
  await services.ledger.enrol(ramp.id, audience, times, { nextAt: nextDigestAt(times, now), now });
}

/** The watermark moves only past what the bus has taken. */
async function tellRunEvents(
  { services, now, log }: Surroundings,
  { ramp, generation, listed }: Entry,
): Promise<{ readonly listed: Listed; readonly isTold: boolean }> {
  const before = listed?.told ?? 0;
  const events = await services.experiments.events(ramp);
  const place = placeOf(services.config, ramp.id, generation);
  const next = untold(ramp, events ?? [], before);
  const { done, error } = await services.bus.put(next.map((event) => runEventOf(ramp, event, place)));
  if (error !== undefined) log('not published', { ramp: ramp.id, error });
  const isOver = next.slice(0, done).some(({ eventType }) => eventType === 'RUN_STOPPED');
  const after = {
    told: before + done,
    at: now,
    exposure: ramp.exposurePercent,
    isStopped: ramp.stopped !== undefined,
    isOver: isOver || events === undefined,
  };
  return { listed: after, isTold: error === undefined };
}
