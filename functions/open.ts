/**
 * State Open: claims the flag, binds the alarms, starts the run. In this order, and each step can be repeated: whatever
 * breaks off in the middle is taken up here again, and never starts a second run.
 */
import { unfinishedOf } from '#adapters/environment';
import type { StartedRun } from '#adapters/experiments';
import { lambda, type Surroundings, type Task } from '#adapters/lambda';
import { letGo } from '#adapters/let-go';
import { publish } from '#adapters/publish';
import { visited } from '#adapters/visited';
import { rampart, started, waits } from '#core/change';
import { type Hold, type NewCause, waitBeforeStart } from '#core/decide';
import type { Entry } from '#core/ledger';
import { timingOf } from '#core/on-schedule';
import {
  alarmRefusal,
  bindingsOf,
  boundGuards,
  type Found,
  notFound,
  refusalOf,
  starting,
} from '#core/opening';
import type { Plan } from '#core/plan/plan';
import { flagClaim, historyOf, nameClaim } from '#core/ramp';
import { next } from '#core/schedule';
import { decideAgain, holdUntil, nothingSeen, type Step, stepOf } from '#core/step';
import { refused } from '#core/stop';
import { minuteMs, toIsoInstant } from '#core/time';
import { parseVisit, type Visit } from '#core/visit';

type Opening = Surroundings & { readonly entry: Entry; readonly plan: Plan };
/** A function may send its request in its last second, and a network may keep it: so long ours may start a run after all. */
const lateMs = 5 * minuteMs;
const elsewhere = 'somebody else changed the ramp meanwhile';

export const open: Task<Visit, Step> = {
  name: 'open',
  parse: parseVisit,
  run: async (visit, surroundings) => {
    const { services, now } = surroundings;
    const { entry, plan, isOld } = await visited(services.ledger, visit);
    if (isOld) return decideAgain(entry, now, 'a newer execution leads');
    const { status, run } = entry.ramp;
    if (run !== undefined || status === 'ended') return decideAgain(entry, now, 'the run has been started');
    const opening: Opening = { entry, plan, ...surroundings };
    return status === 'starting' ? takeUp(opening) : prepare(opening);
  },
};

export const handler = lambda(open);

/** Looks at everything that stands in the way, claims the flag and binds the alarms. */
async function prepare(opening: Opening): Promise<Step> {
  const { entry, plan, services, now } = opening;
  if (entry.cause) return refuse(opening, entry.cause.reason);
  const why = refusalOf(plan, entry.ramp.id, await look(opening));
  if (why) return refuse(opening, why);
  const named = await Promise.all(plan.guards.map((guard) => services.alarms.named(guard)));
  const [alarms, monitors] = await Promise.all([
    services.alarms.states(named.flat()),
    services.experiments.monitors(entry.ramp.experiment),
  ]);
  if (alarms.kind === 'unknown') throw new Error(`the alarms cannot be read: ${alarms.error}`);
  const guards = boundGuards(plan.guards, named, alarms);
  const shouts = alarmRefusal(guards, named.flat(), alarms);
  if (shouts) return refuse(opening, shouts);

  const wait = waitBeforeStart({ plan, ramp: entry.ramp, now });
  if (wait) return waitFor(opening, wait);
  const bindings = bindingsOf(plan, entry.ramp, guards);
  await Promise.all(bindings.map(({ arn, binding }) => services.ledger.bind(arn, binding)));
  const change = starting(entry.ramp, opening, guards, { alarms, monitors });
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, elsewhere);
  return begin({ ...opening, entry: written.entry }, true);
}

async function look({ entry, plan, services }: Opening): Promise<Found> {
  const { experiments, ledger } = services;
  const { experiment, id, name } = entry.ramp;
  const found = await experiments.definition(plan.experiment);
  if (!found) return notFound(id);
  const [running, deployments, isDeployed, namesake, holder] = await Promise.all([
    experiments.running(experiment),
    experiments.deployments(experiment),
    experiments.isDeployed(experiment),
    ledger.claim(nameClaim(name), id),
    ledger.claim(flagClaim(experiment), id),
  ]);
  return {
    definition: found.status,
    running: running && { run: running.Run ?? 0, description: running.Description ?? '' },
    isDeployed,
    unfinished: unfinishedOf(deployments),
    namesake,
    holder,
  };
}

