/** From an alarm to a confirmed stop, and a record that says why. */
import { expect, test } from 'vitest';
import type { Guard } from '#core/plan/plan';
import { hourMs, minuteMs } from '#core/time';
import { alarmArn, rampWorld } from '#test/support/ramp-world';
import { planOf } from '#test/support/ramps';

const guard: Guard = {
  kind: 'alarm',
  alarm: 'shop-prod-5xx',
  forMs: 0,
  then: 'stop',
  insufficientData: 'notify',
  suppressed: 'ignore',
};

test('an alarm stops the run within seconds, and everybody learns which', async () => {
  const world = await rampWorld();
  await world.putAlarm('shop-prod-5xx');
  await world.clock.run(world.clock.now() + minuteMs);
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ guards: [guard] }) });
  await world.clock.run(world.clock.now() + 9 * hourMs);
  const at = world.clock.now();

  await world.alarm('shop-prod-5xx', 'ALARM');
  await world.clock.run(at + 5_000);

  const run = await world.run(ramp);
  expect(run).toMatchObject({ Status: 'DONE', ExposurePercentage: 5 });
  expect(run.Result?.ExecutiveSummary).toMatch(
    /^Stopped by rampart at 5 % after 9h: alarm shop-prod-5xx is in ALARM/,
  );
  expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
    status: 'ended',
    outcome: 'stopped',
    stopped: {
      triggeredBy: 'CLOUDWATCH_ALARM',
      by: { type: 'cloudwatch', alarmArn: alarmArn('shop-prod-5xx') },
    },
  });
  const facts = (await world.ledger.facts(ramp)).slice(-4);
  expect(facts.map(({ type }) => type)).toEqual([
    'Guard Breached',
    'Stop Requested',
    'Ramp Stopped',
    'Ramp Finished',
  ]);
  await world.clock.run(at + minuteMs);
  expect((await world.history(ramp)).status).toBe('SUCCEEDED');
});
