/** What metric math works on. A time series has no entry where it has no datapoint. */

export type TimeSeries = {
  /** Seconds. */
  readonly period: number;
  /** By epoch seconds. */
  readonly points: ReadonlyMap<number, number>;
};

export type Value = number | TimeSeries | readonly TimeSeries[];

export const isList = (value: Value): value is readonly TimeSeries[] => Array.isArray(value);
export const isSeries = (value: Value): value is TimeSeries => typeof value === 'object' && !isList(value);

/** Without what is no number: CloudWatch drops such datapoints. */
export const seriesOf = (
  period: number,
  points: Iterable<readonly [number, number | undefined]>,
): TimeSeries => ({
  period,
  points: new Map([...points].filter((point): point is [number, number] => Number.isFinite(point[1]))),
});

export const ascending = ({ points }: TimeSeries): [number, number][] =>
  [...points].sort(([one], [other]) => one - other);

/** The same for each value. */
export function each(value: Value, change: (one: number) => number): Value {
  if (typeof value === 'number') return change(value);
  if (isList(value)) return value.map((series) => each(series, change) as TimeSeries);
  return seriesOf(
    value.period,
    [...value.points].map(([time, one]) => [time, change(one)] as const),
  );
}

/** Value by value, where both have one. */
export function both(left: Value, right: Value, join: (left: number, right: number) => number): Value {
  if (typeof left === 'number')
    return typeof right === 'number' ? join(left, right) : each(right, (value) => join(left, value));
  if (typeof right === 'number') return each(left, (value) => join(value, right));
  if (isList(left))
    return left.map(
      (series, index) => both(series, isList(right) ? (right[index] ?? series) : right, join) as TimeSeries,
    );
  if (isList(right)) return right.map((series) => both(left, series, join) as TimeSeries);
  const points = [...left.points].map(([time, value]) => {
    const other = right.points.get(time);
    return [time, other === undefined ? undefined : join(value, other)] as const;
  });
  return seriesOf(Math.max(left.period, right.period), points);
}
