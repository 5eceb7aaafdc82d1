/** CloudWatch's alarms and metrics, as evidence. What cannot be read is unknown, never OK. */
import {
  type AlarmType,
  type CloudWatchClient,
  type CompositeAlarm,
  GetMetricDataCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmsView, AlarmView, MetricView } from '#core/evidence';
import type { Guard, Metric } from '#core/plan/plan';

export type Alarms = ReturnType<typeof createAlarms>;
export type MetricAsked = { readonly name: string; readonly metric: Metric; readonly overMs: number };

export function createAlarms(client: CloudWatchClient) {
  return {
    async states(names: readonly string[]): Promise<AlarmsView> {
      try {
        const chunks = chunksOf([...new Set(names)], namesAtOnce);
        const views = await Promise.all(chunks.map((chunk) => described(client, { AlarmNames: chunk })));
        return { kind: 'known', byArn: new Map(views.flat().map((view) => [view.arn, view])) };
      } catch (error) {
        return { kind: 'unknown', error: textOf(error) };
      }
    },

    /** All that are in ALARM, since whenever. */
    inAlarm: (): Promise<readonly AlarmView[]> => described(client, { StateValue: 'ALARM' }),

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

/** As many names as DescribeAlarms takes. */
const namesAtOnce = 100;
const allTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

async function described(
  client: CloudWatchClient,
  which: { AlarmNames?: string[]; StateValue?: StateValue },
): Promise<readonly AlarmView[]> {
  const views: AlarmView[] = [];
  const input = { AlarmTypes: allTypes, MaxRecords: 100, ...which };
  for await (const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } of paginateDescribeAlarms(
    { client },
    input,
  ))
    views.push(...[...MetricAlarms, ...CompositeAlarms, ...LogAlarms].map(viewOf));
  return views;
}

const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, chunk) =>
    all.slice(chunk * size, (chunk + 1) * size),
  );

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
