/**
 * What people see of a function: lines of the log and metrics. A line says of which ramp, run and step it is; that is learned
 * as the ledger is read. Only what is on the list gets into a line: never an input, a header or an entity's id.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { type Measure, measuresOf } from '#core/measures';
import type { Ramp } from '#core/ramp';
import type { Ledger } from './ledger.ts';

const allowed = [
  ...([
    'ramp',
    'run',
    'step',
    'correlationId',
    'alarm',
    'state',
    'reaction',
    'do',
    'by',
    'kind',
    'event',
  ] as const),
  ...(['because', 'error', 'why', 'exposure', 'generation', 'seq', 'audience', 'secretArn'] as const),
] as const;
type Key = (typeof allowed)[number];
export type Told = { readonly [K in Key]?: string | number | undefined };
export type Noted = (ledger: Ledger) => Ledger;
export type Log = (message: string, told?: Told) => void;
/** @param ramp a property of the metric, no dimension: there are many, and each dimension is a metric of its own to pay for */
export type MeasureIt = (measure: Measure, ramp?: string) => void;

/** What somebody else's error says may be long. */
const longest = 500;

export function observe(logger: Logger, metrics: Metrics) {
  const seen = new Map<string, Ramp>();

  const log: Log = (message, told = {}) => logger.info(message, { ...placeOf(told.ramp), ...listed(told) });

  /** A line that names no ramp is about the only one, where there is only one. */
  function placeOf(named: string | number | undefined): Told {
    const only = seen.size === 1 ? [...seen.keys()][0] : undefined;
    const id = named === undefined ? only : String(named);
    const ramp = id === undefined ? undefined : seen.get(id);
    if (!ramp) return id === undefined ? {} : { ramp: id, correlationId: id };
    return { ramp: ramp.id, correlationId: ramp.id, run: ramp.run, step: ramp.reached.length };
  }

  const measure: MeasureIt = ({ name, unit, value }, ramp) => {
    const single = metrics.singleMetric();
    if (ramp !== undefined) single.addMetadata('ramp', ramp);
    single.addMetric(name, unit, value);
  };

  return {
    log,
    measure,

    /** The same ledger; what it reads and writes is noted. */
    noted: ((ledger) => ({
      ...ledger,
      read: async (rampId) => {
        const entry = await ledger.read(rampId);
        if (entry) seen.set(rampId, entry.ramp);
        return entry;
      },
      readAll: async (rampIds) => {
        const entries = await ledger.readAll(rampIds);
        for (const { ramp } of entries) seen.set(ramp.id, ramp);
        return entries;
      },
      write: async (entry, what, now) => {
        const written = await ledger.write(entry, what, now);
        if (written.is === 'conflict') return written;
        const { ramp } = written.entry;
        seen.set(ramp.id, ramp);
        for (const each of what.change.facts.flatMap(measuresOf)) measure(each, ramp.id);
        return written;
      },
      fence: async (rampId, cause, now) => {
        const entry = await ledger.fence(rampId, cause, now);
        if (entry) seen.set(rampId, entry.ramp);
        return entry;
      },
    })) satisfies Noted,
  };
}

function listed(told: Told): Told {
  const entries = allowed.flatMap((key) => {
    const value = told[key];
    return value === undefined ? [] : [[key, typeof value === 'string' ? value.slice(0, longest) : value]];
  });
  return Object.fromEntries(entries);
}
