/** Schedules. */
import type { Kind } from '../kind.ts';
import { physicalName } from '../names.ts';

const schedule: Kind = {
  properties: [
    'Name',
    'Description',
    'GroupName',
    'ScheduleExpression',
    'ScheduleExpressionTimezone',
    'State',
    'FlexibleTimeWindow.Mode',
    'FlexibleTimeWindow.MaximumWindowInMinutes',
    'Target.Arn',
    'Target.RoleArn',
    'Target.Input',
    'Target.RetryPolicy.MaximumRetryAttempts',
    'Target.RetryPolicy.MaximumEventAgeInSeconds',
    'Target.DeadLetterConfig.Arn',
  ],
  make: async ({ call, stackName }, { id, properties }) => {
    const { Name = physicalName(stackName, id) } = properties;
    const { ScheduleArn } = await call('Scheduler', 'CreateSchedule', { ...properties, Name });
    return { ref: String(Name), attributes: { Arn: String(ScheduleArn) } };
  },
};

export const scheduler: Readonly<Record<string, Kind>> = { 'AWS::Scheduler::Schedule': schedule };
