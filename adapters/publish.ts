/** Publishes what ramps still have to tell, at once and best effort: what fails here, the digest publishes. */
import { eventOf, type Place, type RampEvent } from '#core/event';
import type { Entry } from '#core/ledger';
import { executionNameOf } from '#core/names';
import type { Put } from './bus.ts';
import type { Config } from './config.ts';
import { inTurns, type Surroundings } from './lambda.ts';
import type { StopServices } from './services.ts';

const atOnce = 10;

/** Nothing that a ramp does waits for the bus. @returns how many facts are told */
export async function publish(surroundings: Surroundings<StopServices>, entry: Entry): Promise<number> {
  try {
    return (await publishAll(surroundings, [entry]))[0] ?? 0;
  } catch (error) {
    surroundings.log('not published', { ramp: entry.ramp.id, error: String(error) });
    return 0;
  }
}

/**
 * The facts of many ramps, those of each in order; a fact leaves the outbox only when the bus has taken it: at least once,
 * the same id each time.
 * @returns of each ramp, how many of its facts are told
 */
export async function publishAll(
  surroundings: Surroundings<StopServices>,
  entries: readonly Entry[],
): Promise<readonly number[]> {
  const { config } = surroundings.services;
  const lines = entries.map(({ ramp, outbox, generation }) => {
    const place = placeOf(config, ramp.id, generation);
    return { ramp: ramp.id, events: outbox.map((fact) => eventOf(ramp, fact, place)) };
  });
  const puts = await putOnBus(surroundings, lines);
  return inTurns([...entries.entries()], atOnce, async ([index, entry]) =>
    leave(surroundings, entry, puts[index]?.done ?? 0),
  );
}

/** @returns how many facts have left the outbox; those that stay in it are told again */
async function leave(
  { services, log }: Surroundings<StopServices>,
  { ramp, outbox }: Entry,
  done: number,
): Promise<number> {
  try {
    if (done > 0) await services.ledger.published(ramp.id, outbox.slice(0, done));
    return done;
  } catch (error) {
    log('not published', { ramp: ramp.id, error: String(error) });
    return 0;
  }
}

type Line = { readonly ramp?: string; readonly events: readonly RampEvent[] };

/** Many lines of events, each in its order. */
export async function putOnBus(
  surroundings: Surroundings<StopServices>,
  lines: readonly Line[],
): Promise<readonly Put[]> {
  const puts = await surroundings.services.bus.put(lines.map(({ events }) => events));
  const said = new Set<string>();
  for (const [index, { refused, error }] of puts.entries()) {
    const { ramp, events = [] } = lines[index] ?? {};
    for (const each of refused) await setAside(surroundings, events[each.index], each.code, ramp);
    // A bus that is down says the same of every ramp.
    if (error !== undefined && !said.has(error)) surroundings.log('not published', { ramp, error });
    if (error !== undefined) said.add(error);
  }
  return puts;
}

/** What the bus will never take must not stand in the way of what comes after it: it is kept, and rings. */
async function setAside(
  { services, now, log, measure }: Surroundings<StopServices>,
  event: RampEvent | undefined,
  code: string,
  ramp: string | undefined,
): Promise<void> {
  if (!event) return;
  await services.ledger.setAside(event, code, now);
  log('refused by the bus', { ramp, event: event.detail.metadata.eventId, error: code });
  measure({ name: 'RefusedEvents', unit: 'Count', value: 1 }, ramp);
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
