/** Publishes what a ramp still has to tell, at once and best effort: what fails here, the digest publishes. */
import { eventOf, type Place } from '#core/event';
import type { Entry } from '#core/ledger';
import { executionNameOf } from '#core/names';
import type { Config } from './config.ts';
import type { Surroundings } from './lambda.ts';

/** Nothing that a ramp does waits for the bus. @returns how many facts it has taken */
export async function publish(surroundings: Surroundings, entry: Entry): Promise<number> {
  try {
    return await drain(surroundings, entry);
  } catch (error) {
    surroundings.log('not published', { ramp: entry.ramp.id, error: String(error) });
    return 0;
  }
}

/** In order, and a fact leaves the outbox only when the bus has taken it: at least once, the same id each time. */
async function drain(
  { services, log, measure }: Surroundings,
  { ramp, outbox, generation }: Entry,
): Promise<number> {
  if (outbox.length === 0) return 0;
  const place = placeOf(services.config, ramp.id, generation);
  const { done, refused, error } = await services.bus.put(outbox.map((fact) => eventOf(ramp, fact, place)));
  for (const { index, code } of refused) {
    log('refused by the bus', { ramp: ramp.id, seq: outbox[index]?.seq, error: code });
    measure({ name: 'RefusedEvents', unit: 'Count', value: 1 }, ramp.id);
  }
  if (done > 0) await services.ledger.published(ramp.id, outbox.slice(0, done));
  if (error !== undefined) log('not published', { ramp: ramp.id, error });
  return done;
}

export function placeOf(
  { stateMachineArn, stage, region, virtualTime }: Config,
  rampId: string,
  generation: number,
): Place {
  const executions = stateMachineArn.replace(':stateMachine:', ':execution:');
  return {
    stage,
    region,
    accountId: stateMachineArn.split(':')[4] ?? '',
    executionArn: `${executions}:${executionNameOf(rampId, generation)}`,
    virtualTime: virtualTime === 'true',
  };
}
