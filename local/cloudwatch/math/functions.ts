/** The functions of metric math that are emulated. The rest is refused by name. */
import type { Grid } from './evaluate.ts';
import { ascending, each, isList, isSeries, seriesOf, type TimeSeries, type Value } from './values.ts';

/** @param given the arguments, worked out; `repeat` stands for the keyword REPEAT. */
export type MathFunction = (given: readonly Value[], grid: Grid) => Value;

/** The keyword REPEAT of FILL, as a value that nobody can write. */
export const repeat = Number.NEGATIVE_INFINITY;

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const average = (values: readonly number[]) => total(values) / values.length;

const aggregates: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: total,
  AVG: average,
  MIN: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
  MAX: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  STDDEV: (values) => Math.sqrt(average(values.map((value) => (value - average(values)) ** 2))),
};

/** A list becomes one series, time by time; a series becomes one number. */
const aggregate =
  (join: (values: readonly number[]) => number): MathFunction =>
  ([of = Number.NaN]) => {
    if (isSeries(of)) return join([...of.points.values()]);
    return isList(of) ? acrossSeries(of, join) : of;
  };

function acrossSeries(list: readonly TimeSeries[], join: (values: readonly number[]) => number): TimeSeries {
  const byTime = new Map<number, number[]>();
  for (const { points } of list)
    for (const [time, value] of points) byTime.set(time, [...(byTime.get(time) ?? []), value]);
  const period = Math.max(0, ...list.map((series) => series.period));
  return seriesOf(
    period,
    [...byTime].map(([time, values]) => [time, join(values)] as const),
  );
}

/** Along one series, or each of a list. */
const along =
  (walk: (points: readonly (readonly [number, number])[]) => (readonly [number, number])[]): MathFunction =>
  ([of = Number.NaN]) => {
    const one = (series: TimeSeries) => seriesOf(series.period, walk(ascending(series)));
    if (isList(of)) return of.map(one);
    return isSeries(of) ? one(of) : of;
  };

const steps = (change: (rise: number, seconds: number) => number) =>
  along((points) =>
    points.slice(1).map(([time, value], index) => {
      const [before, was] = points[index] as readonly [number, number];
      return [time, change(value - was, time - before)] as const;
    }),
  );

const runningSum = along((points) => {
  let sum = 0;
  return points.map(([time, value]) => {
    sum += value;
    return [time, sum] as const;
  });
});

const at = (value: Value | undefined, time: number): number | undefined =>
  typeof value === 'number'
    ? value
    : value !== undefined && isSeries(value)
      ? value.points.get(time)
      : undefined;

const fill: MathFunction = ([of = Number.NaN, filler = 0], grid) => {
  const one = (series: TimeSeries): TimeSeries => {
    let last: number | undefined;
    const points = grid.times(series.period).map((time) => {
      const own = series.points.get(time);
      const value = own ?? (filler === repeat ? last : at(filler, time));
      last = value;
      return [time, value] as const;
    });
    return seriesOf(series.period, points);
  };
  if (isList(of)) return of.map(one);
  return isSeries(of) ? one(of) : of;
};

const choose: MathFunction = ([condition = Number.NaN, then, otherwise]) => {
  if (typeof condition === 'number')
    return (condition === 0 ? otherwise : then) ?? { period: 0, points: new Map() };
  if (isList(condition)) return Number.NaN;
  return seriesOf(
    condition.period,
    [...condition.points].map(([time, value]) => [time, at(value === 0 ? otherwise : then, time)] as const),
  );
};

const elementwise =
  (change: (value: number) => number): MathFunction =>
  ([of = Number.NaN]) =>
    each(of, change);

const functions: Readonly<Record<string, MathFunction>> = {
  ...Object.fromEntries(Object.entries(aggregates).map(([name, join]) => [name, aggregate(join)])),
  ABS: elementwise(Math.abs),
  CEIL: elementwise(Math.ceil),
  FLOOR: elementwise(Math.floor),
  LOG: elementwise(Math.log),
  LOG10: elementwise(Math.log10),
  FILL: fill,
  IF: choose,
  RATE: steps((rise, seconds) => rise / seconds),
  DIFF: steps((rise) => rise),
  RUNNING_SUM: runningSum,
  PERIOD: ([of = Number.NaN]) => (isSeries(of) ? of.period : Number.NaN),
};

/** METRICS looks at the queries beside the expression, so the evaluation answers it itself. */
export const isFunction = (name: string): boolean => name === 'METRICS' || name in functions;
export const functionOf = (name: string): MathFunction | undefined => functions[name];
