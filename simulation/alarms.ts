/** The alarms that guard a plan, as its owners would have made them. One of them watches errors, the others how long pages take. */
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';
import type { Guard, Plan } from '#core/plan/plan';
import { namespace } from './metrics.ts';
import { type Replayed, watchedReplay } from './replayed.ts';
import type { RampWorld } from './world.ts';

/** @param replayed is watched instead of the errors, where there is one, by as many guards as it has rules */
export async function createAlarms(
  world: RampWorld,
  { guards }: Pick<Plan, 'guards'>,
  replayed?: Replayed,
): Promise<void> {
  const client = new CloudWatchClient(world.clientConfig());
  const decisive = decisiveOf(guards);
  const made = new Set<string>();
  for (const guard of guards) {
    const AlarmName = nameOf(guard);
    if (made.has(AlarmName)) continue;
    made.add(AlarmName);
    const watched = watchedBy(decisive.indexOf(guard), replayed);
    await client.send(new PutMetricAlarmCommand({ AlarmName, Tags: tagsOf(guard), ...common, ...watched }));
  }
}

/** Those that stop the ramp, or the first one if none does. */
const decisiveOf = (guards: readonly Guard[]): readonly Guard[] => {
  const stopping = guards.filter(({ then }) => then === 'stop');
  return stopping.length > 0 ? stopping : guards.slice(0, 1);
};

function watchedBy(place: number, replayed: Replayed | undefined): Watched {
  const rule = replayed?.rules[place];
  if (replayed && rule) return watchedReplay(replayed, rule);
  return place === 0 ? errorRate : slowPages;
}

const nameOf = (guard: Guard): string =>
  guard.kind === 'alarm' ? guard.alarm : `tagged ${Object.entries(guard.tags).flat().join(' ')}`;

const tagsOf = (guard: Guard) =>
  guard.kind === 'alarm' ? [] : Object.entries(guard.tags).map(([Key, Value]) => ({ Key, Value }));

/** A quarter of an hour, so that no single error at night is one. */
const common = { EvaluationPeriods: 3, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' } as const;

const sumOf = (MetricName: string) => ({
  Metric: { Namespace: namespace, MetricName },
  Period: 300,
  Stat: 'Sum',
});

type Watched = Omit<PutMetricAlarmInput, 'AlarmName' | 'EvaluationPeriods'>;

const errorRate: Watched = {
  AlarmDescription: 'more than 4 % of the requests fail',
  Metrics: [
    { Id: 'errors', MetricStat: sumOf('Errors'), ReturnData: false },
    { Id: 'requests', MetricStat: sumOf('Requests'), ReturnData: false },
    { Id: 'rate', Expression: '100 * errors / requests', Label: 'error rate', ReturnData: true },
  ],
  Threshold: 4,
  ComparisonOperator: 'GreaterThanThreshold',
};

const slowPages: Watched = {
  AlarmDescription: 'one page of a hundred takes longer than 2 seconds',
  Namespace: namespace,
  MetricName: 'Latency',
  Period: 300,
  ExtendedStatistic: 'p99',
  Threshold: 2000,
  ComparisonOperator: 'GreaterThanThreshold',
};
