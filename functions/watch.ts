/**
 * Every minute, one at a time: what must not wait for a step. Joins the alarms that are in ALARM with the ramps they guard,
 * and looks at every ramp that somebody should have looked at: unconfirmed stops first. And now and then at all of them.
 */
import { joinAlarms } from '#adapters/join-alarms';
import { inTurns, lambda, type Surroundings, type Task } from '#adapters/lambda';
import { type Did, look } from '#adapters/look';
import { createSight } from '#adapters/sight';
import type { AlarmView } from '#core/evidence';
import type { Entry } from '#core/ledger';
import { isOpen } from '#core/ramp';
import { isRechecked } from '#core/step';
import { minuteMs } from '#core/time';

/** A tick that does not come to its end gives way to another one after this long. */
const leaseMs = 2 * minuteMs;
/** Guards may vanish, and others change runs, without a word: each ramp is looked at so often. */
const pulseMs = 5 * minuteMs;

export type Tick = { readonly looked: number } & { readonly [D in Exclude<Did, 'nothing'>]: number };

export const watch: Task<unknown, Tick> = {
  name: 'watch',
  parse: (event) => event,
  run: async (_event, surroundings) => {
    const { services, now } = surroundings;
    const { ledger } = services;
    const [last, inAlarm] = await Promise.all([ledger.lastTick('watch'), inAlarmNow(surroundings)]);
    const isPulse = now >= last.pulsedAt + pulseMs;
    const ids = await (isPulse ? ledger.open() : ledger.due(now));
    if (isPulse) surroundings.measure({ name: 'OpenRuns', unit: 'Count', value: ids.length });
    if (ids.length === 0 && inAlarm?.length === 0) return told([]);
    const lease = await ledger.lease('watch', now, now + leaseMs);
    if (!lease) return told([]);
    const atOnce = Number(services.config.watchAtOnce);
    let { joinedAt } = lease;
    try {
      if (await joined(surroundings, inAlarm, { joinedAt, atOnce })) joinedAt = now;
      return told(await lookAtAll(surroundings, ids, atOnce));
    } finally {
      await ledger.unlease('watch', { joinedAt, pulsedAt: isPulse ? now : lease.pulsedAt });
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
  rampIds: readonly string[],
  atOnce: number,
): Promise<readonly Did[]> {
  if (rampIds.length === 0) return [];
  const { services, now } = surroundings;
  const entries = (await services.ledger.readAll(rampIds)).filter((entry) => asksForALook(entry, now));
  const stopsFirst = entries.toSorted(
    (a, b) => Number(b.cause !== undefined) - Number(a.cause !== undefined),
  );
  const sight = createSight(surroundings, entries);
  return inTurns(stopsFirst, atOnce, (entry) => look(surroundings, entry, sight));
}

/** A stop, and a wait that is rechecked, are looked at in their own time. */
const asksForALook = ({ ramp, cause, lookAt }: Entry, now: number): boolean =>
  isOpen(ramp) && (lookAt <= now || (!cause && !isRechecked(ramp.waiting)));

function told(seen: readonly Did[]): Tick {
  const count = (did: Did) => seen.filter((each) => each === did).length;
  return {
    looked: seen.length,
    stopped: count('stopped'),
    woken: count('woken'),
    restarted: count('restarted'),
  };
}
