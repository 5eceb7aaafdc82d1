/** The ramp that an execution asks about, and its plan. */
import { RampUnknownError } from '#core/errors';
import type { Entry } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import type { Visit } from '#core/visit';
import type { Ledger } from './ledger.ts';

export type Visited = {
  readonly entry: Entry;
  readonly plan: Plan /** Another execution leads the ramp. */;
  readonly isOld: boolean;
};

export async function visited(ledger: Ledger, { rampId, generation }: Visit): Promise<Visited> {
  const [entry, plan] = await Promise.all([ledger.read(rampId), ledger.plan(rampId)]);
  if (!entry || !plan) throw new RampUnknownError(`the ledger has no ramp ${rampId}`);
  return { entry, plan, isOld: entry.generation !== generation };
}
