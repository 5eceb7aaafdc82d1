/** The datapoints of a span of time, as GetMetricData and GetMetricStatistics divide it. */
import { validationError } from '../errors.ts';
import type { Grid } from '../math/evaluate.ts';

const mostDatapoints = 100_800;

/** From the period in which the span starts, up to its end. @throws ValidationException */
export function spanOf(start: Date | undefined, end: Date | undefined): Grid {
  const from = (start?.getTime() ?? 0) / 1000;
  const to = (end?.getTime() ?? 0) / 1000;
  if (!(from < to)) throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  return {
    times: (period) => {
      const first = Math.floor(from / period) * period;
      const count = Math.ceil((to - first) / period);
      if (count > mostDatapoints)
        throw validationError(
          `The span has ${count} datapoints, and at most ${mostDatapoints} can be asked for.`,
        );
      return Array.from({ length: count }, (_, index) => first + index * period);
    },
  };
}
