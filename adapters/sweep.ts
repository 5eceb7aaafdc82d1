/**
 * A sweep over all ramps that have something to tell: the facts that their writers could not publish, and what AppConfig has
 * noted of their runs. One ramp's trouble is not another's; what is not told in this sweep is told in the next.
 */
import { nextDigestAt } from '#core/digest';
import type { RampEvent } from '#core/event';
import type { Entry, Listed } from '#core/ledger';
import { asksRunEvents, listedAfter, runEventOf, tellAgainAt, untold } from '#core/run-events';
import { minuteMs } from '#core/time';
import type { Put } from './bus.ts';
import { degrade } from './degrade.ts';
import { inTurns, type Surroundings } from './lambda.ts';
import { placeOf, publishAll, putOnBus } from './publish.ts';
import { type Cursor, fromTheBeginning } from './telling.ts';

/** How many ramps are told of at the same time: AppConfig throttles. */
const atOnce = 10;
/** A run whose events cannot be read goes behind all others for so long; after twice that people are told. */
const againMs = 5 * minuteMs;

export type Swept = {
  readonly ramps: number;
  readonly untold: number;
  /** Of the fullest outbox that was found. */
  readonly depth: number;
  /** Nothing is left. Else the next sweep goes on where this one had no time any more. */
  readonly isDone: boolean;
};
/** `found`: how many facts waited. */
type Did = { readonly isTold: boolean; readonly found: number };

export async function sweep(surroundings: Surroundings): Promise<Swept> {
  const { services, now, hasTime } = surroundings;
  const seen: Did[] = [];
  let cursor: Cursor | undefined = fromTheBeginning;
  while (cursor && hasTime()) {
    const page: Awaited<ReturnType<typeof services.ledger.toTell>> = await services.ledger.toTell(
      now,
      cursor,
    );
    seen.push(...(await tellAll(surroundings, page.rampIds)));
    cursor = page.next;
  }
  const left = seen.filter(({ isTold }) => !isTold).length;
  const depth = Math.max(0, ...seen.map(({ found }) => found));
  return { ramps: seen.length, untold: left, depth, isDone: !cursor && left === 0 };
}

/** First all facts, then what AppConfig says of those ramps, so that each request to the bus is full. */
async function tellAll(surroundings: Surroundings, rampIds: readonly string[]): Promise<readonly Did[]> {
  const entries = await surroundings.services.ledger.readAll(rampIds);
  const told = await publishAll(surroundings, entries);
  const heard = await inTurns([...entries.entries()], atOnce, ([index, entry]) =>
    told[index] === entry.outbox.length ? hear(surroundings, entry) : Promise.resolve(later(entry)),
  );
  const lines = heard.map(({ entry, events }) => ({ ramp: entry.ramp.id, events }));
  const puts = await putOnBus(surroundings, lines);
  return inTurns([...heard.entries()], atOnce, ([index, each]) => keep(surroundings, each, puts[index]));
}

type Heard = {
  readonly entry: Entry;
  readonly events: readonly RampEvent[];
  /** `later`: at the next sweep. `failed`: AppConfig does not say. */
  readonly is: 'heard' | 'later' | 'failed';
  /** What is remembered when so many of the events are told. */
  readonly listed: (told: number) => Listed | undefined;
};

const later = (entry: Entry): Heard => ({ entry, events: [], is: 'later', listed: () => entry.listed });

async function hear(surroundings: Surroundings, entry: Entry): Promise<Heard> {
  const { services, now, log, hasTime } = surroundings;
  const { ramp, listed, generation } = entry;
  if (!hasTime()) return later(entry);
  if (!asksRunEvents(ramp, listed, now, periodOf(surroundings))) return { ...later(entry), is: 'heard' };
  try {
    const all = await services.experiments.events(ramp);
    const place = placeOf(services.config, ramp.id, generation);
    const next = untold(ramp, all ?? [], listed?.told ?? 0);
    const events = next.map((event) => runEventOf(ramp, event, place));
    return { entry, events, is: 'heard', listed: (told) => listedAfter(entry, all && next, told, now) };
  } catch (error) {
    log('not told', { ramp: ramp.id, error: String(error) });
    await complain(surroundings, entry, String(error));
    return { ...later(entry), is: 'failed' };
  }
}

/** The watermark moves only past what the bus is done with. */
async function keep(surroundings: Surroundings, { entry, is, listed }: Heard, put?: Put): Promise<Did> {
  const { services, now, log } = surroundings;
  const found = entry.outbox.length;
  if (is === 'later') return { isTold: false, found };
  const after = listed(put?.done ?? 0);
  const isTold = is === 'heard' && put?.error === undefined;
  const againAt = isTold ? tellAgainAt(entry.ramp, after, now, periodOf(surroundings)) : now;
  try {
    if (!entry.listed) await enrol(surroundings, entry);
    await services.ledger.told(entry, after, is === 'failed' ? now + againMs : againAt);
    return { isTold, found };
  } catch (error) {
    log('not told', { ramp: entry.ramp.id, error: String(error) });
    return { isTold: false, found };
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

async function complain(surroundings: Surroundings, { ramp, listed }: Entry, error: string): Promise<void> {
  const { now } = surroundings;
  const heardAt = listed?.at ?? ramp.reached[0]?.raisedAt ?? now;
  if (now <= heardAt + periodOf(surroundings) + 2 * againMs) return;
  const effect = 'AppConfig’s own events of runs are told later';
  await degrade(surroundings, ramp.id, { component: 'appconfig', error, effect });
}

const periodOf = ({ services }: Surroundings): number => Number(services.config.runEventsMinutes) * minuteMs;
