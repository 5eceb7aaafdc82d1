/** Runs schedules on the clock: each invocation sets the timer of the next one. */
import { type Delivery, defaultRetryPolicy, type Failure } from '../eventbridge/delivery.ts';
import { wholeSeconds } from '../eventbridge/envelope.ts';
import { sendMessage, targetCall, targetKind } from '../eventbridge/target-call.ts';
import { nextAfter, parseExpression } from './expression.ts';
import type { Schedule, SchedulerWorld } from './world.ts';

const minuteMs = 60_000;

/** Sets the schedule's timer anew. */
export function plan(world: SchedulerWorld, schedule: Schedule): void {
  schedule.timer?.cancel();
  schedule.timer = undefined;
  const { ScheduleExpression = '', ScheduleExpressionTimezone: zone = 'UTC', StartDate } = schedule.settings;
  const expression = parseExpression(ScheduleExpression);
  if (!expression || schedule.settings.State === 'DISABLED') return;
  const now = world.clock.now();
  const anchor = StartDate?.getTime() ?? now; // a rate without a start date begins at once
  const end = expression.kind === 'at' ? undefined : schedule.settings.EndDate?.getTime();
  const arm = (after: number, hasRun: boolean) => {
    const due = nextAfter(expression, after, { zone, anchor });
    if (due === undefined || due > (end ?? due)) {
      if (hasRun) complete(schedule);
      return;
    }
    schedule.timer = world.clock.at(due, `${schedule.arn} is due`, () => {
      invoke(world, schedule, due);
      arm(due, true);
    });
  };
  const first = expression.kind === 'at' ? now : Math.max(now, anchor);
  arm(first - 1, false);
}

function complete({ settings, group, name }: Schedule): void {
  if (settings.ActionAfterCompletion === 'DELETE') group.schedules.delete(name);
}

/** The window and AWS's precision of a minute are gone through by the seed. */
function invoke(world: SchedulerWorld, schedule: Schedule, due: number): void {
  const window = schedule.settings.FlexibleTimeWindow;
  const windowMs = window?.Mode === 'FLEXIBLE' ? (window.MaximumWindowInMinutes ?? 0) * minuteMs : 0;
  const spreadMs = windowMs + world.latestMs;
  const delivery = deliveryOf(world, schedule, due);
  const lateMs = spreadMs === 0 ? 0 : world.random.integer(spreadMs);
  world.clock.at(due + lateMs, `${schedule.arn} runs`, () => world.courier.send(delivery));
}

function deliveryOf(world: SchedulerWorld, schedule: Schedule, due: number): Delivery {
  const { Target: target } = schedule.settings;
  const arn = target?.Arn ?? '';
  const kind = targetKind(world.door, arn);
  if (!kind) throw new Error(`${schedule.arn} has a target of no known kind: ${arn}`);
  const executionId = world.random.id(16, '0123456789abcdef');
  const input = inputFor(world, schedule, { executionId, due });
  const caller = { accessKeyId: world.accessKeyIdOf(target?.RoleArn, schedule.group.arn) };
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries } = target?.RetryPolicy ?? {};
  const queueArn = target?.DeadLetterConfig?.Arn;
  return {
    from: schedule.arn,
    targetArn: arn,
    call: () => targetCall(kind, { arn, input, caller, id: executionId }, world.random),
    retry: {
      maximumAgeMs: age === undefined ? defaultRetryPolicy.maximumAgeMs : age * 1000,
      maximumRetries: retries ?? defaultRetryPolicy.maximumRetries,
    },
    deadLetter:
      queueArn === undefined
        ? undefined
        : (failure) => ({
            ...sendMessage(queueArn, input, deadLetterAttributes(schedule, failure, { executionId, due })),
            ...caller,
          }),
  };
}

type Execution = { readonly executionId: string; readonly due: number };

const deadLetterAttributes = (
  { arn, settings }: Schedule,
  { error, message, exhausted, retries }: Failure,
  { executionId, due }: Execution,
) => ({
  ERROR_CODE: error.name,
  ERROR_MESSAGE: message,
  EXECUTION_ID: executionId,
  EXHAUSTED_RETRY_CONDITION: exhausted,
  IS_PAYLOAD_TRUNCATED: 'false',
  RETRY_ATTEMPTS: String(retries),
  SCHEDULED_TIME: wholeSeconds(new Date(due)),
  SCHEDULE_ARN: arn,
  TARGET_ARN: settings.Target?.Arn,
});

function inputFor(
  world: SchedulerWorld,
  { arn, settings }: Schedule,
  { executionId, due }: Execution,
): string {
  const time = wholeSeconds(new Date(due));
  const given = settings.Target?.Input;
  if (given !== undefined)
    return given
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', executionId);
  return JSON.stringify({
    version: '0',
    id: world.random.uuid(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: world.accountId,
    time,
    region: world.region,
    resources: [arn],
    detail: '{}',
  });
}
