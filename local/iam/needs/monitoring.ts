/** CloudWatch and EventBridge. */
import { all, arn, each, everything, type Needs, named, needs, passing, type Resources } from './need.ts';

const alarm: Resources = ({ AlarmName }, place) => arn(place, 'cloudwatch', `alarm:${AlarmName}`);
const alarms: Resources = ({ AlarmNames = [] }, place) =>
  (AlarmNames as readonly string[]).map((name) => arn(place, 'cloudwatch', `alarm:${name}`));

export const cloudwatch: Readonly<Record<string, Needs>> = {
  ...each(
    'cloudwatch',
    'DescribeAlarms DescribeAlarmsForMetric DescribeAlarmHistory ListMetrics',
    everything,
  ),
  ...each('cloudwatch', 'GetMetricData GetMetricStatistics', everything),
  ...each('cloudwatch', 'PutMetricAlarm PutCompositeAlarm SetAlarmState', alarm),
  ...each('cloudwatch', 'DeleteAlarms EnableAlarmActions DisableAlarmActions', alarms),
  ...each('cloudwatch', 'TagResource UntagResource ListTagsForResource', named('ResourceARN')),
  PutMetricData: ({ Namespace }) => [
    {
      action: 'cloudwatch:PutMetricData',
      resource: '*',
      context: { 'cloudwatch:namespace': String(Namespace) },
    },
  ],
};

const busName = (given: unknown = 'default') => String(given).split('event-bus/').at(-1) ?? '';
const bus: Resources = ({ EventBusName, Name }, place) =>
  arn(place, 'events', `event-bus/${busName(EventBusName ?? Name)}`);
const rule: Resources = ({ EventBusName, Rule, Name }, place) => {
  const name = busName(EventBusName);
  return arn(place, 'events', `rule/${name === 'default' ? '' : `${name}/`}${Rule ?? Name}`);
};
const archive: Resources = ({ ArchiveName }, place) => arn(place, 'events', `archive/${ArchiveName}`);
const rolesOfTargets = passing(({ Targets = [] }) =>
  (Targets as readonly { RoleArn?: string }[]).map(({ RoleArn }) => RoleArn),
);

type Entry = { readonly EventBusName?: string; readonly Source?: string; readonly DetailType?: string };

export const events: Readonly<Record<string, Needs>> = {
  ...each(
    'events',
    'ListRules ListEventBuses ListRuleNamesByTarget ListArchives TestEventPattern',
    everything,
  ),
  ...each('events', 'PutRule DeleteRule DescribeRule EnableRule DisableRule', rule),
  ...each('events', 'RemoveTargets ListTargetsByRule', rule),
  ...each('events', 'CreateEventBus DescribeEventBus DeleteEventBus PutPermission RemovePermission', bus),
  ...each('events', 'CreateArchive DescribeArchive DeleteArchive UpdateArchive', archive),
  ...each('events', 'TagResource UntagResource ListTagsForResource', named('ResourceARN')),
  PutTargets: all(needs('events:PutTargets', rule), rolesOfTargets),
  PutEvents: ({ Entries = [] }, place) =>
    (Entries as readonly Entry[]).map(({ EventBusName, Source, DetailType }) => ({
      action: 'events:PutEvents',
      resource: arn(place, 'events', `event-bus/${busName(EventBusName)}`),
      context: { 'events:source': Source, 'events:detail-type': DetailType },
    })),
};
