/** What CreateSchedule and UpdateSchedule refuse. */
import type { Target } from '@aws-sdk/client-scheduler';
import { targetKind } from '../eventbridge/target-call.ts';
import { notImplemented } from '../wire/errors.ts';
import { parseExpression } from './expression.ts';
import { invalid, type SchedulerWorld, type Settings } from './world.ts';
import { isZone } from './zone.ts';

/** @throws ValidationException, and NotImplementedException for what AWS would accept */
export function checkSettings(world: SchedulerWorld, settings: Settings): void {
  const { ScheduleExpression = '', ScheduleExpressionTimezone = 'UTC', StartDate, EndDate } = settings;
  if (!parseExpression(ScheduleExpression))
    throw invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
  if (!isZone(ScheduleExpressionTimezone))
    throw invalid(`The ScheduleExpressionTimezone is invalid: ${ScheduleExpressionTimezone}.`);
  if (StartDate && EndDate && StartDate >= EndDate)
    throw invalid('The EndDate must come after the StartDate.');
  if (settings.KmsKeyArn !== undefined) throw notImplemented('Scheduler', 'a schedule with KmsKeyArn');
  checkWindow(settings.FlexibleTimeWindow);
  checkTarget(world, settings.Target ?? { Arn: undefined, RoleArn: undefined });
}

function checkWindow(
  { Mode, MaximumWindowInMinutes: minutes }: NonNullable<Settings['FlexibleTimeWindow']> = {
    Mode: undefined,
  },
): void {
  if (Mode !== 'OFF' && Mode !== 'FLEXIBLE')
    throw invalid('FlexibleTimeWindow.Mode must be OFF or FLEXIBLE.');
  if (Mode === 'OFF' && minutes !== undefined)
    throw invalid('MaximumWindowInMinutes must not be given while the flexible time window is OFF.');
  if (Mode === 'FLEXIBLE' && !isBetween(minutes, 1, 1440))
    throw invalid('MaximumWindowInMinutes must be between 1 and 1440.');
}

const emulated = ['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig'];

function checkTarget({ door }: SchedulerWorld, target: Target): void {
  const { Arn = '', RoleArn = '', Input = '', RetryPolicy: retry = {} } = target;
  const other = Object.entries(target).find(
    ([name, value]) => value !== undefined && !emulated.includes(name),
  );
  if (other) throw notImplemented('Scheduler', `a target with ${other[0]}`);
  if (Input.includes('<aws.scheduler.attempt-number>'))
    throw notImplemented('Scheduler', 'an Input with <aws.scheduler.attempt-number>');
  if (!/^arn:/.test(Arn)) throw invalid(`Provided Arn is not in correct format: ${Arn}.`);
  if (!targetKind(door, Arn)) throw notImplemented('Scheduler', `a schedule with the target ${Arn}`);
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(RoleArn))
    throw invalid(`The execution role you provide must be the ARN of a role: ${RoleArn}.`);
  if (!isBetween(retry.MaximumEventAgeInSeconds ?? 60, 60, 86_400))
    throw invalid('MaximumEventAgeInSeconds must be between 60 and 86400.');
  if (!isBetween(retry.MaximumRetryAttempts ?? 0, 0, 185))
    throw invalid('MaximumRetryAttempts must be between 0 and 185.');
}

const isBetween = (value: number | undefined, least: number, most: number): boolean =>
  value !== undefined && value >= least && value <= most;
