/**
 * A CloudWatch alarm has changed its state: stops every ramp that it guards. At most two calls stand before
 * StopExperimentRun, the bindings and the fence, and nothing that comes after it can hold it up.
 */
import { inTurns, lambda, type Surroundings, type Task } from '#adapters/lambda';
import { recordStop, type Stopping, sendStop } from '#adapters/stop-run';
import { wake } from '#adapters/wake';
import { type AlarmChange, type Binding, causeOf, parseAlarmChange, reactionTo } from '#core/alarm';
import type { Entry } from '#core/ledger';

export type Acted = { readonly stopped: number; readonly looked: number };

/** How many ramps of one alarm are stopped at the same time. */
const atOnce = 10;
/** For so long this function tries by itself; what is not confirmed then, the watch goes on with. */
const patienceMs = 20_000;
const againMs = 2_000;

export const alarm: Task<unknown, Acted> = {
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
    const bindings = await services.ledger.bindings(change.alarm.arn);
    const acted = await inTurns(bindings, atOnce, (binding) => act(surroundings, change, binding));
    return {
      stopped: acted.filter((did) => did === 'stop').length,
      looked: acted.filter((did) => did === 'look').length,
    };
  },
};

export const handler = lambda(alarm);

async function act(surroundings: Surroundings, change: AlarmChange, binding: Binding) {
  const reaction = reactionTo(change, binding);
  const { services, now, log } = surroundings;
  log('alarm', { ramp: binding.rampId, alarm: change.alarm.name, state: change.alarm.state, reaction });
  if (reaction === 'stop') {
    const entry = await services.ledger.fence(binding.rampId, causeOf(change, now), now);
    if (entry) await stop(surroundings, entry);
  }
  const entry = reaction === 'look' ? await services.ledger.news(binding.rampId, now) : undefined;
  // The machine has something to decide.
  if (entry) await wake(surroundings, entry);
  return reaction;
}

/** The plan is read only when the stop is on its way. */
async function stop(surroundings: Surroundings, entry: Entry): Promise<void> {
  const { services, sleep } = surroundings;
  const plan = await afterwards(sendStop(surroundings, entry), () => services.ledger.plan(entry.ramp.id));
  if (!plan.value) throw new Error(`the ledger has no plan of ${entry.ramp.id}`);
  let stopping: Stopping = await recordStop(surroundings, entry, plan.value, plan.first);
  for (let waitedMs = 0; stopping.is !== 'ended' && waitedMs < patienceMs; waitedMs += againMs) {
    await sleep(againMs);
    const seen = await services.ledger.read(entry.ramp.id);
    if (!seen || seen.ramp.status === 'ended') break;
    const later = { ...surroundings, now: surroundings.now + waitedMs + againMs };
    stopping = await recordStop(later, seen, plan.value, await sendStop(later, seen));
  }
  await wake(surroundings, stopping.entry);
}

async function afterwards<A, B>(first: Promise<A>, then: () => Promise<B>): Promise<{ first: A; value: B }> {
  return { first: await first, value: await then() };
}
