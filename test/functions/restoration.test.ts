/** A stop is confirmed when users are back: what may come between, and what is made of it. */
import { UpdateEnvironmentCommand } from '@aws-sdk/client-appconfig';
import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '#core/time';
import type { Switches } from '#local/appconfig/switches';
import { alarmArn } from '#test/support/ramp-world';
import { expectStoppedBy, stoppingWorld } from '#test/support/stopping';

/** The alarm that stops the ramp is a monitor of the environment as well. */
async function stoppedByMonitor(switches: Partial<Switches>) {
  const world = await stoppingWorld({ switches: { managedDeploymentMs: 30_000, ...switches } });
  const { ApplicationId, EnvironmentId } = world.place;
  const Monitors = [{ AlarmArn: alarmArn('errors'), AlarmRoleArn: 'arn:aws:iam::111122223333:role/monitor' }];
  await world.clients.appConfig.send(
    new UpdateEnvironmentCommand({ ApplicationId, EnvironmentId, Monitors }),
  );
  const ramp = await world.start();
  await world.pass(hourMs + minuteMs);
  await world.alarm('errors', 'ALARM');
  await world.watched(3 * minuteMs);
  const told = async (type: string) => (await world.ledger.facts(ramp)).filter((each) => each.type === type);
  return { world, ramp, told };
}

test('a monitor that does not roll managed deployments back changes nothing', async () => {
  const { world, ramp, told } = await stoppedByMonitor({ monitorsRollBackManaged: false });

  await expectStoppedBy(world, ramp);
  expect(await told('Stop Delayed')).toEqual([]);
});

test('a restoration that a monitor rolls back is Stop Delayed, and the stop goes on', async () => {
  const { world, ramp, told } = await stoppedByMonitor({ stopDone: 'Conflict' });

  const delays = await told('Stop Delayed');
  expect(delays[0]?.data).toMatchObject({
    error: expect.stringMatching(/^deployment #\d+, which puts users back, is ROLLED_BACK$/),
  });
  expect(delays.length).toBeLessThan(6);
  expect(await told('Ramp Stopped')).toMatchObject([
    { data: { triggeredBy: 'CLOUDWATCH_ALARM', sees: { deployed: 95 } } },
  ]);
  expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
    status: 'running',
    stopped: { restoration: 'unconfirmed' },
    stopDelay: { attempts: expect.any(Number) },
  });
});

test('and ends, where AppConfig restores anew, when its alarm is OK again', async () => {
  const { world, ramp, told } = await stoppedByMonitor({ stopDone: 'restoresAnew' });
  expect((await told('Stop Delayed')).length).toBeGreaterThan(0);

  await world.alarm('errors', 'OK');
  await world.watched(2 * minuteMs);

  await expectStoppedBy(world, ramp);
});
