/**
 * Every minute, one at a time: what must not wait for a step. Joins the alarms that are in ALARM with the ramps they guard,
 * and looks at every ramp that somebody should have looked at: unconfirmed stops first.
 */
import { joinAlarms } from '#adapters/join-alarms';
import { inTurns, lambda, type Surroundings, type Task } from '#adapters/lambda';
import { type Did, look } from '#adapters/look';
import { createSight } from '#adapters/sight';
import type { AlarmView } from '#core/evidence';
import { isOpen } from '#core/ramp';
import { minuteMs } from '#core/time';

/** A tick that does not come to its end gives way to another one after this long. */
const leaseMs = 2 * minuteMs;

export type Tick = { readonly looked: number } & { readonly [D in Exclude<Did, 'nothing'>]: number };

export const watch: Task<unknown, Tick> = {
  name: 'watch',
  parse: (event) => event,
  run: async (_event, surroundings) => {
    const { services, now } = surroundings;
    const { ledger } = services;
    const [due, inAlarm] = await Promise.all([ledger.due(now), inAlarmNow(surroundings)]);
    if (due.length === 0 && inAlarm?.length === 0) return told([]);
    const lease = await ledger.lease('watch', now, now + leaseMs);
    if (!lease) return told([]);
    const atOnce = Number(services.config.watchAtOnce);
    let { joinedAt } = lease;
    try {
      if (await joined(surroundings, inAlarm, { joinedAt, atOnce })) joinedAt = now;
      return told(await lookAtAll(surroundings, due, atOnce));
    } finally {
      await ledger.unlease('watch', joinedAt);
    }
  },
};

export const handler = lambda(watch);

/** Undefined if CloudWatch does not say. */
async function inAlarmNow({ services, log }: Surroundings): Promise<readonly AlarmView[] | undefined> {
  return services.alarms.inAlarm().catch((error) => {
    log('alarms cannot be read', { error: String(error) });
    return undefined;
  });
}

/** Whatever keeps the alarms from being joined, the ramps are looked at. */
async function joined(
  surroundings: Surroundings,
  inAlarm: readonly AlarmView[] | undefined,
  how: Parameters<typeof joinAlarms>[2],
): Promise<boolean> {
  if (!inAlarm) return false;
  try {
    await joinAlarms(surroundings, inAlarm, how);
    return true;
  } catch (error) {
    surroundings.log('alarms not joined', { error: String(error) });
    return false;
  }
}

async function lookAtAll(
  surroundings: Surroundings,
  due: readonly string[],
  atOnce: number,
): Promise<readonly Did[]> {
  if (due.length === 0) return [];
  const entries = (await surroundings.services.ledger.readAll(due)).filter(({ ramp }) => isOpen(ramp));
  const stopsFirst = entries.toSorted(
    (a, b) => Number(b.cause !== undefined) - Number(a.cause !== undefined),
  );
  const sight = createSight(surroundings, entries);
  return inTurns(stopsFirst, atOnce, (entry) => look(surroundings, entry, sight));
}

function told(seen: readonly Did[]): Tick {
  const count = (did: Did) => seen.filter((each) => each === did).length;
  return {
    looked: seen.length,
    stopped: count('stopped'),
    woken: count('woken'),
    restarted: count('restarted'),
  };
}
