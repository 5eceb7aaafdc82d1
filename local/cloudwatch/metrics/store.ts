/** Every metric of a world. A metric is a namespace, a name and its dimensions; each unit has a series of its own. */
import type { StandardUnit } from '@aws-sdk/client-cloudwatch';
import { asSummary, Series } from './series.ts';
import type { Statistic } from './statistic.ts';
import { merge, type Summary } from './summary.ts';

export type Dimension = { readonly Name: string; readonly Value: string };

export type Identity = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
};

export class Metric {
  readonly identity: Identity;
  readonly #byUnit: { readonly unit: string; readonly series: Series }[] = [];
  /** Told of every new datapoint: the alarms that watch this metric. */
  readonly watchers = new Set<() => void>();

  constructor(identity: Identity) {
    this.identity = identity;
  }

  add(time: number, point: number | Summary, unit: string): void {
    let found = this.#byUnit.find((each) => each.unit === unit);
    if (!found) {
      found = { unit, series: new Series() };
      this.#byUnit.push(found);
    }
    found.series.add(time, point);
    for (const told of this.watchers) told();
  }

  /** The time of the newest datapoint, epoch seconds. */
  get last(): number | undefined {
    let last: number | undefined;
    for (const { series } of this.#byUnit) last = Math.max(series.last ?? 0, last ?? 0);
    return last;
  }

  /** That of its data; the first, if there are several. */
  get unit(): StandardUnit {
    return (this.#byUnit[0]?.unit ?? 'None') as StandardUnit;
  }

  /** Of everything from `from` up to but not including `to`, in one unit or in all. */
  statistic(read: Reading, from: number, to: number): number | undefined {
    let all: number | Summary | undefined;
    for (const { unit, series } of this.#byUnit) {
      if (read.unit !== undefined && read.unit !== unit) continue;
      const found = series.between(from, to);
      if (found === undefined) continue;
      all = all === undefined ? found : merge(asSummary(all), asSummary(found));
    }
    if (all === undefined) return undefined;
    if (typeof all === 'number' && read.isValueItself) return all;
    return read.statistic(asSummary(all));
  }
}

/** How a metric is to be read. */
export type Reading = {
  readonly statistic: Statistic;
  /** Whether that of a single value is the value: then there is nothing to sum up. */
  readonly isValueItself: boolean;
  readonly unit: string | undefined;
};

export class MetricStore {
  readonly #metrics = new Map<string, Metric>();

  /** The metric of that identity, which need not have data yet. */
  metric(identity: Identity): Metric {
    const key = keyOf(identity);
    const found = this.#metrics.get(key);
    if (found) return found;
    const metric = new Metric(identity);
    this.#metrics.set(key, metric);
    return metric;
  }

  /** Those that ever had data. */
  all(): Metric[] {
    return [...this.#metrics.values()].filter((metric) => metric.last !== undefined);
  }
}

function keyOf({ namespace, name, dimensions }: Identity): string {
  const sorted = dimensions.map(({ Name, Value }) => `${Name}\0${Value}`).sort();
  return [namespace, name, ...sorted].join('\n');
}
