import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import { invalidCombination, invalidValue, missingParameter, validationError } from '../errors.ts';
import { checkUnit, identityOf } from '../metrics/identity.ts';
import type { Identity } from '../metrics/store.ts';
import { type Summary, summaryOf } from '../metrics/summary.ts';
import type { CloudWatchWorld } from '../world.ts';

const mostData = 1000;
const mostValues = 150;
const twoWeeksMs = 14 * 86_400_000;
const twoHoursMs = 2 * 3_600_000;
const largest = 2 ** 360;

type Entry = {
  readonly identity: Identity;
  readonly time: number;
  readonly point: number | Summary;
  readonly unit: string;
};

/** All of it or nothing: one bad datum refuses the call. */
export function putMetricData(world: CloudWatchWorld, input: PutMetricDataInput): Record<string, never> {
  const { Namespace = '', MetricData = [], EntityMetricData } = input;
  if (EntityMetricData) throw notImplemented('CloudWatch', 'PutMetricData with EntityMetricData');
  if (Namespace.startsWith('AWS/'))
    throw invalidValue(`The value AWS/ for parameter Namespace is invalid: it is reserved.`);
  if (MetricData.length === 0) throw missingParameter('The parameter MetricData is required.');
  if (MetricData.length > mostData)
    throw validationError(`The collection MetricData must not have a size greater than ${mostData}.`);
  const entries = MetricData.map((datum, index) =>
    entryOf(Namespace, datum, `MetricData.member.${index + 1}.`, world.clock.now()),
  );
  for (const { identity, time, point, unit } of entries)
    world.metrics.metric(identity).add(time, point, unit);
  return {};
}

function entryOf(namespace: string, datum: MetricDatum, where: string, now: number): Entry {
  const identity = identityOf({ ...datum, Namespace: namespace }, where);
  const resolution = datum.StorageResolution ?? 60;
  if (resolution !== 1 && resolution !== 60)
    throw invalidValue(`The value ${resolution} for parameter ${where}StorageResolution is invalid.`);
  const at = datum.Timestamp?.getTime() ?? now;
  if (!(at >= now - twoWeeksMs && at <= now + twoHoursMs))
    throw invalidValue(
      `The parameter ${where}Timestamp must specify a time within the past two weeks and at most two hours ahead.`,
    );
  const time = Math.floor(at / 1000 / resolution) * resolution;
  return { identity, time, point: pointOf(datum, where), unit: checkUnit(datum.Unit) ?? 'None' };
}

function pointOf(datum: MetricDatum, where: string): number | Summary {
  const { Value, Values, Counts, StatisticValues } = datum;
  const given = Object.entries({ Value, Values, StatisticValues }).filter(([, value]) => value !== undefined);
  const [[first] = [], [second] = []] = given;
  if (first === undefined)
    throw missingParameter(
      `At least one of the parameters ${where}Value, Values, StatisticValues must be specified.`,
    );
  if (second !== undefined)
    throw invalidCombination(
      `The parameters ${where}${first} and ${where}${second} are mutually exclusive and you have specified both.`,
    );
  if (Value !== undefined) return checkNumber(Value, `${where}Value`);
  return Values ? distribution(Values, Counts, where) : statisticSet(StatisticValues ?? {}, where);
}

function distribution(
  values: readonly number[],
  counts: readonly number[] | undefined,
  where: string,
): Summary {
  if (values.length === 0 || values.length > mostValues)
    throw validationError(`The collection ${where}Values must have between 1 and ${mostValues} values.`);
  if (counts && counts.length !== values.length)
    throw invalidValue(`The parameters ${where}Values and ${where}Counts must be of the same length.`);
  for (const value of values) checkNumber(value, `${where}Values`);
  for (const count of counts ?? [])
    if (!(checkNumber(count, `${where}Counts`) > 0))
      throw invalidValue(`The value ${count} for parameter ${where}Counts is invalid.`);
  return summaryOf(values, counts);
}

function statisticSet(
  {
    SampleCount,
    Sum,
    Minimum,
    Maximum,
  }: {
    SampleCount?: number | undefined;
    Sum?: number | undefined;
    Minimum?: number | undefined;
    Maximum?: number | undefined;
  },
  where: string,
): Summary {
  const name = `${where}StatisticValues`;
  const count = checkNumber(SampleCount, `${name}.SampleCount`);
  const sum = checkNumber(Sum, `${name}.Sum`);
  const minimum = checkNumber(Minimum, `${name}.Minimum`);
  const maximum = checkNumber(Maximum, `${name}.Maximum`);
  if (!(count > 0) || minimum > maximum)
    throw invalidValue(`The values of parameter ${name} contradict each other.`);
  // one value, sent any number of times, has its percentiles
  const values = minimum === maximum ? new Map([[minimum, count]]) : undefined;
  return { sum, count, minimum, maximum, values };
}

function checkNumber(value: number | undefined, where: string): number {
  if (value === undefined) throw missingParameter(`The parameter ${where} is required.`);
  if (Number.isFinite(value) && Math.abs(value) <= largest) return value;
  throw invalidValue(`The value ${value} for parameter ${where} is invalid.`);
}
