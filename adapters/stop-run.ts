/**
 * The stop path, the same for everybody who has found a cause: send the stop, look at what AppConfig says, record whose stop
 * took effect, confirm that everybody is back on the deployed flag. Each part can be repeated, and what is written is decided
 * in core/stop.ts.
 */
import type { At, Change } from '#core/change';
import type { DoneView } from '#core/evidence';
import type { Entry } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import { isOurs, markerOf, reasonText, summaryOf } from '#core/result';
import { finished, stopped } from '#core/stop';
import { stopDelayed } from '#core/stop-delay';
import { blockingOf } from './environment.ts';
import { type Experiments, type RunKey, tagOfStop } from './experiments.ts';
import type { Surroundings } from './lambda.ts';
import { letGo } from './let-go.ts';
import { publish } from './publish.ts';
import { restorationOf } from './restoration.ts';
import type { StopServices } from './services.ts';

/** `changed`: somebody else wrote to the ramp meanwhile; whoever wants to go on reads it again. */
export type Stopping = {
  readonly is: 'ended' | 'unconfirmed' | 'nothing to stop' | 'changed';
  readonly entry: Entry;
};

/**
 * Asks AppConfig for the stop without looking first: nothing stands between the fence and this call.
 * @returns what AppConfig answered, if it did not accept the stop
 */
export async function sendStop(
  { services, now, log }: Surroundings<StopServices>,
  { ramp, cause }: Entry,
): Promise<string | undefined> {
  if (ramp.run === undefined || !cause || ramp.stopped) return undefined;
  const told = { summary: summaryOf(ramp, cause, now), reason: reasonText(cause.reason) };
  const tags = { 'rampart:ramp': ramp.id, [tagOfStop]: cause.nonce };
  const error = await services.experiments.stop(ramp, told, tags);
  if (error !== undefined) log('stop refused', { ramp: ramp.id, error });
  return error;
}

/** Records what AppConfig says of the run, and what became of its restoration. @param refusal what the stop was answered */
export async function recordStop(
  surroundings: Surroundings<StopServices>,
  entry: Entry,
  plan: Plan,
  refusal?: string,
): Promise<Stopping> {
  const { experiments, ledger } = surroundings.services;
  const at = { plan, now: surroundings.now };
  const run = await experiments.run(entry.ramp);
  switch (run.kind) {
    case 'unknown':
      throw new Error(`the run cannot be read: ${run.error}`);
    case 'done':
      return recordDone(surroundings, entry, at, run);
    case 'gone':
      await letGo(ledger, entry.ramp);
      return write(
        surroundings,
        entry,
        finished(entry.ramp, at, 'failed', 'the run does not exist any more'),
      );
    case 'none':
      return { is: 'nothing to stop', entry };
    case 'running': {
      if (!entry.cause) return { is: 'nothing to stop', entry };
      const error = refusal ?? 'AppConfig accepted the stop, and the run goes on';
      const blocking = await blockingOf(experiments, entry.ramp).catch(() => undefined);
      return write(surroundings, entry, stopDelayed(entry.ramp, at, { error, blocking }));
    }
  }
}

/** First what is written can no longer be undone, then what the ramp holds is given back, then it ends. */
async function recordDone(
  surroundings: Surroundings<StopServices>,
  entry: Entry,
  at: At,
  run: DoneView,
): Promise<Stopping> {
  const { experiments, ledger } = surroundings.services;
  const restoration = await restorationOf(experiments, entry.ramp);
  const recorded = entry.ramp.stopped
    ? ({ is: 'unconfirmed', entry } as const)
    : await write(
        surroundings,
        entry,
        stopped(entry.ramp, at, entry.cause, {
          run: await proven(experiments, entry.ramp, run),
          restoration,
        }),
      );
  if (recorded.is === 'changed') return recorded;
  const { ramp } = recorded.entry;
  switch (restoration.kind) {
    case 'pending':
      return recorded;
    case 'undone': {
      // Where AppConfig accepts it, it may restore anew; the Result, and so whose stop it was, stays as it is.
      await experiments.stop(ramp);
      const { number, told } = restoration;
      return write(
        surroundings,
        recorded.entry,
        stopDelayed(ramp, at, { error: told, blocking: { number, told }, isUndone: true }),
      );
    }
    case 'complete':
      await letGo(ledger, ramp);
      return write(surroundings, recorded.entry, finished(ramp, at, 'stopped', ramp.stopped?.reason ?? ''));
  }
}

/** AppConfig may let a later stop overwrite the Result of ours: the tag of the deployment that ended the run stays. */
async function proven(experiments: Experiments, key: RunKey, run: DoneView): Promise<DoneView> {
  if (isOurs(run.resultText)) return run;
  const tag = await experiments.stopTag(key);
  return tag === undefined ? run : { ...run, resultText: `${run.resultText} ${markerOf(tag)}` };
}

async function write(
  surroundings: Surroundings<StopServices>,
  entry: Entry,
  change: Change,
): Promise<Stopping> {
  const { services, now } = surroundings;
  const written = await services.ledger.write(entry, { change }, now);
  if (written.is === 'conflict') return { is: 'changed', entry };
  await publish(surroundings, written.entry);
  return { is: written.entry.ramp.status === 'ended' ? 'ended' : 'unconfirmed', entry: written.entry };
}
