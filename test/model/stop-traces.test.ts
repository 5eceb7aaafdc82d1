/** From an alarm to the end of a ramp, what the real functions do is a path of the model of the stop. */
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '#core/time';
import { scriptedFaults } from '#local/faults';
import type { CrashPoint } from '#local/lambda/functions';
import { type Effect, watchEffects } from '#test/support/effects';
import { guardOf } from '#test/support/ramps';
import { guarded, type StoppingWorld, stoppingWorld } from '#test/support/stopping';
import { unexplained } from './conform.ts';
import { type Budget, stopModel, type Weakness } from './stop.ts';
import { isVisible, observedStop } from './stop-observed.ts';

const alarms = ['errors', 'latency'];
const plan = guarded({ guards: [guardOf(), guardOf({ alarm: 'latency' })] });
type Live = (world: StoppingWorld, ramp: string) => Promise<unknown>;
type Options = NonNullable<Parameters<typeof stoppingWorld>[0]>;

/** A ramp at its second step, and what happens from then on. */
async function effectsOf(live: Live, options: Options = {}): Promise<readonly Effect[]> {
  const { seen, learnNames, create } = watchEffects();
  const world = await stoppingWorld({ ...options, alarms, create });
  learnNames(world.iam);
  const ramp = await world.start(plan);
  await world.pass(hourMs + minuteMs);
  seen.length = 0;
  await live(world, ramp);
  await world.watched(4 * minuteMs);
  world.leave();
  return seen;
}

const judged = (effects: readonly Effect[], may: Partial<Record<Budget, number>>, weakness?: Weakness) =>
  unexplained(stopModel(may, weakness), isVisible, observedStop(effects, alarms));

const fires: Live = (world) => world.alarm('errors', 'ALARM');
const bothFire: Live = (world) => Promise.all(alarms.map((name) => world.alarm(name, 'ALARM')));
const commanded: Live = (world, ramp) =>
  Promise.all([world.ask({ do: 'stop', ramp }), world.alarm('errors', 'ALARM')]);
const byHand: Live = async (world, ramp) => {
  const entry = await world.ledger.read(ramp);
  if (entry) await world.stopOutside(entry.ramp.experiment, entry.ramp.run);
  await world.alarm('errors', 'ALARM');
};
const duringRaise: Live = async (world) => {
  await world.pass(59 * minuteMs - 1);
  await world.alarm('errors', 'ALARM');
  await world.pass(secondMs);
};

/** The function of the alarm dies once, after that call. */
const dies = (call: number) => {
  let died = false;
  return ({ functionName, when, call: at }: CrashPoint) => {
    const isNow = !died && functionName.endsWith('-alarm') && when === 'after' && at === call;
    died ||= isNow;
    return isNow;
  };
};
const fault = (operation: string, kind: 'lost' | 'failed', times: number): Options => ({
  faults: scriptedFaults([{ operation, times, fault: { kind } }]),
});
const lostEvent: Options = { deliveryFaults: () => ({ kind: 'lost' }) };
const doubled: Options = { deliveryFaults: () => ({ kind: 'duplicated' }) };

type Row = [what: string, live: Live, may: Partial<Record<Budget, number>>, options?: Options];
const rows: Row[] = [
  ['an alarm', fires, {}],
  ['two alarms in the same millisecond', bothFire, {}],
  ['an event that is lost', fires, { lostEvents: 1 }, lostEvent],
  ['an event that is doubled', fires, { doubles: 1 }, doubled],
  ['a command at the same moment', commanded, { commands: 1 }],
  ['a person in the console who is faster', byHand, { people: 1 }],
  ['an alarm just before a raise', duringRaise, {}],
  ['a stop whose answer is lost', fires, { lostAnswers: 1 }, fault('StopExperimentRun', 'lost', 1)],
  ['a stop that fails for a while', fires, { crashes: 1 }, fault('StopExperimentRun', 'failed', 7)],
  ...[2, 3, 8].map(
    (call): Row => [`a death after call ${call}`, fires, { crashes: 1 }, { crash: dies(call) }],
  ),
];

describe('a real trace is a path of the model, with', () => {
  test.each(rows)('%s', async (_, live, may, options) => {
    const effects = await effectsOf(live, options);

    expect(judged(effects, may)).toBeUndefined();
    expect(observedStop(effects, alarms).at(-1)?.told).toBe('^the ramp ends');
  });
});

describe('what is no path is refused:', () => {
  test('a trace in which anything is missing, or happens in another order', async () => {
    const steps = observedStop(await effectsOf(fires), alarms);
    const without = steps.slice(0, -1).map((_, index) => steps.toSpliced(index, 1));
    const swapped = steps
      .slice(1)
      .map((step, index) => steps.toSpliced(index, 2, step, steps[index] as typeof step));

    const accepted = [...without, ...swapped].filter((each) => !unexplained(stopModel({}), isVisible, each));

    expect(steps.length).toBe(5);
    expect(accepted).toEqual([]);
  });

  test('a record that is true, by a model that records what was meant', async () => {
    const effects = await effectsOf(byHand);

    expect(judged(effects, { people: 1 }, 'record of the cause, not of the mark')).toMatch(/^\d+: .*records/);
  });
});
