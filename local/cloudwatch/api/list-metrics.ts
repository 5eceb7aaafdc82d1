import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import { validationError } from '../errors.ts';
import type { Metric } from '../metrics/store.ts';
import { pageOf } from '../paging.ts';
import type { CloudWatchWorld } from '../world.ts';

const pageSize = 500;
const threeHoursS = 3 * 3600;

/** In the order in which they first had data. */
export function listMetrics({ metrics, clock }: CloudWatchWorld, input: ListMetricsInput): ListMetricsOutput {
  if (input.IncludeLinkedAccounts || input.OwningAccount)
    throw notImplemented('CloudWatch', 'ListMetrics of other accounts');
  if (input.RecentlyActive !== undefined && input.RecentlyActive !== 'PT3H')
    throw validationError('RecentlyActive must be PT3H');
  const found = metrics.all().filter(asked(input, clock.now()));
  const { items, nextToken } = pageOf(found, pageSize, input.NextToken);
  return {
    Metrics: items.map(({ identity }) => ({
      Namespace: identity.namespace,
      MetricName: identity.name,
      Dimensions: [...identity.dimensions],
    })),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

function asked(input: ListMetricsInput, now: number): (metric: Metric) => boolean {
  const { Namespace, MetricName, Dimensions = [], RecentlyActive } = input;
  const since = RecentlyActive ? now / 1000 - threeHoursS : 0;
  return ({ identity, last = 0 }) =>
    (Namespace === undefined || identity.namespace === Namespace) &&
    (MetricName === undefined || identity.name === MetricName) &&
    last >= since &&
    Dimensions.every(({ Name, Value }) =>
      identity.dimensions.some((own) => own.Name === Name && (Value === undefined || own.Value === Value)),
    );
}
