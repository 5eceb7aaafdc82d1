/**
 * A CloudWatch alarm has changed its state: stops every ramp that it guards. At most two calls stand before
 * StopExperimentRun, the bindings and the fence, and nothing that comes after it can hold it up.
 */
import { driveStop } from '#adapters/drive-stop';
import { fence } from '#adapters/fence';
import { around, inTurns, type Surroundings, type Task } from '#adapters/lambda';
import { patiently } from '#adapters/patiently';
import { type StopServices, whatStopsNeed } from '#adapters/services';
import { wake } from '#adapters/wake';
import { type AlarmChange, type Binding, causeOf, parseAlarmChange, reactionTo } from '#core/alarm';

export type Acted = { readonly stopped: number; readonly looked: number };

/** How many ramps of one alarm are stopped at the same time. */
const atOnce = 10;
/** For so long this function tries by itself; what is not confirmed then, the watch goes on with. */
const patienceMs = 20_000;
/** A ledger that cannot be read names no run: there is nothing to do but to ask again. */
const readingMs = 10_000;

export const alarm: Task<unknown, Acted, StopServices> = {
  name: 'alarm',
  parse: (event) => event,
  run: async (event, surroundings) => {
    const { services, log } = surroundings;
    const { region, stateMachineArn } = services.config;
    const change = parseAlarmChange(event, { region, account: stateMachineArn.split(':')[4] ?? '' });
    if (!change) {
      log('not a state change of an alarm of ours');
      return { stopped: 0, looked: 0 };
    }
    const { arn } = change.alarm;
    const bindings = await patiently(surroundings, readingMs, () => services.ledger.bindings(arn));
    const acted = await inTurns(bindings, atOnce, (binding) => act(surroundings, change, binding));
    const failed = acted.filter((did) => did instanceof Error);
    // Lambda tries again after a minute, then after two; then the event goes to the queue that people are alarmed by.
    if (failed.length > 0) throw new AggregateError(failed, `${change.alarm.name}: ${failed.join('; ')}`);
    return {
      stopped: acted.filter((did) => did === 'stop').length,
      looked: acted.filter((did) => did === 'look').length,
    };
  },
};

export const handler = around(alarm, whatStopsNeed);

/** One ramp's trouble is not another's. */
async function act(surroundings: Surroundings<StopServices>, change: AlarmChange, binding: Binding) {
  const reaction = reactionTo(change, binding);
  const { log } = surroundings;
  log('alarm', { ramp: binding.rampId, alarm: change.alarm.name, state: change.alarm.state, reaction });
  try {
    if (reaction === 'stop') await stop(surroundings, change, binding);
    if (reaction === 'look') await look(surroundings, binding);
    return reaction;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The machine decides: it has the plan, and time. */
async function look(surroundings: Surroundings<StopServices>, { rampId }: Binding): Promise<void> {
  const entry = await surroundings.services.ledger.news(rampId, surroundings.now);
  if (entry) await wake(surroundings, entry);
}

async function stop(
  surroundings: Surroundings<StopServices>,
  change: AlarmChange,
  binding: Binding,
): Promise<void> {
  const { entry, isSent } = await fence(surroundings, causeOf(change, surroundings.now), binding, patienceMs);
  if (!entry) return;
  const { run } = binding;
  const stopping = await driveStop(surroundings, entry, {
    forMs: patienceMs,
    isUrgent: true,
    run,
    isSent,
  });
  await wake(surroundings, stopping.entry);
}
