/**
 * The stop path, the same for everybody who has found a cause: send the stop, look at what AppConfig says, record whose stop
 * took effect, confirm that everybody is back on the deployed flag. Each part can be repeated, and what is written is decided
 * in core/stop.ts.
 */
import type { Change } from '#core/change';
import type { DoneView } from '#core/evidence';
import type { Entry } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import { finished, stopDelayed, stopped, summaryOf } from '#core/stop';
import { unfinishedOf } from './environment.ts';
import type { Surroundings } from './lambda.ts';
import { letGo } from './let-go.ts';
import { publish } from './publish.ts';
import { restoration } from './restoration.ts';

/** `changed`: somebody else wrote to the ramp meanwhile; whoever wants to go on reads it again. */
export type Stopping = {
  readonly is: 'ended' | 'unconfirmed' | 'nothing to stop' | 'changed';
  readonly entry: Entry;
};

/** Asks AppConfig for the stop without looking first: nothing stands between the fence and this call. */
export async function sendStop(
  { services, now, log }: Surroundings,
  { ramp, cause }: Entry,
): Promise<string | undefined> {
  if (ramp.run === undefined || !cause || ramp.stopped) return undefined;
  const answer = await services.experiments.stop(ramp, summaryOf(ramp, cause, now), cause.reason);
  if (answer.is === 'done') return undefined;
  log('stop refused', { ramp: ramp.id, error: answer.error });
  return answer.error;
}

/** Records what AppConfig says of the run, and what became of its restoration. @param refusal what the stop was answered */
export async function recordStop(
  surroundings: Surroundings,
  entry: Entry,
  plan: Plan,
  refusal?: string,
): Promise<Stopping> {
  const { experiments } = surroundings.services;
  const run = await experiments.run(entry.ramp);
  if (run.kind === 'unknown') throw new Error(`the run cannot be read: ${run.error}`);
  if (run.kind === 'none') return { is: 'nothing to stop', entry };
  if (run.kind === 'done') return recordDone(surroundings, entry, plan, run);
  if (!entry.cause) return { is: 'nothing to stop', entry };
  const error = refusal ?? 'AppConfig accepted the stop, and the run goes on';
  const blocking = unfinishedOf(await experiments.deployments(entry.ramp.experiment));
  return write(
    surroundings,
    entry,
    stopDelayed(entry.ramp, { plan, now: surroundings.now }, error, blocking),
  );
}

async function recordDone(
  surroundings: Surroundings,
  entry: Entry,
  plan: Plan,
  run: DoneView,
): Promise<Stopping> {
  const { services, now } = surroundings;
  const at = { plan, now };
  const recorded = stopped(entry.ramp, at, entry.cause, run);
  const restored = await restoration(services.experiments, entry.ramp);
  if (restored.is === 'complete') {
    const end = finished(recorded.ramp, at, 'stopped', recorded.ramp.stopped?.reason ?? '');
    // First what is written can no longer be undone, then what the ramp holds is given back, then it ends.
    const written = await write(surroundings, entry, recorded);
    if (written.is === 'changed') return written;
    await letGo(services.ledger, entry.ramp);
    return write(surroundings, written.entry, { ramp: end.ramp, facts: end.facts });
  }
  const delay = restored.is === 'undone' ? stopDelayed(recorded.ramp, at, restored.because) : undefined;
  return write(surroundings, entry, {
    ramp: delay?.ramp ?? recorded.ramp,
    facts: [...recorded.facts, ...(delay?.facts ?? [])],
  });
}

async function write(surroundings: Surroundings, entry: Entry, change: Change): Promise<Stopping> {
  const { services, now, log } = surroundings;
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return { is: 'changed', entry };
  await publish(services, written.entry).catch((error) => log('not published', { error: String(error) }));
  return { is: written.entry.ramp.status === 'ended' ? 'ended' : 'unconfirmed', entry: written.entry };
}
