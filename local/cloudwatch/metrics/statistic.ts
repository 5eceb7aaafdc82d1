/** The statistics: the five of old, and the extended ones that need to know each value. */
import { notImplemented } from '../../wire/errors.ts';
import type { Summary } from './summary.ts';

/** The value of a statistic, or undefined where the data does not tell: percentiles of a statistic set. */
export type Statistic = (of: Summary) => number | undefined;

const simple: Readonly<Record<string, Statistic>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
  SampleCount: ({ count }) => count,
};

/** The statistic of that name; undefined if there is none. What AWS has beyond these is refused by name. */
export function statisticOf(name: string): Statistic | undefined {
  return simple[name] ?? extended(name);
}

/** Whether the statistic of one value that was sent once is that value. */
export const isValueItself = (name: string): boolean => /^(Sum|Average|Minimum|Maximum|p[\d.]+)$/.test(name);

const notEmulated = /^(wm|pr)|^iqm$/i;
const percentile = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/i;
const trimmed = /^(tm|tc|ts)(\d{1,2}(?:\.\d{1,10})?|100)$/i;
const range = /^(tm|tc|ts)\((\d{1,3}(?:\.\d+)?)?%:(\d{1,3}(?:\.\d+)?)?%\)$/i;

function extended(name: string): Statistic | undefined {
  if (notEmulated.test(name)) throw notImplemented('CloudWatch', `the statistic ${name}`);
  const [, percent] = percentile.exec(name) ?? [];
  if (percent !== undefined) return (of) => of.values && percentileOf(of.values, of.count, Number(percent));
  const [, kind = '', upTo] = trimmed.exec(name) ?? [];
  if (upTo !== undefined) return (of) => of.values && trim(kind, of.values, of.count, 0, Number(upTo));
  const [found, which = '', from, to] = range.exec(name) ?? [];
  if (found === undefined) return undefined;
  return (of) => of.values && trim(which, of.values, of.count, Number(from ?? 0), Number(to ?? 100));
}

/** Between the two nearest ranks. AWS estimates from buckets that are at most 1 % wide. */
function percentileOf(values: ReadonlyMap<number, number>, count: number, percent: number): number {
  const rank = (percent / 100) * (count - 1);
  const below = valueAt(values, Math.floor(rank));
  return below + (valueAt(values, Math.ceil(rank)) - below) * (rank - Math.floor(rank));
}

const ascending = (values: ReadonlyMap<number, number>) => [...values].sort(([a], [b]) => a - b);

function valueAt(values: ReadonlyMap<number, number>, rank: number): number {
  let passed = 0;
  for (const [value, times] of ascending(values)) {
    passed += times;
    if (rank < passed) return value;
  }
  return Math.max(...values.keys());
}

/** Mean, count or sum of what lies between two percentiles. */
function trim(
  kind: string,
  values: ReadonlyMap<number, number>,
  count: number,
  fromPercent: number,
  toPercent: number,
): number | undefined {
  const [from, to] = [(fromPercent / 100) * count, (toPercent / 100) * count];
  let [passed, sum, kept] = [0, 0, 0];
  for (const [value, times] of ascending(values)) {
    const inside = Math.max(0, Math.min(passed + times, to) - Math.max(passed, from));
    sum += value * inside;
    kept += inside;
    passed += times;
  }
  switch (kind.toLowerCase()) {
    case 'tc':
      return kept;
    case 'ts':
      return sum;
    default:
      return kept === 0 ? undefined : sum / kept;
  }
}
