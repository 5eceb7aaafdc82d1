/** What a metric alarm looks at: one metric, or an expression over several. */
import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { validationError } from '../errors.ts';
import { identityOf, readingOf } from '../metrics/identity.ts';
import { Queries } from '../metrics/queries.ts';
import type { Metric, MetricStore } from '../metrics/store.ts';

export type Watch = {
  /** Seconds. */
  readonly period: number;
  readonly metrics: readonly Metric[];
  /** The values of the last `count` periods before `end` (epoch seconds), oldest first. */
  values(end: number, count: number): (number | undefined)[];
};

/** RATE and DIFF need the datapoint before the first. */
const before = 1;

/** @throws ValidationException, InvalidParameterValueException, NotImplementedException */
export function watchOf(store: MetricStore, input: PutMetricAlarmInput): Watch {
  return input.Metrics ? watchExpression(store, input.Metrics) : watchMetric(store, input);
}

function watchMetric(store: MetricStore, input: PutMetricAlarmInput): Watch {
  const metric = store.metric(identityOf(input));
  const reading = readingOf(input.Statistic ?? input.ExtendedStatistic ?? '', input.Unit);
  const period = input.Period ?? 0;
  return {
    period,
    metrics: [metric],
    values: (end, count) => {
      const values: (number | undefined)[] = [];
      for (let from = end - count * period; from < end; from += period)
        values.push(metric.statistic(reading, from, from + period));
      return values;
    },
  };
}

function watchExpression(store: MetricStore, metrics: NonNullable<PutMetricAlarmInput['Metrics']>): Watch {
  const queries = new Queries(store, metrics);
  const [watched, ...others] = metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (!watched || others.length > 0)
    throw validationError('Exactly one element of the metrics list should return data.');
  const [period, ...otherPeriods] = queries.periods;
  if (period === undefined || otherPeriods.length > 0)
    throw validationError('All metrics of an alarm must have the same Period, and there must be one.');
  return {
    period,
    metrics: queries.metrics,
    values: (end, count) => {
      const times = timesBefore(end, count + before, period);
      const [series, ...more] = queries.evaluate({ times: () => times })(watched.Id ?? '');
      return times.slice(before).map((time) => (more.length > 0 ? undefined : series?.points.get(time)));
    },
  };
}

const timesBefore = (end: number, count: number, period: number) =>
  Array.from({ length: count }, (_, index) => end - (count - index) * period);
