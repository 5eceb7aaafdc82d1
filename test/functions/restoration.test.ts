/** A stop is confirmed when users are back: what may come between, and what is made of it. */
import { ListTagsForResourceCommand, UpdateEnvironmentCommand } from '@aws-sdk/client-appconfig';
import { expect, test } from 'vitest';
import { minuteMs, secondMs } from '#core/time';
import type { Switches } from '#local/appconfig/switches';
import { alarmArn } from '#test/support/ramp-world';
import { expectOneEnd, expectStoppedBy, runEvents, stoppingWorld } from '#test/support/stopping';

/** The alarm that stops the ramp is a monitor of the environment as well. */
async function stoppedByMonitor(switches: Partial<Switches>) {
  const world = await stoppingWorld({ switches: { managedDeploymentMs: 30_000, ...switches } });
  const { ApplicationId, EnvironmentId } = world.place;
  const Monitors = [{ AlarmArn: alarmArn('errors'), AlarmRoleArn: 'arn:aws:iam::111122223333:role/monitor' }];
  await world.clients.appConfig.send(
    new UpdateEnvironmentCommand({ ApplicationId, EnvironmentId, Monitors }),
  );
  const ramp = await world.start();
  await world.pass(minuteMs);
  await world.alarm('errors', 'ALARM');
  await world.watched(2 * minuteMs);
  const told = async (type: string) => (await world.ledger.facts(ramp)).filter((each) => each.type === type);
  return { world, ramp, told };
}

test('a guard that is a monitor as well is said to be one; where that rolls nothing back it changes nothing', async () => {
  const { world, ramp, told } = await stoppedByMonitor({ monitorsRollBackManaged: false });

  expect(await told('Rampart Degraded')).toMatchObject([
    {
      data: {
        component: 'alarm errors',
        error: expect.stringContaining('monitor of the AppConfig environment'),
      },
    },
  ]);

  await expectStoppedBy(world, ramp);
  expect(await told('Stop Delayed')).toEqual([]);
});

test('a restoration that a monitor rolls back is Stop Delayed; the stop goes on, and ends where AppConfig restores anew', async () => {
  const { world, ramp, told } = await stoppedByMonitor({ stopDone: 'restoresAnew' });
  const delays = await told('Stop Delayed');
  expect(delays.length).toBeLessThan(5);
  expect(delays[0]?.data).toMatchObject({
    error: expect.stringMatching(/^deployment #\d+, which puts users back, is ROLLED_BACK$/),
  });
  expect(await told('Ramp Stopped')).toMatchObject([
    { data: { triggeredBy: 'CLOUDWATCH_ALARM', sees: { deployed: 99 } } },
  ]);
  expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
    status: 'running',
    stopped: { restoration: 'unconfirmed' },
  });

  await world.alarm('errors', 'OK');
  await world.watched(2 * minuteMs);

  await expectStoppedBy(world, ramp);
});

test.each([
  ['between the stop and the look at it', 'GetExperimentRun', { kind: 'slow', delayMs: 5 * secondMs }],
  ['before the ledger could be written', 'UpdateItem', { kind: 'failed' }],
] as const)(
  'a stop of ours whose Result somebody overwrites %s is known by the tag of its deployment',
  async (_, of, fault) => {
    let isOn = false;
    const faults = ({ operation }: { operation: string }) => (isOn && operation === of ? fault : undefined);
    const world = await stoppingWorld({ faults, switches: { stopDone: 'overwritesResult' } });
    const ramp = await world.start();
    await world.pass(minuteMs);
    const { experiment, run } = (await world.ledger.read(ramp))?.ramp ?? {};
    isOn = true;
    await world.alarm('errors', 'ALARM');
    await world.pass(4 * secondMs);
    if (experiment) await world.stopOutside(experiment, run);
    isOn = false;

    await world.watched(2 * minuteMs);

    expect((await world.run(ramp)).Result?.ExecutiveSummary).toBe('by hand');
    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
      outcome: 'stopped',
      stopped: { triggeredBy: 'CLOUDWATCH_ALARM', isOurs: true, alarm: { name: 'errors' } },
    });
    await expectOneEnd(world, ramp);
  },
);

test('a stop that may not be tagged is sent without a tag', async () => {
  let refusals = 0;
  const world = await stoppingWorld({
    faults: ({ operation }) => {
      if (operation !== 'StopExperimentRun' || refusals > 0) return undefined;
      refusals += 1;
      return { kind: 'refused', name: 'AccessDeniedException' };
    },
  });
  const ramp = await world.start();
  await world.pass(minuteMs);

  await world.alarm('errors', 'ALARM');
  await world.watched(minuteMs);

  await expectStoppedBy(world, ramp);
  const ResourceArn = (await runEvents(world, ramp)).at(-1)?.AssociatedDeployment;
  const { Tags } = await world.clients.appConfig.send(new ListTagsForResourceCommand({ ResourceArn }));
  expect([refusals, Tags]).toEqual([1, {}]);
});
