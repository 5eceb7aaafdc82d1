/** Wakes the machine of a ramp, best effort: the news stand in the ledger, and the watch wakes it again. */
import type { Entry } from '#core/ledger';
import type { Surroundings } from './lambda.ts';
import type { StopServices } from './services.ts';

/** @param entry as the write of the news returned it: a machine that began to wait before it has its token there */
export async function wake(
  { services, log }: Surroundings<StopServices>,
  { ramp, token }: Entry,
): Promise<void> {
  if (token === undefined) return;
  try {
    await services.workflow.wake(token);
  } catch (error) {
    log('not woken', { ramp: ramp.id, error: String(error) });
  }
}
