import type {
  CreateScheduleGroupInput,
  CreateScheduleGroupOutput,
  DeleteScheduleGroupInput,
  GetScheduleGroupInput,
  GetScheduleGroupOutput,
  ListScheduleGroupsInput,
  ListScheduleGroupsOutput,
} from '@aws-sdk/client-scheduler';
import { notImplemented } from '../../wire/errors.ts';
import { pageOf } from '../paging.ts';
import {
  checkName,
  defaultGroup,
  findGroup,
  type Group,
  invalid,
  newGroup,
  type SchedulerWorld,
} from '../world.ts';
import { alreadyExists } from './schedules.ts';

export function createScheduleGroup(
  world: SchedulerWorld,
  input: CreateScheduleGroupInput,
): CreateScheduleGroupOutput {
  const { Name = '', Tags = [] } = input;
  if (Tags.length > 0) throw notImplemented('Scheduler', 'CreateScheduleGroup with Tags');
  checkName(Name);
  if (world.groups.has(Name)) throw alreadyExists(Name);
  const group = newGroup(world, Name);
  world.groups.set(Name, group);
  return { ScheduleGroupArn: group.arn };
}

export const getScheduleGroup = (
  world: SchedulerWorld,
  { Name }: GetScheduleGroupInput,
): GetScheduleGroupOutput => viewOf(findGroup(world, Name));

export function listScheduleGroups(
  world: SchedulerWorld,
  input: ListScheduleGroupsInput,
): ListScheduleGroupsOutput {
  const all = [...world.groups.values()].filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
  const { items, next } = pageOf(all, input);
  return { ScheduleGroups: items.map(viewOf), ...next };
}

/** Its schedules go with it, here at once. */
export function deleteScheduleGroup(world: SchedulerWorld, { Name }: DeleteScheduleGroupInput): void {
  const group = findGroup(world, Name);
  if (group.name === defaultGroup) throw invalid('The default schedule group cannot be deleted.');
  for (const { timer } of group.schedules.values()) timer?.cancel();
  world.groups.delete(group.name);
}

const viewOf = ({ name, arn, createdAt }: Group) => ({
  Name: name,
  Arn: arn,
  State: 'ACTIVE' as const,
  CreationDate: new Date(createdAt),
  LastModificationDate: new Date(createdAt),
});
