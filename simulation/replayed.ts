/** A recorded metric that happens again beside the simulated shop, and the alarm that watches it. */
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Recording } from '#local/replay/recording';
import type { Replay } from '#local/replay/replay';

export type ReplayRule = Required<
  Pick<
    PutMetricAlarmInput,
    'Statistic' | 'ComparisonOperator' | 'Threshold' | 'DatapointsToAlarm' | 'EvaluationPeriods' | 'Period'
  >
>;
export type Replayed = {
  readonly recording: Recording;
  readonly namespace: string;
  readonly name: string;
  /** Of the guards that stop, in the order of the plan; at least one. */
  readonly rules: readonly ReplayRule[];
};

/** The first datapoint arrives when the ramp is started. */
export const replayAt = ({ recording, namespace, name }: Replayed, startAt: number): Replay => ({
  recording,
  namespace,
  name,
  startAt,
});

export const watchedReplay = ({ namespace, name }: Replayed, rule: ReplayRule) => ({
  AlarmDescription: 'a recorded metric',
  Namespace: namespace,
  MetricName: name,
  ...rule,
});
