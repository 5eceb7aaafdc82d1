/**
 * State Raise, where the machine comes when a wait is over, or when Decide says so: judges everything, says in the ledger
 * what it is about to do, and raises exposure. If it is not time for that, it holds; anything else it leaves to Decide.
 */
import { gather } from '#adapters/gather';
import { lambda, type Surroundings, type Task } from '#adapters/lambda';
import { publish } from '#adapters/publish';
import type { Services } from '#adapters/services';
import { visited } from '#adapters/visited';
import { intends, raised, waits } from '#core/change';
import type { Raise } from '#core/decide';
import { RunConflictError } from '#core/errors';
import { type Judgement, judge } from '#core/judge';
import { type Entry, isFull, isWorn } from '#core/ledger';
import { timingOf } from '#core/on-schedule';
import type { Plan } from '#core/plan/plan';
import { historyOf, isBelow } from '#core/ramp';
import { next } from '#core/schedule';
import { decideAgain, holdUntil, type Step, stepOf } from '#core/step';
import { minuteMs } from '#core/time';
import { parseVisit, type Visit } from '#core/visit';

/** For so long a 409 is tried again; then the ramp waits, and says why. */
const patienceMs = minuteMs;
const elsewhere = 'somebody else changed the ramp meanwhile';

export const raise: Task<Visit, Step> = {
  name: 'raise',
  parse: parseVisit,
  run: async (visit, surroundings) => {
    const { services, now } = surroundings;
    const { ledger } = services;
    const { entry, plan, isOld } = await visited(ledger, visit);
    if (isOld) return decideAgain(entry, now, 'a newer execution leads');
    if (isWorn(entry)) return decideAgain(entry, now, 'it is time for another execution');

    const evidence = await gather(services, plan, entry.ramp, now);
    const given = { plan, ramp: entry.ramp, cause: entry.cause, evidence, outboxIsFull: isFull(entry), now };
    const { decision, change } = judge(given);
    if (decision.kind !== 'raise') return follow(surroundings, entry, { decision, change });
    const decidedAt = entry.ramp.raising?.decidedAt ?? now;
    const { ramp } = intends(change.ramp, decision, decidedAt);
    const written = await ledger.write(entry, { change: { ...change, ramp }, counts: true }, now);
    if (written.is === 'conflict') return decideAgain(entry, now, elsewhere);
    return update(written.entry, plan, decision, surroundings);
  },
};

export const handler = lambda(raise);

/** The fence of a stop is written here already: Decide finds it, and the state Stop is next. */
async function follow(
  surroundings: Surroundings,
  entry: Entry,
  { decision, change }: Judgement,
): Promise<Step> {
  const { services, now, log } = surroundings;
  const cause = decision.kind === 'stop' ? decision.cause : undefined;
  const written = await services.ledger.write(entry, { change, cause, counts: true }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, elsewhere);
  log('decided', { ramp: entry.ramp.id, kind: decision.kind, because: decision.because });
  await publish(surroundings, written.entry);
  const holds = decision.kind === 'hold' || decision.kind === 'ask';
  return holds ? stepOf(decision, written.entry, now) : decideAgain(written.entry, now, decision.because);
}

async function update(
  entry: Entry,
  plan: Plan,
  { toPercent }: Raise,
  surroundings: Surroundings,
): Promise<Step> {
  const { services, now, log } = surroundings;
  const answer = await services.experiments.raise(entry.ramp, toPercent);
  if (answer.is === 'done' || (await isThere(services, entry, toPercent)))
    return record(entry, plan, surroundings);
  log('not raised', { ramp: entry.ramp.id, error: answer.error });
  const isPatient = now - (entry.ramp.raising?.decidedAt ?? now) < patienceMs;
  if (answer.is === 'busy' && isPatient) throw new RunConflictError(answer.error);
  return later(entry, plan, surroundings, `AppConfig does not raise: ${answer.error}`);
}

/** The SDK sends an update again when its answer is lost; then AppConfig may refuse what it has done already. */
async function isThere({ experiments }: Services, { ramp }: Entry, toPercent: number): Promise<boolean> {
  const run = await experiments.run(ramp);
  return run.kind === 'running' && !isBelow(run.exposurePercent, toPercent);
}

async function later(entry: Entry, plan: Plan, surroundings: Surroundings, because: string): Promise<Step> {
  const { services, now } = surroundings;
  const waiting = { kind: 'retry', because } as const;
  const hold = { kind: 'hold', waiting, untilAt: now + minuteMs, because } as const;
  const change = waits({ ...entry.ramp, raising: undefined }, { plan, now }, hold);
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, because);
  await publish(surroundings, written.entry);
  return stepOf(hold, written.entry, now);
}

async function record(entry: Entry, plan: Plan, surroundings: Surroundings): Promise<Step> {
  const { services, now, log } = surroundings;
  const change = raised(entry.ramp, { plan, now });
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, elsewhere);
  const { ramp } = written.entry;
  log('raised', { ramp: ramp.id, exposure: ramp.exposurePercent });
  await publish(surroundings, written.entry);
  const { dueAt } = next(timingOf({ plan, ramp }), historyOf(ramp), now);
  return {
    next: 'hold',
    because: `raised to ${ramp.exposurePercent} %`,
    hold: holdUntil(written.entry, dueAt, now),
  };
}
