/**
 * Whatever breaks on the way from an alarm to a confirmed stop, each of its calls in turn: one stop, one record of it, and the
 * record is true (S1, S2, S4 to S6, L1 to L3).
 */
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs, secondMs } from '#core/time';
import type { DeliveryFault } from '#local/eventbridge/delivery-faults';
import { scriptedFaults } from '#local/faults';
import type { CrashPoint } from '#local/lambda/functions';
import { guardOf } from '#test/support/ramps';
import { expectOneEnd, expectStoppedBy, guarded, stoppingWorld } from '#test/support/stopping';

type Options = NonNullable<Parameters<typeof stoppingWorld>[0]>;

/** A running ramp, an alarm, and ten minutes in which everything has to be well again. */
async function stoppedUnder(options: Options) {
  const { world, ramp } = await running(options);
  await world.alarm('errors', 'ALARM');
  await world.watched(6 * minuteMs);
  return { world, ramp };
}

async function running(options: Options, plan = guarded()) {
  const world = await stoppingWorld(options);
  const ramp = await world.start(plan);
  await world.pass(hourMs + minuteMs);
  return { world, ramp };
}

const crashes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('a stop by an alarm comes to its one end when the function dies', () => {
  const once = (functionName: string, dies: (point: CrashPoint) => boolean) => {
    let died = false;
    return (point: CrashPoint) => {
      if (died || !point.functionName.endsWith(functionName) || !dies(point)) return false;
      died = true;
      return true;
    };
  };

  test.each(crashes)('after its call %i', async (call) => {
    const crash = once('-alarm', (point) => point.when === 'after' && point.call === call);

    const { world, ramp } = await stoppedUnder({ crash });

    await expectStoppedBy(world, ramp);
  });

  test('every time, so that the watch alone is left', async () => {
    const crash = ({ functionName, when }: CrashPoint) =>
      functionName.endsWith('-alarm') && when === 'before';

    const { world, ramp } = await stoppedUnder({ crash });

    await expectStoppedBy(world, ramp);
  });

  test.each(crashes)('with the event lost, and the watch dies after its call %i', async (call) => {
    const crash = once('-watch', (point) => point.when === 'after' && point.call === call);
    const deliveryFaults = () => ({ kind: 'lost' }) as const;

    const { world, ramp } = await stoppedUnder({ crash, deliveryFaults });

    await expectStoppedBy(world, ramp);
  });
});

describe('a stop by an alarm comes to its one end when an answer', () => {
  const operations = [
    'StopExperimentRun',
    'GetExperimentRun',
    'UpdateItem',
    'PutItem',
    'DeleteItem',
    'PutEvents',
    'Query',
  ];

  test.each(operations)('of %s is lost, or is an error for a while', async (operation) => {
    let isOn = false;
    const lost = scriptedFaults([{ operation, fault: { kind: 'lost' } }]);
    const failed = scriptedFaults([{ operation, times: 7, fault: { kind: 'failed' } }]);
    const faults: Options['faults'] = (target) => (isOn ? (lost(target) ?? failed(target)) : undefined);
    const { world, ramp } = await running({ faults });
    isOn = true;

    await world.alarm('errors', 'ALARM');
    await world.watched(6 * minuteMs);

    await expectStoppedBy(world, ramp);
  });
});

describe('a stop by an alarm comes to its one end when its event', () => {
  const faults: readonly DeliveryFault[] = [
    { kind: 'lost' },
    { kind: 'duplicated' },
    { kind: 'duplicated', delayMs: 90 * secondMs },
    { kind: 'delayed', delayMs: 5 * minuteMs },
    { kind: 'reordered', overtakenBy: 1, atMostMs: 3 * minuteMs },
  ];

  test.each(faults)('is $kind', async (fault) => {
    const { world, ramp } = await stoppedUnder({ deliveryFaults: () => fault });

    await expectStoppedBy(world, ramp);
  });
});

