/**
 * Every minute, one at a time: what must not wait for a step. Wakes what is overdue, looks at gates that may have opened,
 * and starts the next execution of a ramp whose machine has died.
 */
import { gather } from '#adapters/gather';
import { inTurns, lambda, type Surroundings, type Task } from '#adapters/lambda';
import { publish } from '#adapters/publish';
import { judge } from '#core/judge';
import { type Entry, isFull } from '#core/ledger';
import { isOpen } from '#core/ramp';
import { pulseMs, recheckAtOf } from '#core/step';
import { minuteMs } from '#core/time';

/** A tick that does not come to its end gives way to another one after this long. */
const leaseMs = 2 * minuteMs;
/** How many ramps are looked at at the same time. */
const atOnce = 5;

export type Tick = { readonly looked: number; readonly woken: number; readonly restarted: number };

export const watch: Task<unknown, Tick> = {
  name: 'watch',
  parse: (event) => event,
  run: async (_event, surroundings) => {
    const { services, now } = surroundings;
    if (!(await services.ledger.lease('watch', now, now + leaseMs)))
      return { looked: 0, woken: 0, restarted: 0 };
    const due = await services.ledger.due(now);
    const seen = await inTurns(due, atOnce, (rampId) => look(rampId, surroundings));
    await services.ledger.unlease('watch');
    return {
      looked: seen.length,
      woken: seen.filter((did) => did === 'woken').length,
      restarted: seen.filter((did) => did === 'restarted').length,
    };
  },
};

export const handler = lambda(watch);

type Did = 'woken' | 'restarted' | 'nothing';

/** One ramp's trouble is not another's: what fails here is tried again at the next tick. */
async function look(rampId: string, surroundings: Surroundings): Promise<Did> {
  const { services, now, log } = surroundings;
  try {
    const entry = await services.ledger.read(rampId);
    if (!entry || !isOpen(entry.ramp)) return 'nothing';
    if (!(await services.workflow.isRunning(rampId, entry.generation)))
      return await restart(entry, surroundings);
    await publish(services, entry).catch((error) => log('not published', { error: String(error) }));
    const isOverdue = now >= entry.dueAt;
    if (isOverdue || (await hasOpened(entry, surroundings))) return await wake(entry, surroundings);
    await services.ledger.lookAgain(rampId, nextLook(entry, now));
    return 'nothing';
  } catch (error) {
    log('not looked at', { ramp: rampId, error: String(error) });
    return 'nothing';
  }
}

const nextLook = (entry: Entry, now: number): number =>
  Math.min(entry.dueAt + minuteMs, recheckAtOf(entry, now) ?? now + pulseMs);

/** Gates are asked without the machine: it is woken when there is something to do. */
async function hasOpened(
  { ramp, cause, ...entry }: Entry,
  { services, now }: Surroundings,
): Promise<boolean> {
  if (ramp.waiting?.kind !== 'gates' && ramp.waiting?.kind !== 'alarm') return false;
  const plan = await services.ledger.plan(ramp.id);
  if (!plan) return false;
  const evidence = await gather(services, plan, ramp, now);
  const outboxIsFull = isFull({ ramp, cause, ...entry });
  const { decision } = judge({ plan, ramp, cause, evidence, outboxIsFull, now });
  return decision.kind !== 'hold' || decision.waiting.kind !== ramp.waiting.kind;
}

/** The wake-up may be lost: the ramp is looked at again in a minute. */
async function wake({ ramp, token }: Entry, { services, now }: Surroundings): Promise<Did> {
  await services.ledger.lookAgain(ramp.id, now + minuteMs);
  if (token !== undefined) await services.workflow.wake(token);
  return 'woken';
}

async function restart(entry: Entry, { services, now, log }: Surroundings): Promise<Did> {
  const change = { ramp: entry.ramp, facts: [] };
  const written = await services.ledger.write(entry, { change, renews: true }, now);
  if (written.is === 'conflict') return 'nothing';
  await services.workflow.start(entry.ramp.id, written.entry.generation);
  await services.ledger.lookAgain(entry.ramp.id, now + minuteMs);
  log('restarted', { ramp: entry.ramp.id, generation: written.entry.generation });
  return 'restarted';
}
