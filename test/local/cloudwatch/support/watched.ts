/** A world that has CloudWatch, and what a test asks of it. */
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { AwsOptions } from '#local/aws';
import type { VirtualClock } from '#local/clock';
import { type CloudWatch, type CloudWatchOptions, cloudWatch } from '#local/cloudwatch/index';
import { testAws } from '#test/support/aws';

export const minuteMs = 60_000;

/** The events that CloudWatch sent, oldest first. */
type Event = Parameters<NonNullable<CloudWatchOptions['emit']>>[0];

export function watchedWorld(options: AwsOptions & CloudWatchOptions = {}) {
  const events: Event[] = [];
  let inside: CloudWatch | undefined;
  const aws = testAws((world) => {
    inside = cloudWatch(world, { emit: (event) => void events.push(event), ...options });
    return [inside.service];
  }, options);
  // gzip runs in the thread pool, which virtual time does not wait for
  const client = new CloudWatchClient({ ...aws.clientConfig(), disableRequestCompression: true });
  const clock = aws.clock as VirtualClock;
  return {
    aws,
    client,
    clock,
    events,
    inside: inside as CloudWatch,
    pass: (minutes: number) => clock.run(clock.now() + minutes * minuteMs),
    alarm: async (input: Partial<PutMetricAlarmInput> = {}) => {
      await client.send(new PutMetricAlarmCommand({ ...anAlarm, ...input }));
    },
    put: async (value: number, { metric = 'Errors', at = clock.now() } = {}) => {
      const datum = { MetricName: metric, Value: value, Timestamp: new Date(at) };
      await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [datum] }));
    },
    set: async (name: string, state: StateValue, reason = 'by hand') => {
      await client.send(
        new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: reason }),
      );
    },
    shown: async (name: string) => {
      const { MetricAlarms, CompositeAlarms } = await client.send(
        new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
      );
      const found = MetricAlarms?.[0] ?? CompositeAlarms?.[0];
      if (!found) throw new Error(`no alarm ${name}`);
      return found;
    },
  };
}

/** More than 10 errors in one of the last minutes, unless a test says otherwise. */
export const anAlarm = {
  AlarmName: 'errors',
  Namespace: 'Shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
} as const satisfies PutMetricAlarmInput;
