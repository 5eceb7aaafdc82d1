/** The embedded metric format: log lines that are JSON and say which of their members are metrics. */
import { checkUnit, identityOf } from './metrics/identity.ts';
import type { Dimension, Identity, MetricStore } from './metrics/store.ts';
import { type Summary, summaryOf } from './metrics/summary.ts';

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
  for (const directive of directives as readonly Directive[]) {
    const entries = entriesOf(members, directive);
    for (const { identity, resolution, point, unit } of entries)
      metrics.metric(identity).add(Math.floor(time / 1000 / resolution) * resolution, point, unit);
  }
}

function parse(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

type Entry = {
  readonly identity: Identity;
  readonly resolution: number;
  readonly point: number | Summary;
  readonly unit: string;
};

/** None at all where anything in the directive is not as it must be: whatever a function logs, it is no error of ours. */
function entriesOf(members: Line, directive: Directive): Entry[] {
  try {
    const { Namespace = '', Dimensions = [[]], Metrics = [] } = directive;
    if (Namespace.startsWith('AWS/')) return [];
    return Metrics.flatMap(({ Name = '', Unit, StorageResolution = 60 }) => {
      const values = [members[Name]].flat().filter((value) => typeof value === 'number');
      if (values.length === 0) return [];
      const point = values.length === 1 ? (values[0] as number) : summaryOf(values);
      return Dimensions.map((names) => ({
        identity: identityOf({ Namespace, MetricName: Name, Dimensions: dimensionsOf(members, names) }),
        resolution: StorageResolution === 1 ? 1 : 60,
        point,
        unit: checkUnit(Unit) ?? 'None',
      }));
    });
  } catch {
    return [];
  }
}

const dimensionsOf = (members: Line, names: readonly string[]): Dimension[] =>
  names.flatMap((name) => (members[name] === undefined ? [] : { Name: name, Value: String(members[name]) }));
