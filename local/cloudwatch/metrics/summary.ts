/** What CloudWatch keeps of the values of a metric at one time: their sum, count, extremes, and how often each was sent. */

export type Summary = {
  readonly sum: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  /** How often each value was sent; undefined where only a statistic set was sent, which has no percentiles. */
  readonly values: ReadonlyMap<number, number> | undefined;
};

export function summaryOf(values: readonly number[], counts?: readonly number[]): Summary {
  let [sum, count, minimum, maximum] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const times = new Map<number, number>();
  values.forEach((value, index) => {
    const weight = counts?.[index] ?? 1;
    sum += value * weight;
    count += weight;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    times.set(value, (times.get(value) ?? 0) + weight);
  });
  return { sum, count, minimum, maximum, values: times };
}

export function merge(one: Summary, other: Summary): Summary {
  return {
    sum: one.sum + other.sum,
    count: one.count + other.count,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
    values: one.values && other.values && addUp(one.values, other.values),
  };
}

function addUp(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): Map<number, number> {
  const all = new Map(one);
  for (const [value, times] of other) all.set(value, (all.get(value) ?? 0) + times);
  return all;
}
