/** Real outages, replayed against sensible alarms: what people labelled as anomalous is when the alarms speak. */
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { readRecording } from '#local/replay/recording';
import { replay } from '#local/replay/replay';
import { minuteMs, watchedWorld } from '#test/local/cloudwatch/support/watched';
import { recordedMetric } from '#test/support/shared';

test('a recording happens again from a given instant, duplicates and gaps included', async () => {
  const { clock, client, inside } = watchedWorld();
  const startAt = clock.now() + 60 * minuteMs;
  const recording = readRecording(
    'timestamp,value\n2014-03-07 03:41:00,1\n2014-03-07 03:41:00,2\n2014-03-07 04:41:00,5\n',
  );
  const endAt = replay(
    clock,
    { recording, namespace: 'AWS/EC2', name: 'Latency', dimensions: { InstanceId: 'i-1' }, startAt },
    inside.putVended,
  );
  const read = async () => {
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          {
            Id: 'm1',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/EC2',
                MetricName: 'Latency',
                Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }],
              },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
        StartTime: new Date(startAt),
        EndTime: new Date(startAt + 120 * minuteMs),
        ScanBy: 'TimestampAscending',
      }),
    );
    const [{ Timestamps = [], Values = [] } = {}] = MetricDataResults ?? [];
    return Timestamps.map((time, index) => [(Number(time) - startAt) / minuteMs, Values[index]]);
  };

  await clock.run(startAt);
  expect(await read()).toEqual([[0, 3]]);
  await clock.run();

  expect(endAt).toBe(startAt + 60 * minuteMs);
  expect(await read()).toEqual([
    [0, 3],
    [60, 5],
  ]);
});

const outage = recordedMetric('ec2_request_latency_system_failure.csv');
const labels = recordedMetric('anomaly-windows.json');

describe.runIf(outage && labels)('the outage of 2014', () => {
  const windows = windowsOf('ec2_request_latency_system_failure.csv');
  const counts = [
    { DatapointsToAlarm: 1, EvaluationPeriods: 1 },
    { DatapointsToAlarm: 2, EvaluationPeriods: 3 },
  ];
  const alarms = counts.flatMap((count) => [52, 55, 60, 65].map((Threshold) => ({ ...count, Threshold })));

  test('makes alarms speak inside the labelled windows, and only there', async () => {
    const { clock, alarm, inside, events } = watchedWorld();
    const recording = readRecording(outage ?? '');
    const startAt = clock.now() + minuteMs;
    for (const input of alarms)
      await alarm({
        ...input,
        AlarmName: `${input.DatapointsToAlarm} of ${input.EvaluationPeriods} over ${input.Threshold}`,
        Namespace: 'AWS/EC2',
        MetricName: 'Latency',
        Statistic: 'Maximum',
        Period: 300,
      });
    replay(clock, { recording, namespace: 'AWS/EC2', name: 'Latency', startAt }, inside.putVended);
    await clock.run();

    const shiftMs = startAt - (recording[0]?.at ?? 0);
    const raised = events
      .filter(({ detail }) => (detail.state as { value: string }).value === 'ALARM')
      .map(({ time, detail }) => ({ alarm: detail.alarmName, at: Number(time) - shiftMs }));
    const outside = raised.filter(({ at }) => !windows.some(([from, to]) => from <= at && at <= to));
    for (const { alarm: name, at } of outside)
      process.stderr.write(`outside every labelled window: ${name} at ${new Date(at).toISOString()}\n`);

    expect(outside).toEqual([]);
    expect(new Set(raised.map(({ alarm: name }) => name)).size).toBeGreaterThanOrEqual(4);
  });
});

function windowsOf(name: string): [from: number, to: number][] {
  const all = JSON.parse(labels ?? '{}') as Record<string, [string, string][]>;
  return (all[name] ?? []).map(([from, to]) => [utc(from), utc(to)]);
}

const utc = (text: string) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);
