/** State Stop: ends the run, records whose stop took effect, and confirms that everybody is back on the deployed flag. */
import { lambda, type Task } from '#adapters/lambda';
import { recordStop, sendStop } from '#adapters/stop-run';
import { decideAgain, holdUntil, type Step, stepOf } from '#core/step';
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
    if (entry.ramp.status === 'ended')
      return stepOf({ kind: 'end', because: 'the ramp has ended' }, entry, now);
    const refusal = await sendStop(surroundings, entry);
    const stopping = await recordStop(surroundings, entry, plan, refusal);
    switch (stopping.is) {
      case 'ended':
        return stepOf({ kind: 'end', because: 'the ramp has ended' }, stopping.entry, now);
      case 'unconfirmed':
        return {
          next: 'hold',
          because: 'the stop is not confirmed',
          hold: holdUntil(stopping.entry, now + againMs, now),
        };
      case 'changed':
      case 'nothing to stop':
        return decideAgain(stopping.entry, now, stopping.is);
    }
  },
};

export const handler = lambda(stop);
