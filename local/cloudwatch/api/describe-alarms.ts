import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import type { Alarm } from '../alarms/alarm.ts';
import { compositeView, metricView } from '../alarms/view.ts';
import { invalidCombination, validationError } from '../errors.ts';
import { pageOf } from '../paging.ts';
import type { CloudWatchWorld } from '../world.ts';

const mostNames = 100;
const defaultPage = 50;
const longestPage = 100;

/** Log alarms cannot be made here, so there are none. */
const types: readonly string[] = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];

/** Metric alarms only, unless AlarmTypes asks for others. By name. */
export function describeAlarms(
  { alarms }: CloudWatchWorld,
  input: DescribeAlarmsInput,
): DescribeAlarmsOutput {
  check(input);
  const found = alarms.all().filter(asked(input));
  const { items, nextToken } = pageOf(found, input.MaxRecords ?? defaultPage, input.NextToken);
  return {
    MetricAlarms: items.flatMap((alarm) => (alarm.kind === 'metric' ? metricView(alarm) : [])),
    CompositeAlarms: items.flatMap((alarm) => (alarm.kind === 'composite' ? compositeView(alarm) : [])),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

function check({ AlarmNames, AlarmNamePrefix, AlarmTypes, MaxRecords, ...input }: DescribeAlarmsInput): void {
  if (input.ChildrenOfAlarmName !== undefined)
    throw notImplemented('CloudWatch', 'DescribeAlarms with ChildrenOfAlarmName');
  if (input.ParentsOfAlarmName !== undefined)
    throw notImplemented('CloudWatch', 'DescribeAlarms with ParentsOfAlarmName');
  const other = AlarmTypes?.find((type) => !types.includes(type));
  if (other) throw notImplemented('CloudWatch', `DescribeAlarms with the AlarmType ${other}`);
  if (AlarmNames && AlarmNamePrefix !== undefined)
    throw invalidCombination('AlarmNames and AlarmNamePrefix cannot be used together');
  if ((AlarmNames?.length ?? 0) > mostNames)
    throw validationError(`AlarmNames must have at most ${mostNames} names`);
  if (MaxRecords !== undefined && (MaxRecords < 1 || MaxRecords > longestPage))
    throw validationError(`MaxRecords must be between 1 and ${longestPage}`);
}

function asked(input: DescribeAlarmsInput): (alarm: Alarm) => boolean {
  const names = input.AlarmNames && new Set(input.AlarmNames);
  const types = input.AlarmTypes?.length ? input.AlarmTypes : ['MetricAlarm'];
  const { AlarmNamePrefix: prefix = '', StateValue, ActionPrefix } = input;
  return ({ name, kind, state, given }) => {
    if (!types.includes(kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm')) return false;
    if (!name.startsWith(prefix) || (names && !names.has(name))) return false;
    if (StateValue !== undefined && state.value !== StateValue) return false;
    if (ActionPrefix === undefined) return true;
    const lists = [given.AlarmActions, given.OKActions, given.InsufficientDataActions];
    return lists.some((actions) => actions?.some((action) => action.startsWith(ActionPrefix)));
  };
}
