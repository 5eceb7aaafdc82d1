/** The events that CloudWatch sends to the default bus, in AWS's shape. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Alarm, StateRecord } from './alarm.ts';
import { utc } from './instant.ts';

export type AlarmEvent = {
  readonly source: 'aws.cloudwatch';
  readonly 'detail-type': 'CloudWatch Alarm State Change' | 'CloudWatch Alarm Configuration Change';
  readonly time: Date;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

export type EmitEvent = (event: AlarmEvent) => void;

export const stateChange = (alarm: Alarm, from: StateRecord): AlarmEvent => ({
  ...envelope(alarm, alarm.state.at),
  'detail-type': 'CloudWatch Alarm State Change',
  detail: stateDetail(alarm, from),
});

/** What an event's detail and the payload of a Lambda action have in common. */
export const stateDetail = (alarm: Alarm, from: StateRecord) => ({
  alarmName: alarm.name,
  state: stateOf(alarm.state),
  previousState: stateOf(from),
  configuration: { ...described(alarm), ...watched(alarm) },
});

export const configurationChange = (
  alarm: Alarm,
  operation: 'create' | 'update' | 'delete',
  at: number,
  previous?: Alarm,
): AlarmEvent => ({
  ...envelope(alarm, at),
  'detail-type': 'CloudWatch Alarm Configuration Change',
  detail: {
    alarmName: alarm.name,
    operation,
    state: present({
      value: alarm.state.value,
      timestamp: utc(alarm.state.at),
      actionsSuppressedBy: alarm.state.suppressedBy,
    }),
    configuration: configurationOf(alarm),
    ...(previous ? { previousConfiguration: configurationOf(previous) } : {}),
  },
});

const envelope = ({ arn }: Alarm, time: number) =>
  ({ source: 'aws.cloudwatch', time: new Date(time), resources: [arn] }) as const;

const stateOf = ({ value, reason, reasonData, at, suppressedBy }: StateRecord) =>
  present({
    value,
    reason,
    reasonData,
    timestamp: utc(at),
    actionsSuppressedBy: suppressedBy,
    actionsSuppressedReason: suppressedBy && reasonOfSuppression(suppressedBy),
  });

export const reasonOfSuppression = (by: string): string => `Actions suppressed by ${by}`;

const described = ({ given }: Alarm) => present({ description: given.AlarmDescription });

function watched(alarm: Alarm): Readonly<Record<string, unknown>> {
  if (alarm.kind === 'composite')
    return present({
      alarmRule: alarm.given.AlarmRule,
      actionsSuppressor: alarm.given.ActionsSuppressor,
      actionsSuppressorWaitPeriod: alarm.given.ActionsSuppressorWaitPeriod,
      actionsSuppressorExtensionPeriod: alarm.given.ActionsSuppressorExtensionPeriod,
    });
  const { given, metricId } = alarm;
  return { metrics: given.Metrics ? given.Metrics.map(queryOf) : [queryOf(singleMetric(given, metricId))] };
}

/** A single metric, as the query that it stands for. */
const singleMetric = (given: Extract<Alarm, { kind: 'metric' }>['given'], id: string): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: given.Namespace, MetricName: given.MetricName, Dimensions: given.Dimensions },
    Period: given.Period,
    Stat: given.Statistic ?? given.ExtendedStatistic,
    Unit: given.Unit,
  },
});

const queryOf = ({ Id, MetricStat: stat, Expression, Label, Period, ReturnData }: MetricDataQuery) =>
  present({
    id: Id,
    expression: Expression,
    label: Label,
    period: Period,
    metricStat:
      stat &&
      present({
        metric: {
          namespace: stat.Metric?.Namespace,
          name: stat.Metric?.MetricName,
          dimensions: Object.fromEntries(
            (stat.Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
          ),
        },
        period: stat.Period,
        stat: stat.Stat,
        unit: stat.Unit,
      }),
    returnData: ReturnData ?? true,
  });

const configurationOf = (alarm: Alarm) => ({
  ...(alarm.kind === 'metric' ? criteriaOf(alarm.given) : {}),
  ...watched(alarm),
  alarmName: alarm.name,
  ...described(alarm),
  actionsEnabled: alarm.actionsEnabled,
  timestamp: utc(alarm.configuredAt),
  okActions: alarm.given.OKActions ?? [],
  alarmActions: alarm.given.AlarmActions ?? [],
  insufficientDataActions: alarm.given.InsufficientDataActions ?? [],
});

const criteriaOf = (given: Extract<Alarm, { kind: 'metric' }>['given']) =>
  present({
    evaluationPeriods: given.EvaluationPeriods,
    datapointsToAlarm: given.DatapointsToAlarm,
    threshold: given.Threshold,
    comparisonOperator: given.ComparisonOperator,
    treatMissingData: given.TreatMissingData ?? 'missing',
  });

const present = (members: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
