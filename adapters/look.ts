/** The watch looks at one ramp: sees to its stop, wakes what is overdue or has changed, restarts a machine that has died. */
import { type Judgement, judge } from '#core/judge';
import { type Entry, outboxLimit } from '#core/ledger';
import { isRechecked, recheckAtOf } from '#core/step';
import { minuteMs } from '#core/time';
import { driveStop } from './drive-stop.ts';
import { gather } from './gather.ts';
import type { Surroundings } from './lambda.ts';
import { publish } from './publish.ts';
import type { Sight } from './sight.ts';
import { wake } from './wake.ts';

export type Did = 'stopped' | 'woken' | 'restarted' | 'nothing';

/** One ramp's trouble is not another's: what fails here is tried again at the next tick. */
export async function look(surroundings: Surroundings, entry: Entry, sight: Sight): Promise<Did> {
  try {
    const facts = entry.outbox.length - (await publish(surroundings, entry));
    return entry.cause ? await stop(surroundings, entry) : await see(surroundings, entry, { sight, facts });
  } catch (error) {
    surroundings.log('not looked at', { ramp: entry.ramp.id, error: String(error) });
    return 'nothing';
  }
}

/** A stop that is not confirmed is driven at every tick, without end; its machine learns of the end. */
async function stop(surroundings: Surroundings, entry: Entry): Promise<Did> {
  const { ledger } = surroundings.services;
  const stopping = await driveStop(surroundings, entry, { forMs: 0 });
  await ledger.lookAgain(entry, surroundings.now + minuteMs);
  if (stopping.is === 'unconfirmed' || stopping.is === 'changed') return 'stopped';
  return lead(surroundings, stopping.entry);
}

type Looking = { readonly sight: Sight; readonly facts: number };

/** The machine is asked to do what there is to do; but a stop does not wait for it. */
async function see(surroundings: Surroundings, entry: Entry, looking: Looking): Promise<Did> {
  const { ledger } = surroundings.services;
  const { now } = surroundings;
  const { judgement, newest } = await judged(surroundings, entry, looking);
  const { decision, change } = judgement;
  if (decision.kind === 'stop' && decision.cause) {
    const fenced = await ledger.fence(entry.ramp.id, decision.cause, now);
    return fenced ? stop(surroundings, fenced) : 'nothing';
  }
  if (decision.kind === 'stop') return stop(surroundings, entry);
  const isOver = decision.kind !== 'hold' || decision.waiting.kind !== entry.ramp.waiting?.kind;
  const isNews = isRechecked(entry.ramp.waiting) ? isOver : decision.kind === 'pause';
  const isDue = now >= entry.dueAt || isNews || change.facts.length > 0;
  // The wake-up may be lost: then the ramp is looked at again in a minute.
  await ledger.lookAgain(entry, isDue ? now + minuteMs : nextLook(entry, now), newest);
  return isDue ? lead(surroundings, entry) : 'nothing';
}

async function judged(
  { services, now }: Surroundings,
  { ramp, cause, ...entry }: Entry,
  { sight, facts }: Looking,
): Promise<{ readonly judgement: Judgement; readonly newest?: number | undefined }> {
  const plan = await sight.plan(ramp);
  if (!plan) throw new Error(`the ledger has no plan of ${ramp.id}`);
  const { run, newest } = await sight.run({ ramp, cause, ...entry });
  const evidence = await gather(services, plan, ramp, now, { run, alarms: await sight.alarms() });
  const outboxIsFull = facts >= outboxLimit;
  return { judgement: judge({ plan, ramp, cause, evidence, outboxIsFull, now }), newest };
}

/** When an execution is stopped, a function of it may be at work still: for its timeout at most, which is a minute. */
const functionsMs = 90_000;

const nextLook = (entry: Entry, now: number): number =>
  Math.min(entry.dueAt + minuteMs, recheckAtOf(entry, now) ?? Number.POSITIVE_INFINITY);

/** Wakes the machine, or starts the next execution if the last one has died. */
async function lead(surroundings: Surroundings, entry: Entry): Promise<Did> {
  const { services, now, log } = surroundings;
  const { id, status } = entry.ramp;
  const overSince = status === 'ended' ? undefined : await services.workflow.overSince(id, entry.generation);
  if (overSince === undefined) {
    await wake(surroundings, entry);
    return status === 'ended' ? 'stopped' : 'woken';
  }
  if (now - overSince < functionsMs) return 'nothing';
  const change = { ramp: entry.ramp, facts: [] };
  const written = await services.ledger.write(entry, { change, renews: true }, now);
  if (written.is === 'conflict') return 'nothing';
  await services.workflow.start(id, written.entry.generation);
  log('restarted', { ramp: id, generation: written.entry.generation });
  return 'restarted';
}
