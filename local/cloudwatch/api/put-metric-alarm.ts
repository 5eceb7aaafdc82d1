import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import type { MetricAlarm } from '../alarms/alarm.ts';
import { isComparison, type TreatMissingData } from '../alarms/evaluation.ts';
import { checkCommon, commonOf } from '../alarms/placing.ts';
import { watchOf } from '../alarms/watch.ts';
import { invalidCombination, missingParameter, validationError } from '../errors.ts';
import type { CloudWatchWorld } from '../world.ts';

export function putMetricAlarm(world: CloudWatchWorld, input: PutMetricAlarmInput): Record<string, never> {
  checkCommon(world, input, 'metric');
  refuseNotEmulated(input);
  checkMetric(input);
  const {
    EvaluationPeriods: evaluationPeriods = 0,
    Threshold: threshold,
    ComparisonOperator: comparison,
  } = input;
  const datapointsToAlarm = input.DatapointsToAlarm ?? evaluationPeriods;
  const watch = watchOf(world.metrics, input);
  checkPeriods(watch.period, evaluationPeriods, datapointsToAlarm);
  if (threshold === undefined) throw missingParameter('The parameter Threshold is required.');
  if (!isComparison(comparison)) throw notImplemented('CloudWatch', `the ComparisonOperator ${comparison}`);
  const alarm: MetricAlarm = {
    kind: 'metric',
    ...commonOf(world, input),
    given: input,
    watch,
    threshold,
    comparison,
    criteria: { datapointsToAlarm, evaluationPeriods, treatMissingData: treatmentOf(input) },
  };
  world.alarms.place(alarm);
  return {};
}

/** What newer kinds of alarms bring along. */
function refuseNotEmulated(input: PutMetricAlarmInput): void {
  const { ThresholdMetricId, EvaluationWindow, WarmUpConfiguration, EvaluationCriteria } = input;
  const { EvaluationInterval, ActionConfiguration } = input;
  const kinds = {
    ThresholdMetricId,
    EvaluationWindow,
    WarmUpConfiguration,
    EvaluationCriteria,
    EvaluationInterval,
    ActionConfiguration,
  };
  for (const [name, value] of Object.entries(kinds))
    if (value !== undefined) throw notImplemented('CloudWatch', `PutMetricAlarm with ${name}`);
  if (input.EvaluateLowSampleCountPercentile === 'ignore')
    throw notImplemented('CloudWatch', "PutMetricAlarm with EvaluateLowSampleCountPercentile 'ignore'");
}

function checkMetric(input: PutMetricAlarmInput): void {
  const { Metrics, MetricName, Namespace, Period, Statistic, ExtendedStatistic, Dimensions, Unit } = input;
  if (Metrics) {
    const single = { MetricName, Namespace, Period, Statistic, ExtendedStatistic, Dimensions, Unit };
    for (const [name, value] of Object.entries(single))
      if (value !== undefined) throw validationError(`${name} must not be set if Metrics list is set`);
    return;
  }
  for (const [name, value] of Object.entries({ MetricName, Namespace, Period }))
    if (value === undefined) throw missingParameter(`The parameter ${name} is required.`);
  if (Statistic !== undefined && ExtendedStatistic !== undefined)
    throw invalidCombination('Exactly one of Statistic and ExtendedStatistic must be specified, not both');
  if (Statistic === undefined && ExtendedStatistic === undefined)
    throw missingParameter('One of Statistic and ExtendedStatistic must be specified');
}

const dayS = 86_400;

function checkPeriods(period: number, evaluationPeriods: number, datapointsToAlarm: number): void {
  if (period !== 10 && period !== 20 && period !== 30 && period % 60 !== 0)
    throw validationError(`Metric period must be 10, 20, 30 or a multiple of 60, but is ${period}`);
  if (evaluationPeriods < 1) throw validationError('EvaluationPeriods must be at least 1');
  if (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods)
    throw validationError('DatapointsToAlarm must be between 1 and EvaluationPeriods');
  const most = period >= 3600 ? 7 * dayS : dayS;
  if (period * evaluationPeriods > most)
    throw validationError(
      `Metrics cannot be checked across more than ${most / dayS} day(s) (EvaluationPeriods * Period must be <= ${most}).`,
    );
}

const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

function treatmentOf({ TreatMissingData: given }: PutMetricAlarmInput): TreatMissingData {
  const found = treatments.find((treatment) => treatment === (given ?? 'missing'));
  if (found) return found;
  throw validationError(
    `TreatMissingData was set to an invalid value. Valid values: ${treatments.join(', ')}`,
  );
}
