import type { DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import { pageOf } from '../paging.ts';
import type { CloudWatchWorld } from '../world.ts';

const longestPage = 100;

/** Metric alarms only, unless AlarmTypes asks for others. The newest first. */
export function describeAlarmHistory(
  { alarms }: CloudWatchWorld,
  input: DescribeAlarmHistoryInput,
): DescribeAlarmHistoryOutput {
  if (input.AlarmContributorId !== undefined)
    throw notImplemented('CloudWatch', 'DescribeAlarmHistory with AlarmContributorId');
  const types = input.AlarmTypes?.length ? input.AlarmTypes : ['MetricAlarm'];
  const { StartDate, EndDate, HistoryItemType } = input;
  const found = alarms.history
    .of(input.AlarmName)
    .filter(
      ({ AlarmType, Timestamp, HistoryItemType: type }) =>
        types.includes(AlarmType as 'MetricAlarm') &&
        (HistoryItemType === undefined || type === HistoryItemType) &&
        (StartDate === undefined || Timestamp >= StartDate) &&
        (EndDate === undefined || Timestamp <= EndDate),
    );
  if (input.ScanBy !== 'TimestampAscending') found.reverse();
  const { items, nextToken } = pageOf(found, input.MaxRecords ?? longestPage, input.NextToken);
  return { AlarmHistoryItems: [...items], ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}
