/**
 * Every minute, one at a time: what must not wait for a step. Wakes what is overdue, looks at gates that may have opened,
 * and starts the next execution of a ramp whose machine has died.
 */
import { gather } from '#adapters/gather';
import { inTurns, lambda, type Surroundings, type Task } from '#adapters/lambda';
import { publish } from '#adapters/publish';
import { wake } from '#adapters/wake';
import { judge } from '#core/judge';
import { type Entry, outboxLimit } from '#core/ledger';
import { isOpen } from '#core/ramp';
import { isRechecked, pulseMs, recheckAtOf } from '#core/step';
import { minuteMs } from '#core/time';

/** A tick that does not come to its end gives way to another one after this long. */
const leaseMs = 2 * minuteMs;
/** How many ramps are looked at at the same time. */
const atOnce = 5;

type Did = 'woken' | 'restarted' | 'nothing';
export type Tick = { readonly looked: number; readonly woken: number; readonly restarted: number };

export const watch: Task<unknown, Tick> = {
  name: 'watch',
  parse: (event) => event,
  run: async (_event, surroundings) => {
    const { ledger } = surroundings.services;
    const { now } = surroundings;
    const due = await ledger.due(now);
    if (due.length === 0 || !(await ledger.lease('watch', now, now + leaseMs))) return told([]);
    try {
      return told(await inTurns(due, atOnce, (rampId) => look(rampId, surroundings)));
    } finally {
      await ledger.unlease('watch');
    }
  },
};

export const handler = lambda(watch);

const told = (seen: readonly Did[]): Tick => ({
  looked: seen.length,
  woken: seen.filter((did) => did === 'woken').length,
  restarted: seen.filter((did) => did === 'restarted').length,
});

/** One ramp's trouble is not another's: what fails here is tried again at the next tick. */
async function look(rampId: string, surroundings: Surroundings): Promise<Did> {
  const { services, now, log } = surroundings;
  try {
    const entry = await services.ledger.read(rampId);
    if (!entry || !isOpen(entry.ramp)) return 'nothing';
    if (!(await services.workflow.isRunning(rampId, entry.generation)))
      return await restart(entry, surroundings);
    const waiting = entry.outbox.length - (await publish(surroundings, entry));
    const isDue = now >= entry.dueAt || (await hasChanged(entry, waiting, surroundings));
    // The wake-up may be lost: then the ramp is looked at again in a minute.
    await services.ledger.lookAgain(entry, isDue ? now + minuteMs : nextLook(entry, now));
    if (!isDue) return 'nothing';
    await wake(surroundings, entry);
    return 'woken';
  } catch (error) {
    log('not looked at', { ramp: rampId, error: String(error) });
    return 'nothing';
  }
}

const nextLook = (entry: Entry, now: number): number =>
  Math.min(entry.dueAt + minuteMs, recheckAtOf(entry, now) ?? now + pulseMs);

/** Gates are asked without the machine: it is woken when there is something to do, or to tell. */
async function hasChanged(
  { ramp, cause }: Entry,
  facts: number,
  { services, now }: Surroundings,
): Promise<boolean> {
  if (!isRechecked(ramp.waiting)) return false;
  const plan = await services.ledger.plan(ramp.id);
  if (!plan) return false;
  const evidence = await gather(services, plan, ramp, now);
  const outboxIsFull = facts >= outboxLimit;
  const { decision, change } = judge({ plan, ramp, cause, evidence, outboxIsFull, now });
  const isOver = decision.kind !== 'hold' || decision.waiting.kind !== ramp.waiting.kind;
  return isOver || change.facts.length > 0;
}

async function restart(entry: Entry, { services, now, log }: Surroundings): Promise<Did> {
  const { id } = entry.ramp;
  const change = { ramp: entry.ramp, facts: [] };
  const written = await services.ledger.write(entry, { change, renews: true }, now);
  if (written.is === 'conflict') return 'nothing';
  await services.workflow.start(id, written.entry.generation);
  log('restarted', { ramp: id, generation: written.entry.generation });
  return 'restarted';
}
