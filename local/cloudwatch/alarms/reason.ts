/** Why an alarm is in its state, in AWS's words: a sentence for people, and JSON for programs. */
import type { MetricAlarm } from './alarm.ts';
import { comparing, type State } from './evaluation.ts';
import { utc } from './instant.ts';

/** One evaluation: the values it read, oldest first, and when the first period began (epoch seconds). */
export type Reading = {
  readonly values: readonly (number | undefined)[];
  readonly start: number;
  readonly at: number;
};
type Datapoint = readonly [time: number, value: number];

export function reasonOf(alarm: MetricAlarm, reading: Reading, to: State): string {
  const recent = datapointsOf(alarm, reading);
  const missing = alarm.criteria.evaluationPeriods - recent.length;
  if (to === 'INSUFFICIENT_DATA') {
    const unknown = Math.max(1, missing);
    return `Insufficient Data: ${unknown} ${unknown === 1 ? 'datapoint was' : 'datapoints were'} unknown.`;
  }
  if (recent.length === 0)
    return `Threshold Crossed: no datapoints were received for ${periods(missing)} and ${treated(alarm, missing)}.`;
  const filled = missing > 0 && usesFilling(alarm) ? ` and ${treated(alarm, missing)}` : '';
  const minimum = alarm.given.DatapointsToAlarm === undefined ? '' : ` (${minimumOf(alarm, to)})`;
  return `Threshold Crossed: ${crossed(alarm, recent, to)}${filled}${minimum}.`;
}

export function reasonDataOf(alarm: MetricAlarm, reading: Reading): string {
  const recent = datapointsOf(alarm, reading);
  const { Statistic, ExtendedStatistic, Unit } = alarm.given;
  const statistic = Statistic ?? ExtendedStatistic;
  const start = recent[0]?.[0] ?? reading.start;
  const members = [
    '"version":"1.0"',
    `"queryDate":"${utc(reading.at)}"`,
    `"startDate":"${utc(start * 1000)}"`,
    ...(Unit === undefined ? [] : [`"unit":"${Unit}"`]),
    ...(statistic === undefined ? [] : [`"statistic":"${statistic}"`]),
    `"period":${alarm.watch.period}`,
    `"recentDatapoints":[${recent.map(([, value]) => double(value)).join(',')}]`,
    `"threshold":${double(alarm.threshold)}`,
  ];
  return `{${members.join(',')}}`;
}

/** The real ones that count: the newest, at most as many as there are evaluation periods. */
function datapointsOf({ watch, criteria }: MetricAlarm, { values, start }: Reading): Datapoint[] {
  const all = values.flatMap((value, index) =>
    value === undefined ? [] : [[start + index * watch.period, value] as const],
  );
  return all.slice(-criteria.evaluationPeriods);
}

function crossed(alarm: MetricAlarm, recent: readonly Datapoint[], to: State): string {
  const { words, test } = comparing(alarm.comparison);
  const telling = recent.filter(([, value]) => test(value, alarm.threshold) === (to === 'ALARM'));
  const shown = (telling.length === 0 ? recent : telling).map(dated);
  const was = shown.length === 1 ? 'was' : 'were';
  const count =
    alarm.given.DatapointsToAlarm === undefined
      ? `${shown.length} ${shown.length === 1 ? 'datapoint' : 'datapoints'}`
      : `${shown.length} out of the last ${alarm.criteria.evaluationPeriods} datapoints`;
  const not = to === 'ALARM' ? '' : 'not ';
  return `${count} [${shown.join(', ')}] ${was} ${not}${words} the threshold (${double(alarm.threshold)})`;
}

const periods = (count: number) => `${count} ${count === 1 ? 'period' : 'periods'}`;
const usesFilling = ({ criteria }: MetricAlarm) => /reaching$/.test(criteria.treatMissingData);

function treated({ criteria }: MetricAlarm, missing: number): string {
  const treatment = criteria.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  return `${missing} missing ${missing === 1 ? 'datapoint was' : 'datapoints were'} treated as [${treatment}]`;
}

function minimumOf({ criteria, state }: MetricAlarm, to: State): string {
  const { datapointsToAlarm, evaluationPeriods } = criteria;
  const [least, from] =
    to === 'ALARM' ? [datapointsToAlarm, 'OK'] : [evaluationPeriods - datapointsToAlarm + 1, 'ALARM'];
  const shown = state.value === 'INSUFFICIENT_DATA' ? from : state.value;
  return `minimum ${least} ${least === 1 ? 'datapoint' : 'datapoints'} for ${shown} -> ${to} transition`;
}

/** Day first: (02/10/19 16:59:00) is the second of October. */
function dated([time, value]: Datapoint): string {
  const [, year, month, day, clock] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(time * 1000).toISOString()) ?? [];
  return `${double(value)} (${day}/${month}/${year} ${clock})`;
}

/** As Java prints a double: 50 is 50.0, ten million is 1.0E7. */
export function double(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
