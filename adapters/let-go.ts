/** Gives back what a ramp holds. Done before its end is written: what a crash leaves behind is let go at the next look. */
import { flagClaim, nameClaim, type Ramp } from '#core/ramp';
import type { Ledger } from './ledger.ts';

export async function letGo(ledger: Ledger, ramp: Ramp): Promise<void> {
  await Promise.all(ramp.guards.map(({ arn, guard }) => ledger.unbind(arn, ramp.id, guard)));
  await ledger.release(flagClaim(ramp.experiment), ramp.id);
  await ledger.release(nameClaim(ramp.name), ramp.id);
}
