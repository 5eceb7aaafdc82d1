/** MetricDataQueries, as GetMetricData and alarms on metric math have them: metrics, and expressions over one another. */
import type { MetricDataQuery, MetricStat } from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import { validationError } from '../errors.ts';
import { MathError } from '../math/error.ts';
import { evaluateMath, type Grid } from '../math/evaluate.ts';
import { idsOf, parseMath } from '../math/parse.ts';
import { isList, isSeries, seriesOf, type TimeSeries, type Value } from '../math/values.ts';
import { checkPeriod, identityOf, readingOf } from './identity.ts';
import type { Metric, MetricStore, Reading } from './store.ts';

type Compiled = {
  readonly query: MetricDataQuery;
  readonly metric: Metric | undefined;
  /** Seconds; an expression has that of what it names. */
  readonly period: number;
  evaluate(scope: Evaluation): Value;
};

/** The queries, checked and resolved once, to be worked out over any span of time. */
export class Queries {
  readonly #byId: ReadonlyMap<string, Compiled>;

  /** @throws ValidationException, NotImplementedException */
  constructor(store: MetricStore, queries: readonly MetricDataQuery[]) {
    const byId = new Map<string, Compiled>();
    for (const query of queries) {
      const id = query.Id ?? '';
      if (!/^[a-z]\w{0,254}$/.test(id))
        throw validationError(`Invalid Id '${id}': it must begin with a lower case letter`);
      if (byId.has(id)) throw validationError(`The Ids of queries must be unique: ${id}`);
      byId.set(id, compile(store, query));
    }
    this.#byId = byId;
    for (const { query } of byId.values()) checkReferences(byId, query, []);
  }

  get metrics(): Metric[] {
    return [...this.#byId.values()].flatMap(({ metric }) => metric ?? []);
  }

  /** The periods of the metrics, seconds. */
  get periods(): number[] {
    return [...new Set([...this.#byId.values()].map(({ period }) => period).filter((period) => period > 0))];
  }

  /** The time series of each query asked for. */
  evaluate(grid: Grid): (id: string) => readonly TimeSeries[] {
    const evaluation = new Evaluation(this.#byId, grid);
    return (id) => evaluation.series(id);
  }
}

function compile(store: MetricStore, query: MetricDataQuery): Compiled {
  const { MetricStat: stat, Expression: expression, AccountId } = query;
  if (AccountId) throw notImplemented('CloudWatch', 'a query of another AccountId');
  if ((stat === undefined) === (expression === undefined))
    throw validationError(`The query ${query.Id} must have either MetricStat or Expression`);
  return stat ? compileStat(store, query, stat) : compileExpression(query, expression ?? '');
}

function compileStat(store: MetricStore, query: MetricDataQuery, stat: MetricStat): Compiled {
  const period = checkPeriod(stat.Period);
  const metric = store.metric(identityOf(stat.Metric ?? {}));
  const reading = readingOf(stat.Stat ?? '', stat.Unit);
  return { query, metric, period, evaluate: ({ grid }) => readSeries(metric, reading, period, grid) };
}

function readSeries(metric: Metric, reading: Reading, period: number, grid: Grid): TimeSeries {
  const points = grid
    .times(period)
    .map((time) => [time, metric.statistic(reading, time, time + period)] as const);
  return seriesOf(period, points);
}

function compileExpression(query: MetricDataQuery, text: string): Compiled {
  if (/^\s*SELECT\b/i.test(text)) throw notImplemented('CloudWatch', 'Metrics Insights (SELECT)');
  const expression = told(query, () => parseMath(text));
  return {
    query,
    metric: undefined,
    period: query.Period === undefined ? 0 : checkPeriod(query.Period),
    evaluate: (scope) => told(query, () => evaluateMath(expression, scope)),
  };
}

/** An expression may name what stands after it, but not itself. */
function checkReferences(
  byId: ReadonlyMap<string, Compiled>,
  query: MetricDataQuery,
  path: readonly string[],
): void {
  const id = query.Id ?? '';
  if (path.includes(id))
    throw validationError(`Circular reference of expressions: ${[...path, id].join(' → ')}`);
  if (query.Expression === undefined) return;
  for (const named of idsOf(parseMath(query.Expression))) {
    const found = byId.get(named);
    if (found) checkReferences(byId, found.query, [...path, id]);
    else if (named.toUpperCase() === 'LINEAR') throw notImplemented('CloudWatch', 'FILL with LINEAR');
    else if (named.toUpperCase() !== 'REPEAT')
      throw validationError(`Error in expression '${id}': Undefined variable '${named}'`);
  }
}

function told<T>(query: MetricDataQuery, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MathError) throw validationError(`${error.message} (query ${query.Id})`);
    throw error;
  }
}

/** Works each query out once. */
class Evaluation {
  readonly grid: Grid;
  readonly #byId: ReadonlyMap<string, Compiled>;
  readonly #known = new Map<string, Value>();

  constructor(byId: ReadonlyMap<string, Compiled>, grid: Grid) {
    this.#byId = byId;
    this.grid = grid;
  }

  get(id: string): Value | undefined {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const value = this.#byId.get(id)?.evaluate(this);
    if (value !== undefined) this.#known.set(id, value);
    return value;
  }

  metrics(containing: string): TimeSeries[] {
    const ids = [...this.#byId].filter(([id, { metric }]) => metric && id.includes(containing));
    return ids.map(([id]) => this.get(id) as TimeSeries);
  }

  /** A number is a series of that number; an array gives several. */
  series(id: string): readonly TimeSeries[] {
    const value = this.get(id) ?? [];
    if (isList(value)) return value;
    if (isSeries(value)) return [value];
    const periods = [...this.#byId.values()].map(({ period }) => period).filter((period) => period > 0);
    const period = this.#byId.get(id)?.period || Math.max(60, ...periods);
    return [
      seriesOf(
        period,
        this.grid.times(period).map((time) => [time, value] as const),
      ),
    ];
  }
}
