/** The digests that are due: one for each audience and time, told once under an id. */
import { digestOf, nextDigestAt } from '#core/digest';
import { metadataOf, type RampEvent } from '#core/event';
import type { DigestData } from '#core/events/digest';
import { type Seen, type Standing, standingOf } from '#core/standing';
import { hourMs, minuteMs } from '#core/time';
import type { DueDigest } from './audiences.ts';
import { degrade } from './degrade.ts';
import { inTurns, type Surroundings } from './lambda.ts';
import { putOnBus } from './publish.ts';

const atOnce = 10;
/** Two digests of one time are a day apart, which may be an hour shorter: so an hour that comes twice gives one. */
const apartMs = 22 * hourMs;

/** So late a digest is only when something keeps it. */
const lateMs = 5 * minuteMs;

/** @returns how many were sent. What could not be sent is due at the next tick. */
export async function sendDigests(surroundings: Surroundings): Promise<number> {
  const { services, now, log, hasTime } = surroundings;
  let sent = 0;
  for (const due of await services.ledger.dueDigests(now)) {
    if (!hasTime()) break;
    try {
      if (await send(surroundings, due)) sent += 1;
    } catch (error) {
      log('digest not sent', { audience: due.audience.owner, error: String(error) });
      if (now > due.nextAt + lateMs) await complain(surroundings, due, String(error));
    }
  }
  return sent;
}

async function send(surroundings: Surroundings, due: DueDigest): Promise<boolean> {
  const { services, now } = surroundings;
  const { ledger, config } = services;
  const { audience, times, nextAt, sinceAt } = due;
  const members = await ledger.members(audience);
  if (members.length === 0) {
    await ledger.endDigest(due);
    return false;
  }
  const seen = { now, timezone: times.timezone };
  const standings = await standingsOf(surroundings, members, seen);
  const fresh = digestOf(audience, { at: nextAt, since: sinceAt }, standings, seen);
  const id = `digest/${audience.owner}/${audience.channel ?? ''}/${fresh.at}`;
  const data = await ledger.keepDigest(id, fresh);
  const event = eventOf(id, data, config.stage, config.virtualTime === 'true');
  const [put] = await putOnBus(surroundings, [{ events: [event] }]);
  if (put?.error !== undefined) return false;
  await ledger.digestSent(due, nextDigestAt(times, Math.max(now, nextAt + apartMs)));
  const told = new Set(data.ended.map(({ ramp }) => ramp));
  const gone = standings.filter(({ ramp, endedAt }) => told.has(ramp) || (endedAt ?? now) < sinceAt);
  await inTurns(gone, atOnce, ({ ramp }) => ledger.leave(audience, ramp));
  return true;
}

async function standingsOf(
  { services: { ledger } }: Surroundings,
  members: readonly string[],
  seen: Seen,
): Promise<readonly Standing[]> {
  const entries = (await ledger.readAll(members)).toSorted((a, b) => (a.ramp.id < b.ramp.id ? -1 : 1));
  const standings = await inTurns(entries, atOnce, async (entry): Promise<readonly Standing[]> => {
    const plan = await ledger.plan(entry.ramp.id);
    return plan ? [standingOf({ ...entry, plan }, seen)] : [];
  });
  return standings.flat();
}

async function complain(surroundings: Surroundings, { audience }: DueDigest, error: string): Promise<void> {
  const [rampId] = await surroundings.services.ledger.members(audience).catch(() => []);
  const effect = `the digest of ${audience.owner} is late`;
  if (rampId !== undefined) await degrade(surroundings, rampId, { component: 'digest', error, effect });
}

const eventOf = (id: string, data: DigestData, stage: string, virtualTime: boolean): RampEvent => ({
  detailType: 'Ramp Digest',
  at: Date.parse(data.at),
  resources: [],
  detail: { metadata: metadataOf(id, id, data.at, { stage, virtualTime }), data },
});