describe('one stop, one record', () => {
  const guards = [guardOf(), guardOf({ alarm: 'latency' })];
  const alarms = ['errors', 'latency'];

  test('of two alarms in the same millisecond', async () => {
    const { world, ramp } = await running({ alarms }, guarded({ guards }));

    await Promise.all(alarms.map((name) => world.alarm(name, 'ALARM')));
    await world.watched(5 * minuteMs);

    const by = (await world.ledger.read(ramp))?.ramp.stopped?.alarm?.name ?? '';
    expect(alarms).toContain(by);
    await expectStoppedBy(world, ramp, by);
  });

  test('of an alarm between the start and the record of the run’s number', async () => {
    let isStarted = () => {};
    const started = new Promise<void>((resolve) => {
      isStarted = resolve;
    });
    const crash = ({ functionName, operation, when }: CrashPoint) => {
      const isNow =
        functionName.endsWith('-open') && operation === 'AppConfig.StartExperimentRun' && when === 'after';
      if (isNow) isStarted();
      return isNow;
    };
    const world = await stoppingWorld({ crash });
    const asked = world.start();
    await world.pass(minuteMs / 60);
    await started;
    await world.alarm('errors', 'ALARM');
    await world.watched(5 * minuteMs);

    await expectStoppedBy(world, await asked);
  });

  test('of an alarm during a raise', async () => {
    const world = await stoppingWorld();
    const ramp = await world.start();
    await world.pass(hourMs - minuteMs);
    world.clock.at(
      world.clock.now() + minuteMs - 1,
      'just before the raise',
      () => void world.alarm('errors', 'ALARM'),
    );
    await world.watched(6 * minuteMs);

    await expectStoppedBy(world, ramp);
  });

  test('of an alarm while the ramp is paused', async () => {
    const { world, ramp } = await running({});
    await world.ask({ do: 'pause', ramp: 'add-to-cart' });

    await world.alarm('errors', 'ALARM');
    await world.watched(2 * minuteMs);

    await expectStoppedBy(world, ramp);
  });

  test('of an alarm while a person is asked', async () => {
    const gates = [{ kind: 'approval', ask: 'Go?', from: [], onTimeout: 'wait' }] as never;
    const steps = [1, 5].map((exposurePercent) => ({ exposurePercent, holdMs: hourMs, gates }));
    const { world, ramp } = await running({}, guarded({ steps }));

    await world.alarm('errors', 'ALARM');
    await world.watched(2 * minuteMs);

    await expectStoppedBy(world, ramp);
  });
});

describe('when managed deployments', () => {
  const cases = [
    [0, 'Conflict', 3],
    [0, 'accepted', 3],
    [0, 'overwritesResult', 3],
    [30_000, 'Conflict', 5],
    [30_000, 'overwritesResult', 5],
    [600_000, 'accepted', 22],
  ] as const;

  test.each(cases)(
    'take %i ms, and a second stop is %s: an alarm right after a raise ends in one stop',
    async (managedDeploymentMs, stopDone, minutes) => {
      const { world, ramp } = await running({ switches: { managedDeploymentMs, stopDone } });

      await world.alarm('errors', 'ALARM');
      await world.watched(minutes * minuteMs);

      await expectStoppedBy(world, ramp);
    },
  );
});

test('an alarm of before never stops the run that came after it', async () => {
  const { world, ramp } = await stoppedUnder({ deliveryFaults: late() });
  await expectOneEnd(world, ramp);
  await world.alarm('errors', 'OK');
  await world.pass(minuteMs);

  const next = await world.start(guarded({ name: 'add-to-cart-again' }));
  await world.pass(35 * minuteMs);
  await world.look();

  expect((await world.run(next)).Status).toBe('RUNNING');
});

/** The first event arrives, and arrives again in the time of the next run. */
function late(): () => DeliveryFault | undefined {
  let isFirst = true;
  return () => {
    const fault = isFirst ? ({ kind: 'duplicated', delayMs: 30 * minuteMs } as const) : undefined;
    isFirst = false;
    return fault;
  };
}
