import type { DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput } from '@aws-sdk/client-cloudwatch';
import { metricView } from '../alarms/view.ts';
import { identityOf } from '../metrics/identity.ts';
import type { CloudWatchWorld } from '../world.ts';

/** The alarms on that single metric; those on metric math are not found by it, as in AWS. */
export function describeAlarmsForMetric(
  { alarms, metrics }: CloudWatchWorld,
  input: DescribeAlarmsForMetricInput,
): DescribeAlarmsForMetricOutput {
  const metric = metrics.metric(identityOf(input));
  const asked = (['Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const).filter(
    (member) => input[member] !== undefined,
  );
  const found = alarms.all().flatMap((alarm) => {
    if (alarm.kind !== 'metric' || alarm.given.Metrics || !alarm.watch.metrics.includes(metric)) return [];
    return asked.every((member) => alarm.given[member] === input[member]) ? metricView(alarm) : [];
  });
  return { MetricAlarms: found };
}
