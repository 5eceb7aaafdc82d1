/**
 * State Open: claims the flag, binds the alarms, starts the run. In this order, and each step can be repeated: whatever
 * breaks off in the middle is taken up here again, and never starts a second run.
 */
import { flagsDeployed, unfinishedOf } from '#adapters/environment';
import { lambda, type Surroundings, type Task } from '#adapters/lambda';
import { letGo } from '#adapters/let-go';
import { publish } from '#adapters/publish';
import type { Change } from '#core/change';
import { started, waits } from '#core/change';
import { RunConflictError } from '#core/errors';
import type { Entry } from '#core/ledger';
import { timingOf } from '#core/on-schedule';
import { alarmRefusal, bindingOf, boundGuards, type Found, refusalOf } from '#core/opening';
import type { Plan } from '#core/plan/plan';
import { flagClaim, historyOf, type Ramp } from '#core/ramp';
import { next } from '#core/schedule';
import { decideAgain, holdUntil, type Step, stepOf } from '#core/step';
import { refused } from '#core/stop';
import { toIsoInstant } from '#core/time';
import { parseVisit, type Visit } from '#core/visit';

type Opening = Surroundings & { readonly entry: Entry; readonly plan: Plan };

export const open: Task<Visit, Step> = {
  name: 'open',
  parse: parseVisit,
  run: async ({ rampId, generation }, surroundings) => {
    const { services, now } = surroundings;
    const [entry, plan] = await Promise.all([services.ledger.read(rampId), services.ledger.plan(rampId)]);
    if (!entry || !plan) throw new Error(`the ledger has no ramp ${rampId}`);
    if (entry.generation !== generation) return decideAgain(entry, now, 'a newer execution leads');
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
  const alarms = await services.alarms.states(named.flat());
  if (alarms.kind === 'unknown') throw new Error(`the alarms cannot be read: ${alarms.error}`);
  const guards = boundGuards(plan.guards, named, alarms);
  const shouts = alarmRefusal(guards, named.flat(), alarms);
  if (shouts) return refuse(opening, shouts);

  const ahead = next(timingOf({ plan, ramp: entry.ramp }), historyOf(entry.ramp), now);
  if (ahead.kind !== 'raise') return waitForStart(opening, ahead.dueAt);
  await Promise.all(
    guards.map((bound) => services.ledger.bind(bound.arn, bindingOf(plan, entry.ramp.id, bound))),
  );
  const ramp: Ramp = { ...entry.ramp, status: 'starting', guards, waiting: undefined };
  const written = await services.ledger.write(entry, { change: { ramp, facts: [] } }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, 'somebody else changed the ramp meanwhile');
  return begin({ ...opening, entry: written.entry });
}

async function look({ entry, plan, services }: Opening): Promise<Found> {
  const { application, definition } = plan.experiment;
  const { experiments, ledger } = services;
  const { experiment, id } = entry.ramp;
  const found = await experiments.definition(application, definition);
  if (!found)
    return {
      definition: undefined,
      running: undefined,
      isDeployed: false,
      unfinished: undefined,
      holder: id,
    };
  const [running, deployments, holder] = await Promise.all([
    experiments.running(experiment),
    experiments.deployments(experiment),
    ledger.claim(flagClaim(experiment), id),
  ]);
  return {
    definition: found.status,
    running: running && { run: running.Run ?? 0, description: running.Description ?? '' },
    isDeployed: flagsDeployed(deployments, experiment.profileId),
    unfinished: unfinishedOf(deployments),
    holder,
  };
}

async function waitForStart({ entry, plan, services, now }: Opening, dueAt: number): Promise<Step> {
  const because = `starts ${toIsoInstant(dueAt)}`;
  const hold = { kind: 'hold', waiting: { kind: 'start', because }, untilAt: dueAt, because } as const;
  const written = await services.ledger.write(entry, { change: waits(entry.ramp, { plan, now }, hold) }, now);
  return written.is === 'conflict' ? decideAgain(entry, now, because) : stepOf(hold, written.entry, now);
}

/** An earlier try may have started the run and not have heard of it: ours is known by its nonce. */
async function takeUp(opening: Opening): Promise<Step> {
  const run = await opening.services.experiments.findOurs(opening.entry.ramp);
  if (run !== undefined) return record(opening, run);
  if (opening.entry.cause) return refuse(opening, opening.entry.cause.reason);
  return begin(opening);
}

async function begin(opening: Opening): Promise<Step> {
  const { entry, plan, services } = opening;
  const { overrides } = plan.experiment;
  const exposure = plan.steps[0]?.exposurePercent ?? 0;
  const answer = await services.experiments.start(
    entry.ramp,
    exposure,
    Object.keys(overrides).length > 0 ? overrides : undefined,
  );
  switch (answer.is) {
    case 'done':
      return record(opening, answer.value);
    case 'busy':
      throw new RunConflictError(answer.error);
    case 'refused':
      return refuse(opening, answer.error);
  }
}

/** A cause that came meanwhile is found by the next decision, which stops the run at once. */
async function record(opening: Opening, run: number): Promise<Step> {
  const { entry, plan, services, now, log } = opening;
  const change = started(entry.ramp, { plan, now }, run, plan.steps[0]?.exposurePercent ?? 0);
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, 'somebody else changed the ramp meanwhile');
  log('started', { ramp: entry.ramp.id, run });
  await publish(services, written.entry).catch((error) => log('not published', { error: String(error) }));
  if (written.entry.cause) return decideAgain(written.entry, now, written.entry.cause.reason);
  const { dueAt } = next(timingOf({ plan, ramp: change.ramp }), historyOf(change.ramp), now);
  return { next: 'hold', because: `run #${run} started`, hold: holdUntil(written.entry, dueAt, now) };
}

async function refuse({ entry, plan, services, now, log }: Opening, why: string): Promise<Step> {
  log('refused', { ramp: entry.ramp.id, why });
  await letGo(services.ledger, entry.ramp);
  const change: Change = refused(entry.ramp, { plan, now }, why);
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, why);
  await publish(services, written.entry).catch((error) => log('not published', { error: String(error) }));
  return decideAgain(written.entry, now, why);
}
