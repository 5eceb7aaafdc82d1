/** That something keeps what happened from being told is told itself: as a fact of the ramp where it was found, once an hour. */
import { fact } from '#core/change';
import type { FactData } from '#core/facts';
import { isFull } from '#core/ledger';
import { isOpen } from '#core/ramp';
import { hourMs } from '#core/time';
import type { Surroundings } from './lambda.ts';
import { publish } from './publish.ts';

export async function degrade(
  surroundings: Surroundings,
  rampId: string,
  trouble: FactData['Rampart Degraded'],
): Promise<void> {
  const { services, now, log } = surroundings;
  const { ledger } = services;
  try {
    const [entry, plan] = await Promise.all([ledger.read(rampId), ledger.plan(rampId)]);
    // The end of a ramp is its last fact, and the outbox is for what moves it.
    if (!entry || !plan || !isOpen(entry.ramp) || isFull(entry)) return;
    if (!(await ledger.once(`degraded/${trouble.component}`, now, hourMs))) return;
    const facts = [fact(entry.ramp, { plan, now }, 'Rampart Degraded', trouble)];
    const written = await ledger.write(entry, { change: { ramp: entry.ramp, facts } }, now);
    if (written.is === 'written') await publish(surroundings, written.entry);
  } catch (error) {
    log('not said', { ramp: rampId, error: String(error) });
  }
}
