import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import { validationError } from '../errors.ts';
import { ascending, type TimeSeries } from '../math/values.ts';
import { Queries } from '../metrics/queries.ts';
import { spanOf } from '../metrics/span.ts';
import { startOf, tokenFrom } from '../paging.ts';
import type { CloudWatchWorld } from '../world.ts';

const mostQueries = 500;
const mostDatapoints = 100_800;

type Answer = {
  readonly query: MetricDataQuery;
  readonly points: readonly (readonly [time: number, value: number])[];
};

/** The newest datapoints first, unless asked otherwise. A page holds MaxDatapoints of all queries together. */
export function getMetricData({ metrics }: CloudWatchWorld, input: GetMetricDataInput): GetMetricDataOutput {
  const { MetricDataQueries: queries = [], StartTime, EndTime, ScanBy, MaxDatapoints, NextToken } = input;
  if (input.LabelOptions) throw notImplemented('CloudWatch', 'GetMetricData with LabelOptions');
  if (queries.length < 1 || queries.length > mostQueries)
    throw validationError(`MetricDataQueries must have between 1 and ${mostQueries} queries`);
  const dynamic = queries.find(({ Label }) => Label?.includes('${'));
  if (dynamic) throw notImplemented('CloudWatch', `the dynamic label ${dynamic.Label}`);
  const seriesOf = new Queries(metrics, queries).evaluate(spanOf(StartTime, EndTime));
  const returned = queries.filter(({ ReturnData }) => ReturnData !== false);
  const answers = returned.flatMap((query) =>
    seriesOf(query.Id ?? '').map((series) => ({ query, points: inOrder(series, ScanBy) })),
  );
  return pageOfAnswers(
    answers,
    MaxDatapoints ?? mostDatapoints,
    NextToken === undefined ? 0 : startOf(NextToken),
  );
}

function inOrder(series: TimeSeries, scanBy: string | undefined) {
  const points = ascending(series);
  return scanBy === 'TimestampAscending' ? points : points.reverse();
}

/** What of each answer lies in the page, counting the datapoints through all answers. */
function pageOfAnswers(answers: readonly Answer[], size: number, start: number): GetMetricDataOutput {
  const results: MetricDataResult[] = [];
  let passed = 0;
  for (const { query, points } of answers) {
    const from = Math.max(0, start - passed);
    const to = Math.min(points.length, start + size - passed);
    const isBegun = start === 0 || from < points.length;
    if (isBegun && (to > from || points.length === 0))
      results.push(resultOf(query, points.slice(from, to), to < points.length));
    passed += points.length;
  }
  return {
    MetricDataResults: results,
    Messages: [],
    ...(start + size < passed ? { NextToken: tokenFrom(start + size) } : {}),
  };
}

const resultOf = (
  query: MetricDataQuery,
  points: Answer['points'],
  isPartial: boolean,
): MetricDataResult => ({
  Id: query.Id,
  Label: query.Label ?? query.MetricStat?.Metric?.MetricName ?? query.Id,
  Timestamps: points.map(([time]) => new Date(time * 1000)),
  Values: points.map(([, value]) => value),
  StatusCode: isPartial ? 'PartialData' : 'Complete',
});
