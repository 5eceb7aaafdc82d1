/** Alarms that are more than one alarm of one ramp: composites, alarms of many ramps, and a ledger that does not answer. */
import { PutCompositeAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { minuteMs, secondMs } from '#core/time';
import { prepareDefinition } from '#test/support/experiment';
import { guardOf } from '#test/support/ramps';
import { expectStoppedBy, guarded, type StoppingWorld, stoppingWorld } from '#test/support/stopping';

type Options = NonNullable<Parameters<typeof stoppingWorld>[0]>;

const statusOf = async (world: StoppingWorld, ramp: string) => (await world.run(ramp)).Status;

describe('a composite whose actions are suppressed', () => {
  async function suppressed(policy: 'ignore' | 'act') {
    const world = await stoppingWorld({ alarms: ['errors', 'maintenance'] });
    await world.clients.cloudWatch.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'shop',
        AlarmRule: 'ALARM("errors")',
        ActionsSuppressor: 'maintenance',
        ActionsSuppressorWaitPeriod: 60,
        ActionsSuppressorExtensionPeriod: 60,
      }),
    );
    await world.pass(minuteMs);
    const ramp = await world.start(guarded({ guards: [guardOf({ alarm: 'shop', suppressed: policy })] }));
    await world.pass(minuteMs);
    await world.alarm('maintenance', 'ALARM');
    await world.alarm('errors', 'ALARM');
    await world.watched(2 * minuteMs);
    return { world, ramp };
  }

  test('stops nothing until they are suppressed no more, though no event tells of that', async () => {
    const { world, ramp } = await suppressed('ignore');
    await world.pass(12 * minuteMs);
    await world.look();
    expect(await statusOf(world, ramp)).toBe('RUNNING');

    await world.alarm('maintenance', 'OK');
    await world.pass(5 * minuteMs);
    await world.watched(minuteMs);

    await expectStoppedBy(world, ramp, 'shop');
  });

  test('stops where the plan says so', async () => {
    const { world, ramp } = await suppressed('act');

    await expectStoppedBy(world, ramp, 'shop');
  });
});

test('an alarm stops every ramp that it guards, one after the other where they share an environment', async () => {
  const world = await stoppingWorld({ switches: { managedDeploymentMs: 30_000 } });
  await prepareDefinition(world.clients.appConfig, world.place, { Name: 'search-box', FlagKey: 'search' });
  const experiment = { ...guarded().experiment, definition: 'search-box' };
  const first = await world.start();
  await world.pass(minuteMs);
  const second = await world.start(guarded({ name: 'search', guards: [guardOf(), guardOf()], experiment }));
  await world.pass(5 * minuteMs);

  await world.alarm('errors', 'ALARM');
  await world.watched(2 * minuteMs);

  for (const ramp of [first, second]) await expectStoppedBy(world, ramp);
});

describe('a ledger that cannot be read', () => {
  async function dead(forMs: number) {
    let isDead = false;
    const faults: Options['faults'] = ({ service }) =>
      isDead && service === 'DynamoDB' ? { kind: 'failed' } : undefined;
    const world = await stoppingWorld({ faults });
    const ramp = await world.start();
    await world.pass(minuteMs);
    isDead = true;
    world.clock.at(world.clock.now() + forMs, 'the ledger can be read again', () => {
      isDead = false;
    });
    await world.alarm('errors', 'ALARM');
    return { world, ramp };
  }

  test('for seconds holds the stop up for no longer than that', async () => {
    const { world, ramp } = await dead(5 * secondMs);

    await world.pass(8 * secondMs);

    expect(await statusOf(world, ramp)).toBe('DONE');
    await world.watched(minuteMs);
    await expectStoppedBy(world, ramp);
  });

  test('for minutes names no run: the watch stops it as soon as it can be read again', async () => {
    const { world, ramp } = await dead(10 * minuteMs);
    await world.pass(9 * minuteMs);
    expect(world.calls.filter(({ operation }) => operation === 'StopExperimentRun')).toEqual([]);

    await world.watched(3 * minuteMs);

    await expectStoppedBy(world, ramp);
  });
});