async function waitFor({ entry, services, ...opening }: Opening, hold: Hold): Promise<Step> {
  const { now } = opening;
  const change = waits(entry.ramp, opening, hold);
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, hold.because);
  await publish({ services, ...opening }, written.entry);
  return stepOf(hold, written.entry, now);
}

/** An earlier try may have started the run and not have heard of it: ours is known by its nonce. */
async function takeUp(opening: Opening): Promise<Step> {
  const { entry, services } = opening;
  const run = await services.experiments.findOurs(entry.ramp);
  if (run !== undefined) return adopt(opening, run);
  return entry.cause ? giveUp(opening, entry.cause) : begin(opening, false);
}

/** A request of an earlier try may still arrive, and start a run that nobody would stop: it is looked for a while longer. */
async function giveUp(opening: Opening, { reason, decidedAt }: NewCause): Promise<Step> {
  const untilAt = decidedAt + lateMs;
  if (opening.now >= untilAt) return refuse(opening, reason);
  const because = `${reason}; until ${toIsoInstant(untilAt)} AppConfig may still start the run`;
  return waitAMinute(opening, 'start', because);
}

/** @param isFirst no earlier request may still be on its way */
async function begin(opening: Opening, isFirst: boolean): Promise<Step> {
  const { entry, plan, services } = opening;
  const { overrides } = plan.experiment;
  const answer = await services.experiments.start(
    entry.ramp,
    plan.steps[0]?.exposurePercent ?? 0,
    Object.keys(overrides).length > 0 ? overrides : undefined,
  );
  if (answer.is === 'done') return record(opening, answer.value);
  // An earlier request may have arrived late, and be what AppConfig now objects to.
  const run = await services.experiments.findOurs(entry.ramp);
  if (run !== undefined) return adopt(opening, run);
  if (answer.is === 'refused') return isFirst ? refuse(opening, answer.error) : fail(opening, answer.error);
  return waitAMinute(opening, 'retry', `AppConfig does not start the run: ${answer.error}`);
}

/** From now on no start is sent. */
async function fail(opening: Opening, reason: string): Promise<Step> {
  const { entry, services, now } = opening;
  const cause = {
    kind: 'failure',
    triggeredBy: 'INTERNAL_ERROR',
    reason,
    decidedAt: now,
    by: rampart,
  } as const;
  const change = { ramp: entry.ramp, facts: [] };
  const written = await services.ledger.write(entry, { change, cause }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, elsewhere);
  return giveUp({ ...opening, entry: written.entry }, cause);
}

const waitAMinute = (opening: Opening, kind: 'retry' | 'start', because: string): Promise<Step> =>
  waitFor(opening, {
    kind: 'hold',
    waiting: { kind, because },
    untilAt: opening.now + minuteMs,
    because,
  });

/** What has become of it since it was started, the next decision sees. */
async function adopt(opening: Opening, run: StartedRun): Promise<Step> {
  const { because, hold } = await record(opening, run);
  return { next: 'hold', because, hold: { ...hold, seen: nothingSeen } };
}

/** A cause that came meanwhile is found by the next decision, which stops the run at once. */
async function record(opening: Opening, { run, startedAt }: StartedRun): Promise<Step> {
  const { entry, plan, services, now, log } = opening;
  const change = started(entry.ramp, opening, run, startedAt ?? now);
  const bindings = bindingsOf(plan, change.ramp, change.ramp.guards);
  await Promise.all(bindings.map(({ arn, binding }) => services.ledger.rebind(arn, binding)));
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, elsewhere);
  log('started', { ramp: entry.ramp.id, run });
  await publish(opening, written.entry);
  if (written.entry.cause) return decideAgain(written.entry, now, written.entry.cause.reason);
  const { dueAt } = next(timingOf({ plan, ramp: change.ramp }), historyOf(change.ramp), now);
  return { next: 'hold', because: `run #${run} started`, hold: holdUntil(written.entry, dueAt, now) };
}

async function refuse(opening: Opening, why: string): Promise<Step> {
  const { entry, services, now, log } = opening;
  log('refused', { ramp: entry.ramp.id, why });
  await letGo(services.ledger, entry.ramp);
  const change = refused(entry.ramp, opening, why, entry.cause);
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, why);
  await publish(opening, written.entry);
  return decideAgain(written.entry, now, why);
}
