/** Ramps that an alarm guards, in a world whose watch looks every minute, and what must hold of every stop. */
import { ListExperimentRunEventsCommand } from '@aws-sdk/client-appconfig';
import { expect } from 'vitest';
import type { Plan } from '#core/plan/plan';
import { hourMs, minuteMs } from '#core/time';
import { alarmArn, type RampWorldOptions, rampWorld } from './ramp-world.ts';
import { guardOf, planOf } from './ramps.ts';

export const guarded = (more: Partial<Plan> = {}): Plan =>
  planOf({
    guards: [guardOf()],
    steps: [1, 5, 100].map((exposurePercent) => ({ exposurePercent, holdMs: hourMs, gates: [] })),
    ...more,
  });

export type Call = { readonly at: number; readonly operation: string };
type Options = RampWorldOptions & { readonly alarms?: readonly string[] };

/** @returns a world with alarms, and every call that was made in it */
export async function stoppingWorld({ alarms = ['errors'], faults, ...options }: Options = {}) {
  const calls: Call[] = [];
  let now = () => 0;
  const world = await rampWorld({
    ...options,
    faults: (target) => {
      calls.push({ at: now(), operation: target.operation });
      return faults?.(target);
    },
  });
  now = () => world.clock.now();
  for (const name of alarms) await world.putAlarm(name);
  await world.pass(minuteMs);
  /** Time goes on, and the watch looks at every full minute of it. */
  const watched = async (ms: number) => {
    const untilAt = world.clock.now() + ms;
    while (world.clock.now() + minuteMs <= untilAt) {
      // It may die, as a test wants it to, or need time of its own: the next one takes over.
      const looked = world.look().catch(() => undefined);
      await world.pass(minuteMs);
      await looked;
    }
    await world.look().catch(() => undefined);
    await world.clock.run(untilAt);
  };
  const start = async (plan = guarded()) => (await world.ask({ do: 'start', plan })).ramp;
  return { ...world, calls, watched, start };
}
export type StoppingWorld = Awaited<ReturnType<typeof stoppingWorld>>;

/** The run's own events, the oldest first. */
export async function runEvents({ ledger, clients }: StoppingWorld, rampId: string) {
  const { experiment, run } = (await ledger.read(rampId))?.ramp ?? {};
  const { Items = [] } = await clients.appConfig.send(
    new ListExperimentRunEventsCommand({
      ApplicationIdentifier: experiment?.applicationId,
      ExperimentDefinitionIdentifier: experiment?.definitionId,
      Run: run,
    }),
  );
  return Items.toReversed();
}

/** S1, S2, S4, S6, L1 to L3 of a ramp that an alarm has stopped: whatever went wrong on the way. */
export async function expectStoppedBy(world: StoppingWorld, rampId: string, alarm = 'errors') {
  const entry = await world.ledger.read(rampId);
  expect(entry?.ramp).toMatchObject({
    status: 'ended',
    outcome: 'stopped',
    stopped: {
      triggeredBy: 'CLOUDWATCH_ALARM',
      by: { type: 'cloudwatch', alarmArn: alarmArn(alarm) },
      isOurs: true,
      restoration: 'complete',
      alarm: { arn: alarmArn(alarm), state: 'ALARM' },
    },
  });
  await expectOneEnd(world, rampId);
  expect((await world.run(rampId)).Result?.ExecutiveSummary).toContain(`alarm ${alarm} is in ALARM`);
}

/** Of every ramp that has ended: one end, told once, and nothing rises after it. */
export async function expectOneEnd(world: StoppingWorld, rampId: string) {
  const events = await runEvents(world, rampId);
  const exposures = events.map(({ ExposurePercentage = 0 }) => ExposurePercentage);
  expect(exposures).toEqual(exposures.toSorted((a, b) => a - b));
  expect(events.filter(({ EventType }) => EventType === 'RUN_STOPPED')).toHaveLength(1);
  expect(events.at(-1)?.EventType).toBe('RUN_STOPPED');
  const facts = await world.ledger.facts(rampId);
  expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1));
  const told = facts.map(({ type }) => type);
  expect(told.filter((type) => type === 'Ramp Stopped')).toHaveLength(1);
  expect(told.at(-1)).toBe('Ramp Finished');
  const { generation = 1 } = (await world.ledger.read(rampId)) ?? {};
  expect((await world.history(rampId, generation)).status).toBe('SUCCEEDED');
}
