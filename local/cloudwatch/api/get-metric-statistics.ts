import type {
  Datapoint,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
} from '@aws-sdk/client-cloudwatch';
import { invalidCombination, missingParameter } from '../errors.ts';
import { checkPeriod, identityOf, readingOf } from '../metrics/identity.ts';
import { spanOf } from '../metrics/span.ts';
import type { CloudWatchWorld } from '../world.ts';

const mostDatapoints = 1440;

export function getMetricStatistics(
  { metrics }: CloudWatchWorld,
  input: GetMetricStatisticsInput,
): GetMetricStatisticsOutput {
  const { Statistics = [], ExtendedStatistics = [], StartTime, EndTime, Unit } = input;
  if (Statistics.length + ExtendedStatistics.length === 0)
    throw missingParameter(
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  const metric = metrics.metric(identityOf(input));
  const period = checkPeriod(input.Period);
  const times = spanOf(StartTime, EndTime).times(period);
  if (times.length > mostDatapoints)
    throw invalidCombination(
      `You have requested up to ${times.length} datapoints, which exceeds the limit of ${mostDatapoints}.`,
    );
  const valuesAt = (names: readonly string[], time: number) =>
    names.flatMap((name) => {
      const value = metric.statistic(readingOf(name, Unit), time, time + period);
      return value === undefined ? [] : [[name, value] as const];
    });
  const datapoints = times.flatMap((time): Datapoint[] => {
    const simple = Object.fromEntries(valuesAt(Statistics, time));
    const extended = valuesAt(ExtendedStatistics, time);
    if (Object.keys(simple).length + extended.length === 0) return [];
    return [
      {
        Timestamp: new Date(time * 1000),
        Unit: Unit ?? metric.unit,
        ...simple,
        ...(extended.length > 0 ? { ExtendedStatistics: Object.fromEntries(extended) } : {}),
      },
    ];
  });
  return { Label: input.MetricName, Datapoints: datapoints };
}
