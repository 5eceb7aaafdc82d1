/** Alarms as DescribeAlarms shows them. */
import type { CompositeAlarm as CompositeView, MetricAlarm as MetricView } from '@aws-sdk/client-cloudwatch';
import type { Alarm, CompositeAlarm, MetricAlarm } from './alarm.ts';
import { reasonOfSuppression } from './notices.ts';

export function metricView(alarm: MetricAlarm): MetricView {
  const { Tags: _, ...given } = alarm.given;
  return {
    ...given,
    ...commonView(alarm),
    ...(given.Metrics ? { Metrics: given.Metrics.map((query) => ({ ReturnData: true, ...query })) } : {}),
    ...(given.Metrics ? {} : { Dimensions: given.Dimensions ?? [] }),
  };
}

export function compositeView(alarm: CompositeAlarm): CompositeView {
  const { Tags: _, ...given } = alarm.given;
  const { suppressedBy } = alarm.state;
  return {
    ...given,
    ...commonView(alarm),
    ...(suppressedBy === undefined
      ? {}
      : { ActionsSuppressedBy: suppressedBy, ActionsSuppressedReason: reasonOfSuppression(suppressedBy) }),
  };
}

const commonView = ({ arn, given, state, actionsEnabled, configuredAt, transitionedAt }: Alarm) => ({
  AlarmArn: arn,
  ActionsEnabled: actionsEnabled,
  AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
  OKActions: given.OKActions ?? [],
  AlarmActions: given.AlarmActions ?? [],
  InsufficientDataActions: given.InsufficientDataActions ?? [],
  StateValue: state.value,
  StateReason: state.reason,
  ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
  StateUpdatedTimestamp: new Date(state.at),
  StateTransitionedTimestamp: new Date(transitionedAt),
});
