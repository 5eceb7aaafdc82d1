/** State Stop: ends the run, records whose stop took effect, and confirms that everybody is back on the deployed flag. */
import { around, type Surroundings, type Task } from '#adapters/lambda';
import { type StopServices, whatStopsNeed } from '#adapters/services';
import { recordStop, sendStop } from '#adapters/stop-run';
import { visited } from '#adapters/visited';
import type { Entry } from '#core/ledger';
import { decideAgain, ends, holdUntil, type Step } from '#core/step';
import { hourMs, minuteMs } from '#core/time';
import { parseVisit, type Visit } from '#core/visit';

/** Before a refused or unconfirmed stop is looked at again: soon while it is young, then rarely, since the watch drives it at every tick. */
const againMs = ({ cause, ramp }: Entry, now: number): number =>
  now - (cause?.decidedAt ?? ramp.stopped?.at ?? now) < minuteMs ? 10_000 : hourMs;

export const stop: Task<Visit, Step, StopServices> = {
  name: 'stop',
  parse: parseVisit,
  run: async (visit, surroundings) => {
    const { services, now } = surroundings;
    const { entry, plan, isOld } = await visited(services.ledger, visit);
    if (isOld) return ends(entry, now, 'a newer execution leads');
    if (entry.ramp.status === 'ended') return ends(entry, now, 'the ramp has ended');
    const refusal = await stopIfRunning(surroundings, entry);
    const stopping = await recordStop(surroundings, entry, plan, refusal);
    switch (stopping.is) {
      case 'ended':
        return ends(stopping.entry, now, 'the ramp has ended');
      case 'unconfirmed':
        return {
          next: 'hold',
          because: 'the stop is not confirmed',
          hold: holdUntil(stopping.entry, now + againMs(stopping.entry, now), now, now),
        };
      case 'changed':
      case 'nothing to stop':
        return decideAgain(stopping.entry, now, stopping.is);
    }
  },
};

export const handler = around(stop, whatStopsNeed);

/** Nobody waits here as they wait for an alarm: so it looks first, lest a stop by somebody else is overwritten. */
async function stopIfRunning(
  surroundings: Surroundings<StopServices>,
  entry: Entry,
): Promise<string | undefined> {
  const run = await surroundings.services.experiments.run(entry.ramp);
  return run.kind === 'done' || run.kind === 'gone' ? undefined : sendStop(surroundings, entry);
}
