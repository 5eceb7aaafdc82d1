/** Publishes what a ramp still has to tell, at once and best effort: what fails here, the next look publishes. */
import { eventOf } from '#core/event';
import type { Entry } from '#core/ledger';
import { executionNameOf } from '#core/names';
import type { Surroundings } from './lambda.ts';
import type { Services } from './services.ts';

/** Nothing that a ramp does waits for the bus. @returns how many facts it has taken */
export async function publish({ services, log }: Surroundings, entry: Entry): Promise<number> {
  try {
    return await drain(services, entry);
  } catch (error) {
    log('not published', { ramp: entry.ramp.id, error: String(error) });
    return 0;
  }
}

/** In order, and a fact leaves the outbox only when the bus has taken it: at least once, the same id each time. */
async function drain(
  { bus, ledger, config }: Services,
  { ramp, outbox, generation }: Entry,
): Promise<number> {
  if (outbox.length === 0) return 0;
  const accountId = config.stateMachineArn.split(':')[4] ?? '';
  const executions = config.stateMachineArn.replace(':stateMachine:', ':execution:');
  const executionArn = `${executions}:${executionNameOf(ramp.id, generation)}`;
  const { stage, region } = config;
  const virtualTime = config.virtualTime === 'true';
  const place = { stage, region, accountId, executionArn, virtualTime };
  const taken = await bus.put(outbox.map((fact) => eventOf(ramp, fact, place)));
  if (taken > 0) await ledger.published(ramp.id, outbox.slice(0, taken));
  return taken;
}
