/** State Stop: ends the run, records whose stop took effect, and confirms that everybody is back on the deployed flag. */
import { unfinishedOf } from '#adapters/environment';
import { lambda, type Surroundings, type Task } from '#adapters/lambda';
import { letGo } from '#adapters/let-go';
import { publish } from '#adapters/publish';
import { restoration } from '#adapters/restoration';
import type { Change } from '#core/change';
import type { DoneView } from '#core/evidence';
import type { Entry } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import type { Cause } from '#core/ramp';
import { decideAgain, holdUntil, type Step, stepOf } from '#core/step';
import { finished, stopDelayed, stopped, summaryOf } from '#core/stop';
import { parseVisit, type Visit } from '#core/visit';

/** How long to wait before a refused or unconfirmed stop is looked at again. */
const againMs = 10_000;

export const stop: Task<Visit, Step> = {
  name: 'stop',
  parse: parseVisit,
  run: async ({ rampId }, surroundings) => {
    const { services, now } = surroundings;
    const [entry, plan] = await Promise.all([services.ledger.read(rampId), services.ledger.plan(rampId)]);
    if (!entry || !plan) throw new Error(`the ledger has no ramp ${rampId}`);
    const { cause, ramp } = entry;
    if (ramp.status === 'ended') return stepOf({ kind: 'end', because: 'the ramp has ended' }, entry, now);
    const stopping: Stopping = { entry, plan, ...surroundings };
    const run = await services.experiments.run(ramp);
    if (run.kind === 'unknown') throw new Error(`the run cannot be read: ${run.error}`);
    if (run.kind === 'done') return recordStop(stopping, run);
    if (run.kind === 'none' || !cause) return decideAgain(entry, now, 'there is nothing to stop');
    return sendStop(stopping, cause);
  },
};

export const handler = lambda(stop);

type Stopping = Surroundings & { readonly entry: Entry; readonly plan: Plan };

async function sendStop(stopping: Stopping, cause: Cause): Promise<Step> {
  const { entry, plan, services, now, log } = stopping;
  const { experiments } = services;
  const answer = await experiments.stop(entry.ramp, summaryOf(plan, entry.ramp, cause, now), cause.reason);
  const run = await experiments.run(entry.ramp);
  if (run.kind === 'done') return recordStop(stopping, run);
  const error = answer.is === 'done' ? 'AppConfig accepted the stop, and the run goes on' : answer.error;
  log('stop refused', { ramp: entry.ramp.id, error });
  const named = unfinishedOf(await experiments.deployments(entry.ramp.experiment));
  return settle(stopping, stopDelayed(entry.ramp, { plan, now }, error, named));
}

async function recordStop(stopping: Stopping, run: DoneView): Promise<Step> {
  const { entry, plan, now } = stopping;
  const change = stopped(entry.ramp, { plan, now }, entry.cause, run);
  const written = await stopping.services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, 'somebody else changed the ramp meanwhile');
  return confirm({ ...stopping, entry: written.entry });
}

/** A run that is DONE still leaves users where they were until its restoration deployment is complete. */
async function confirm(stopping: Stopping): Promise<Step> {
  const { entry, plan, services, now } = stopping;
  const { ramp } = entry;
  const restored = await restoration(services.experiments, ramp);
  if (restored.is === 'pending') return settle(stopping, { ramp, facts: [] });
  if (restored.is === 'undone') return settle(stopping, stopDelayed(ramp, { plan, now }, restored.because));
  await letGo(services.ledger, ramp);
  return settle(stopping, finished(ramp, { plan, now }, 'stopped', ramp.stopped?.reason ?? ''));
}

async function settle({ entry, services, now, log }: Stopping, change: Change): Promise<Step> {
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return decideAgain(entry, now, 'somebody else changed the ramp meanwhile');
  await publish(services, written.entry).catch((error) => log('not published', { error: String(error) }));
  if (change.ramp.status === 'ended')
    return stepOf({ kind: 'end', because: 'the ramp has ended' }, written.entry, now);
  return {
    next: 'hold',
    because: 'the stop is not confirmed',
    hold: holdUntil(written.entry, now + againMs, now),
  };
}
