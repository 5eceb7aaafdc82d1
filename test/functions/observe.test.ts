/** What people see of the functions: lines that say of which ramp they are, metrics, and never whom a treatment is for. */
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '#core/time';
import { rampWorld } from '#test/support/ramp-world';
import { guardOf, planOf } from '#test/support/ramps';

const guard = guardOf({ alarm: 'shop-prod-5xx' });

test('each line says ramp, run, step and correlation, and neither a line nor an event says whom a treatment is for', async () => {
  const canary = 'canary-4711';
  const lines: string[] = [];
  const world = await rampWorld({ onLog: ({ message }) => lines.push(message) });
  await world.putAlarm('shop-prod-5xx');
  await world.pass(minuteMs);
  const experiment = { ...planOf().experiment, overrides: { [canary]: 't1' } };
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ guards: [guard], experiment }) });
  await world.pass(9 * hourMs);
  await world.digest();
  await world.alarm('shop-prod-5xx', 'ALARM');
  await world.pass(minuteMs);
  await world.digest();

  const told = lines.filter((line) => line.includes('"message"')).map((line) => JSON.parse(line));
  const raised = told.filter(({ message }) => message === 'raised');
  expect(raised).toMatchObject([
    { ramp, correlationId: ramp, run: 1, step: 2, exposure: 1, service: 'rampart' },
    { ramp, correlationId: ramp, run: 1, step: 3, exposure: 5 },
  ]);
  const ofNoRamp = ['asked', 'no secret, so nothing is sent to Slack'];
  const nowhere = told.filter(
    ({ message, correlationId }) => !ofNoRamp.includes(message) && correlationId === undefined,
  );
  expect(nowhere.map(({ message }) => message)).toEqual([]);
  expect(lines.join('') + world.published.map(({ text }) => text).join('')).not.toContain(canary);
  expect(lines.join('')).not.toContain('AWS4-HMAC');
  const started = world.published.find(({ detail }) => detail.data.eventType === 'RUN_STARTED');
  expect(started?.detail.data).toMatchObject({ overrides: 1 });
});

test('metrics have the service and the stage, and the latency of a stop is among them', async () => {
  const lines: string[] = [];
  const world = await rampWorld({ onLog: ({ message }) => lines.push(message) });
  await world.putAlarm('shop-prod-5xx');
  await world.pass(minuteMs);
  const startAt = world.clock.now();
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ guards: [guard] }) });
  await world.pass(9 * hourMs);
  await world.alarm('shop-prod-5xx', 'ALARM');
  await world.pass(minuteMs);
  await world.digest();

  const Dimensions = [
    { Name: 'service', Value: 'rampart' },
    { Name: 'stage', Value: 'test' },
  ];
  const maximumOf = (MetricName: string, index: number) => ({
    Id: `m${index}`,
    MetricStat: { Metric: { Namespace: 'rampart', MetricName, Dimensions }, Period: 86_400, Stat: 'Maximum' },
  });
  const { MetricDataResults = [] } = await world.clients.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(startAt - hourMs),
      EndTime: new Date(world.clock.now() + 24 * hourMs),
      MetricDataQueries: ['Exposure', 'GuardBreaches', 'StopLatency', 'OpenRuns'].map(maximumOf),
    }),
  );
  const [exposure, breaches, latency, openRuns] = MetricDataResults.map(({ Values }) => Values?.[0]);
  expect({ exposure, breaches, openRuns }).toEqual({ exposure: 5, breaches: 1, openRuns: 1 });
  expect(latency).toBeLessThanOrEqual(60_000);
  const line = lines.find((each) => each.includes('"_aws"') && each.includes('"Exposure"'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    ramp,
    _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'stage']] }] },
  });
});
