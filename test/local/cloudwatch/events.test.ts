/** State changes as EventBridge gets them, against AWS's own samples. */
import { PutCompositeAlarmCommand, type PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { readRecorded, recorded } from '#test/support/shared';
import { minuteMs, watchedWorld } from './support/watched.ts';

type Detail = {
  readonly alarmName: string;
  readonly operation?: string;
  readonly state: { readonly reason: string; readonly reasonData: string };
  readonly previousState: object;
  readonly configuration: {
    readonly metrics: readonly {
      readonly id: string;
      readonly expression?: string;
      readonly label?: string;
      readonly metricStat?: {
        readonly metric: {
          readonly name: string;
          readonly namespace: string;
          readonly dimensions: Record<string, string>;
        };
        readonly period: number;
        readonly stat: string;
      };
      readonly returnData: boolean;
    }[];
  };
};
type Sample = { readonly title: string; readonly event: { readonly detail: Detail } };

const file = recorded('alarm-events.json');
const samples = file ? (readRecorded('alarm-events.json') as { events: Sample[] }).events : [];
const sample = (title: string): Detail => {
  const found = samples.find((each) => each.title === title);
  if (!found) throw new Error(`no sample ${title}`);
  return found.event.detail;
};

/** The same keys and kinds of values; ids, times and numbers may differ. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string' && value.startsWith('{')) return shapeOf(JSON.parse(value));
  if (typeof value === 'string' && /^\d{4}-.*\+0000$/.test(value)) return 'instant';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)]));
}

const base = {
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  ComparisonOperator: 'GreaterThanThreshold',
} as const;
const unset = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined };

describe.runIf(file)('the state change of', () => {
  test('an alarm on one metric', async () => {
    const expected = sample('State change for a single\\-metric alarm');
    const [query] = expected.configuration.metrics;
    const { metric, period, stat } = query?.metricStat ?? { metric: undefined };
    const world = watchedWorld({ clock: new VirtualClock(Date.parse('2019-10-02T16:53:30Z')) });
    await world.alarm({
      ...base,
      AlarmName: expected.alarmName,
      AlarmDescription: 'Goes into alarm when server CPU utilization is too high!',
      Namespace: metric?.namespace,
      MetricName: metric?.name,
      Dimensions: Object.entries(metric?.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
      Period: period,
      Statistic: stat as PutMetricAlarmInput['Statistic'],
      Threshold: 50,
    });
    const put = (value: number, at: string) =>
      world.inside.putVended('AWS/EC2', 'CPUUtilization', metric?.dimensions ?? {}, value, Date.parse(at));
    put(0.0666851903306472, '2019-10-02T16:53:00Z');
    await world.pass(10); // 17:03:30
    put(99.50160229693434, '2019-10-02T16:59:00Z');
    await world.pass(1);

    const event = world.events.at(-1);

    expect(event).toMatchObject({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [`arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${expected.alarmName}`],
      time: new Date('2019-10-02T17:04:00Z'),
    });
    const detail = event?.detail as unknown as Detail;
    const { state, configuration } = detail;
    expect(shapeOf(detail)).toEqual(shapeOf(expected));
    expect(state.reason).toBe(expected.state.reason);
    expect(JSON.parse(state.reasonData)).toEqual({
      ...JSON.parse(expected.state.reasonData),
      queryDate: '2019-10-02T17:04:00.000+0000',
    });
    expect(state.reasonData).toContain('"threshold":50.0}');
    expect(configuration.metrics[0]?.metricStat).toEqual(query?.metricStat);
  });

  test('an alarm on metric math', async () => {
    const expected = sample('State change for a metric math alarm');
    const world = watchedWorld({ clock: new VirtualClock(Date.parse('2019-10-02T17:10:00Z')) });
    await world.alarm({
      ...base,
      ...unset,
      AlarmName: expected.alarmName,
      AlarmDescription: 'Goes into alarm if total network traffic exceeds 10Kb',
      Threshold: 10_000,
      Metrics: expected.configuration.metrics.map(({ id, expression, label, metricStat, returnData }) => ({
        Id: id,
        Expression: expression,
        Label: label,
        ReturnData: returnData,
        MetricStat: metricStat && {
          Metric: {
            Namespace: metricStat.metric.namespace,
            MetricName: metricStat.metric.name,
            Dimensions: Object.entries(metricStat.metric.dimensions).map(([Name, Value]) => ({
              Name,
              Value,
            })),
          },
          Period: metricStat.period,
          Stat: metricStat.stat,
        },
      })),
    });
    const dimensions = { InstanceId: 'i-12345678901234567' };
    await world.pass(4.5);
    for (const [name, value] of Object.entries({ NetworkIn: 45_000, NetworkOut: 628 }))
      world.inside.putVended('AWS/EC2', name, dimensions, value, Date.parse('2019-10-02T17:12:00Z'));
    await world.pass(1);

    const detail = world.events.at(-1)?.detail as unknown as Detail;

    expect(shapeOf(detail)).toEqual(shapeOf(expected));
    expect(detail.state.reason).toBe(expected.state.reason);
    expect(detail.configuration).toEqual(expected.configuration);
  });

  test('a composite alarm whose actions are suppressed', async () => {
    const expected = sample('State change for a composite alarm with a suppressor alarm');
    const world = watchedWorld();
    const names = ['ServerCpuTooHigh', 'TotalNetworkTrafficTooHigh', 'ServiceMaintenanceAlarm'];
    for (const AlarmName of names) await world.alarm({ AlarmName, TreatMissingData: 'ignore' });
    for (const name of names) await world.set(name, 'OK');
    await world.client.send(
      new PutCompositeAlarmCommand({
        AlarmName: expected.alarmName,
        AlarmRule: 'ALARM(ServerCpuTooHigh) OR ALARM(TotalNetworkTrafficTooHigh)',
        ActionsSuppressor: 'ServiceMaintenanceAlarm',
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 180,
      }),
    );
    await world.pass(10);
    await world.set('ServerCpuTooHigh', 'ALARM');

    const detail = world.events.at(-1)?.detail;

    expect(shapeOf(detail)).toEqual(shapeOf(expected));
    expect(detail).toMatchObject({
      state: {
        value: 'ALARM',
        actionsSuppressedBy: 'WaitPeriod',
        actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
        reason: expect.stringMatching(
          /:ServerCpuTooHigh transitioned to ALARM at Thursday 01 January, 2026 00:\d\d:\d\d UTC$/,
        ),
      },
      previousState: { value: 'OK' },
      configuration: expected.configuration,
    });
    expect(await world.shown(expected.alarmName)).toMatchObject({ ActionsSuppressedBy: 'WaitPeriod' });
  });

  test.each(samples.filter(({ event }) => event.detail.operation === 'create'))(
    '$title',
    async ({ event }) => {
      const world = watchedWorld();
      const names = ['ServerCpuTooHigh', 'TotalNetworkTrafficTooHigh', 'ServiceMaintenanceAlarm'];
      for (const AlarmName of names) await world.alarm({ AlarmName });
      const { configuration } = event.detail as unknown as { configuration: Record<string, string & number> };
      await world.client.send(
        new PutCompositeAlarmCommand({
          AlarmName: configuration.alarmName,
          AlarmDescription: configuration.description,
          AlarmRule: configuration.alarmRule,
          ActionsSuppressor: configuration.actionsSuppressor,
          ActionsSuppressorWaitPeriod: configuration.actionsSuppressorWaitPeriod,
          ActionsSuppressorExtensionPeriod: configuration.actionsSuppressorExtensionPeriod,
        }),
      );

      expect(shapeOf(world.events.at(-1)?.detail)).toEqual(shapeOf(event.detail));
    },
  );

  test('the configuration of a metric alarm', async () => {
    const expected = sample('Update of a metric alarm');
    const world = watchedWorld();
    const input = {
      AlarmDescription: 'Goes into alarm when server CPU utilization is too high!',
      TreatMissingData: 'ignore',
      Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }],
    };
    await world.alarm(input);
    await world.alarm({ ...input, Threshold: 80 });

    const detail = world.events.at(-1)?.detail;

    const shape = shapeOf(expected) as { configuration: { metrics: unknown } };
    expect(Object.keys(shapeOf(detail) as object).sort()).toEqual(Object.keys(shape).sort());
    expect(Object.keys((detail as typeof shape).configuration).sort()).toEqual(
      Object.keys(shape.configuration).sort(),
    );
    expect(detail).toMatchObject({
      configuration: { threshold: 80 },
      previousConfiguration: { threshold: 10 },
    });
  });
});

describe('events', () => {
  test('come only when the state becomes another one', async () => {
    const { alarm, put, pass, events } = watchedWorld();
    await alarm();
    for (let minute = 0; minute < 5; minute += 1) {
      await put(99);
      await pass(1);
    }

    const changes = events.filter((event) => event['detail-type'] === 'CloudWatch Alarm State Change');

    expect(changes.map(({ detail }) => (detail.state as { value: string }).value)).toEqual(['ALARM']);
  });

  test.each([
    [true, ['WaitPeriod', undefined]],
    [false, ['WaitPeriod']],
  ])('tell, or not, that a suppression has ended (switch %s)', async (eventWhenSuppressionEnds, expected) => {
    const { alarm, set, pass, client, events, clock } = watchedWorld({ eventWhenSuppressionEnds });
    for (const AlarmName of ['a', 'suppressor']) await alarm({ AlarmName, TreatMissingData: 'ignore' });
    await client.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'all',
        AlarmRule: 'ALARM(a)',
        ActionsSuppressor: 'suppressor',
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 180,
      }),
    );
    await pass(10);
    const start = clock.now();
    await set('a', 'ALARM');
    await pass(10);

    const told = events.filter(({ time, detail }) => Number(time) >= start && detail.alarmName === 'all');

    expect(
      told.map(({ detail }) => (detail.state as { actionsSuppressedBy?: string }).actionsSuppressedBy),
    ).toEqual(expected);
    expect(told.map(({ time }) => (Number(time) - start) / minuteMs)).toEqual(
      expected.map((_, index) => index * 2),
    );
  });
});
