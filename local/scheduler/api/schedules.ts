import {
  ConflictException,
  type CreateScheduleInput,
  type CreateScheduleOutput,
  type DeleteScheduleInput,
  type GetScheduleInput,
  type GetScheduleOutput,
  type ListSchedulesInput,
  type ListSchedulesOutput,
  type UpdateScheduleInput,
  type UpdateScheduleOutput,
} from '@aws-sdk/client-scheduler';
import { checkSettings } from '../check.ts';
import { pageOf } from '../paging.ts';
import { plan } from '../run.ts';
import {
  checkName,
  findGroup,
  findSchedule,
  type Schedule,
  type SchedulerWorld,
  type Settings,
} from '../world.ts';

export function createSchedule(world: SchedulerWorld, input: CreateScheduleInput): CreateScheduleOutput {
  const { Name = '', GroupName, ClientToken, ...given } = input;
  checkName(Name);
  const group = findGroup(world, GroupName);
  const known = group.schedules.get(Name);
  if (known && ClientToken !== undefined && known.clientToken === ClientToken)
    return { ScheduleArn: known.arn };
  if (known) throw alreadyExists(Name);
  const settings = withDefaults(given);
  checkSettings(world, settings);
  const now = world.clock.now();
  const schedule: Schedule = {
    name: Name,
    arn: `${group.arn.replace('schedule-group', 'schedule')}/${Name}`,
    group,
    createdAt: now,
    changedAt: now,
    clientToken: ClientToken,
    settings,
  };
  group.schedules.set(Name, schedule);
  plan(world, schedule);
  return { ScheduleArn: schedule.arn };
}

/** Replaces everything: what is not given is as in a new schedule. */
export function updateSchedule(world: SchedulerWorld, input: UpdateScheduleInput): UpdateScheduleOutput {
  const { Name, GroupName, ClientToken: _, ...given } = input;
  const schedule = findSchedule(world, { Name, GroupName });
  const settings = withDefaults(given);
  checkSettings(world, settings);
  schedule.settings = settings;
  schedule.changedAt = world.clock.now();
  plan(world, schedule);
  return { ScheduleArn: schedule.arn };
}

const withDefaults = (given: Settings): Settings => ({
  ...given,
  ScheduleExpressionTimezone: given.ScheduleExpressionTimezone ?? 'UTC',
  State: given.State ?? 'ENABLED',
  ActionAfterCompletion: given.ActionAfterCompletion ?? 'NONE',
});

export function getSchedule(world: SchedulerWorld, input: GetScheduleInput): GetScheduleOutput {
  const { name, arn, group, createdAt, changedAt, settings } = findSchedule(world, input);
  return {
    Name: name,
    Arn: arn,
    GroupName: group.name,
    CreationDate: new Date(createdAt),
    LastModificationDate: new Date(changedAt),
    ...settings,
  };
}

export function deleteSchedule(world: SchedulerWorld, input: DeleteScheduleInput): void {
  const { timer, group, name } = findSchedule(world, input);
  timer?.cancel();
  group.schedules.delete(name);
}

export function listSchedules(world: SchedulerWorld, input: ListSchedulesInput): ListSchedulesOutput {
  const { GroupName, NamePrefix = '', State } = input;
  const groups = GroupName === undefined ? [...world.groups.values()] : [findGroup(world, GroupName)];
  const all = groups
    .flatMap(({ schedules }) => [...schedules.values()])
    .filter(
      ({ name, settings }) => name.startsWith(NamePrefix) && (State ?? settings.State) === settings.State,
    );
  const { items, next } = pageOf(all, input);
  return {
    Schedules: items.map(({ name, arn, group, createdAt, changedAt, settings }) => ({
      Name: name,
      Arn: arn,
      GroupName: group.name,
      State: settings.State,
      CreationDate: new Date(createdAt),
      LastModificationDate: new Date(changedAt),
      Target: { Arn: settings.Target?.Arn },
    })),
    ...next,
  };
}

export function alreadyExists(name: string): ConflictException {
  const Message = `${name} already exists.`;
  return new ConflictException({ Message, message: Message, $metadata: {} });
}
