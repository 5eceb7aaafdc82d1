/** One alarm that stops a ramp: alone, and behind thousands that concern nobody. */
import { PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { minuteMs } from '#core/time';
import { startAt } from '#test/support/ramps';
import { alarmNameOf } from './open-ramps.ts';
import { type StoppingWorld, stoppingWorld } from './stopping-world.ts';

/** The ramp was opened before its alarm went off. */
const openedAt = startAt - minuteMs;
const ours = alarmNameOf(0);

/** What the alarm function asks of AWS before it sends the stop. */
export async function callsBeforeStop(): Promise<readonly string[]> {
  const world = await guarded();
  await world.alarm(ours, 'ALARM');
  await world.clock.run(world.clock.now() + minuteMs);
  world.close();
  const made = callsOfAlarm(world).map(({ operation }) => operation);
  return made.slice(0, made.indexOf('StopExperimentRun'));
}

/** Many alarms change often in a large account. Ten at once are all that the function may be. */
const foreignAlarms = 50;
const atOnce = 10;

/** @returns virtual milliseconds from the change of our alarm to its stop, while so many others change within the minute before it */
export async function alarmStorm(count: number): Promise<number> {
  const world = await guarded();
  const FunctionName = world.functionOf('alarm')?.name;
  await world.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: atOnce }),
  );
  const names = Array.from({ length: foreignAlarms }, (_, index) => `foreign-${index}`);
  for (const name of names) await world.putAlarm(name);
  const beginsAt = world.clock.now();
  for (let nth = 0; nth < count; nth += 1) {
    const name = names[nth % foreignAlarms] ?? '';
    const state = Math.floor(nth / foreignAlarms) % 2 === 0 ? 'ALARM' : 'OK';
    const at = beginsAt + (nth * minuteMs) / count;
    world.clock.at(at, 'a foreign alarm', () => void world.alarm(name, state));
  }
  const oursAt = beginsAt + minuteMs;
  world.clock.at(oursAt, 'our alarm', () => void world.alarm(ours, 'ALARM'));
  await world.clock.run(oursAt + 10 * minuteMs);
  world.close();
  assertAllSeen(world, count);
  const sent = callsOfAlarm(world).find(({ operation }) => operation === 'StopExperimentRun');
  return sent ? sent.at - oursAt : Number.POSITIVE_INFINITY;
}

/** Each event that reaches the function is a look for bindings: a storm that nobody felt would be none. */
function assertAllSeen(world: StoppingWorld, count: number): void {
  const looks = callsOfAlarm(world).filter(({ operation }) => operation === 'Query').length;
  if (looks < count) throw new Error(`only ${looks} of ${count} events were handled`);
}

async function guarded(): Promise<StoppingWorld> {
  const world = await stoppingWorld({ ramps: 1, dueAt: openedAt });
  await world.putAlarm(ours);
  await world.alarm(ours, 'OK');
  await world.clock.run(startAt + minuteMs);
  world.calls.length = 0;
  return world;
}

const callsOfAlarm = ({ calls, functionOf }: StoppingWorld) =>
  calls.filter(({ role }) => role === functionOf('alarm')?.role);
