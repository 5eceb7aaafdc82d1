/** The embedded metric format: log lines that are JSON and say which of their members are metrics. */
import { checkUnit, identityOf } from './metrics/identity.ts';
import type { Dimension, MetricStore } from './metrics/store.ts';
import { summaryOf } from './metrics/summary.ts';

type Line = Readonly<Record<string, unknown>> & {
  readonly _aws?: { readonly Timestamp?: unknown; readonly CloudWatchMetrics?: unknown };
};
type Directive = {
  readonly Namespace?: string;
  readonly Dimensions?: readonly (readonly string[])[];
  readonly Metrics?: readonly {
    readonly Name?: string;
    readonly Unit?: string;
    readonly StorageResolution?: number;
  }[];
};

/**
 * Takes what a function has logged. A line that is no JSON holds no metric, as in AWS, and so does a directive that is
 * not well formed: the log stays a log.
 * @param at when it was logged, epoch ms
 */
export function ingestLine(metrics: MetricStore, line: string, at: number): void {
  if (!line.includes('"_aws"')) return;
  const members = parse(line);
  const directives = members?._aws?.CloudWatchMetrics;
  if (!members || !Array.isArray(directives)) return;
  const timestamp = members._aws?.Timestamp;
  const time = typeof timestamp === 'number' ? timestamp : at;
  for (const directive of directives as readonly Directive[]) ingest(metrics, members, directive, time);
}

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

function ingest(metrics: MetricStore, members: Line, directive: Directive, at: number): void {
  const { Namespace = '', Dimensions = [[]], Metrics = [] } = directive;
  if (Namespace.startsWith('AWS/')) return;
  for (const { Name = '', Unit, StorageResolution = 60 } of Metrics) {
    const values = [members[Name]].flat().filter((value) => typeof value === 'number');
    if (values.length === 0) continue;
    const time = Math.floor(at / 1000 / StorageResolution) * StorageResolution;
    const point = values.length === 1 ? (values[0] as number) : summaryOf(values);
    for (const names of Dimensions) {
      const identity = identityOf({ Namespace, MetricName: Name, Dimensions: dimensionsOf(members, names) });
      metrics.metric(identity).add(time, point, checkUnit(Unit) ?? 'None');
    }
  }
}

const dimensionsOf = (members: Line, names: readonly string[]): Dimension[] =>
  names.flatMap((name) => (members[name] === undefined ? [] : { Name: name, Value: String(members[name]) }));
