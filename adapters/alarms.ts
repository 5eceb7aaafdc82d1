/** CloudWatch's alarms and metrics, as evidence. What cannot be read is unknown, never OK. */
import {
  type AlarmType,
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmsView, AlarmView, MetricView } from '#core/evidence';
import type { Guard, Metric } from '#core/plan/plan';

export type Alarms = ReturnType<typeof createAlarms>;
export type MetricAsked = { readonly name: string; readonly metric: Metric; readonly overMs: number };

export function createAlarms(client: CloudWatchClient) {
  return {
    /** @param names at most 100, as many as DescribeAlarms takes */
    async states(names: readonly string[]): Promise<AlarmsView> {
      if (names.length === 0) return { kind: 'known', byArn: new Map() };
      try {
        const answer = await client.send(
          new DescribeAlarmsCommand({
            AlarmNames: [...new Set(names)],
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            MaxRecords: 100,
          }),
        );
        const all = [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])].map(viewOf);
        return { kind: 'known', byArn: new Map(all.map((view) => [view.arn, view])) };
      } catch (error) {
        return { kind: 'unknown', error: textOf(error) };
      }
    },

    /** The names of the alarms that a guard means. */
    async named(guard: Guard): Promise<readonly string[]> {
      if (guard.kind === 'alarm') return [guard.alarm];
      const names: string[] = [];
      const AlarmTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'];
      for await (const page of paginateDescribeAlarms({ client }, { AlarmTypes })) {
        for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
          if (await carries(client, alarm.AlarmArn ?? '', guard.tags)) names.push(alarm.AlarmName ?? '');
        }
      }
      return names;
    },

    /** The datapoints of each metric over its own time, which ends now: what a gate compares. */
    async metrics(asked: readonly MetricAsked[], now: number): Promise<ReadonlyMap<string, MetricView>> {
      const views = await Promise.all(asked.map((each) => valuesOf(client, each, now)));
      return new Map(asked.map(({ name }, index) => [name, views[index] as MetricView]));
    },
  };
}

async function carries(
  client: CloudWatchClient,
  ResourceARN: string,
  tags: Readonly<Record<string, string>>,
) {
  const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
  return Object.entries(tags).every(([key, value]) =>
    Tags.some((tag) => tag.Key === key && tag.Value === value),
  );
}

async function valuesOf(
  client: CloudWatchClient,
  { metric, overMs }: MetricAsked,
  now: number,
): Promise<MetricView> {
  const { periodMs, stat } = metric;
  const MetricStat = { Metric: metricOf(metric), Period: Math.ceil(periodMs / 1000), Stat: stat };
  try {
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - Math.max(overMs, periodMs)),
        EndTime: new Date(now),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [{ Id: 'm', MetricStat: MetricStat }],
      }),
    );
    return { kind: 'values', values: MetricDataResults[0]?.Values ?? [] };
  } catch (error) {
    return { kind: 'unknown', error: textOf(error) };
  }
}

const metricOf = ({ namespace, name, dimensions }: Metric) => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

function viewOf(alarm: MetricAlarm & CompositeAlarm): AlarmView {
  return {
    name: alarm.AlarmName ?? '',
    arn: alarm.AlarmArn ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    stateAt: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
    reason: alarm.StateReason,
    reasonData: alarm.StateReasonData,
    suppressedBy: alarm.ActionsSuppressedBy,
  };
}

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
