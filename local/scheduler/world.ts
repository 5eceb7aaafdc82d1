/** The schedules of a world, and the world as the operations of EventBridge Scheduler see it. */
import {
  type CreateScheduleInput,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import type { Timer } from '../clock.ts';
import type { Courier } from '../eventbridge/delivery.ts';
import type { World } from '../world.ts';

export type Group = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly schedules: Map<string, Schedule>;
};

/** As it was created or last updated. */
export type Settings = Omit<CreateScheduleInput, 'Name' | 'GroupName' | 'ClientToken'>;

export type Schedule = {
  readonly name: string;
  readonly arn: string;
  readonly group: Group;
  readonly createdAt: number;
  /** Of the call that created it: the same call again is answered as the first time. */
  readonly clientToken: string | undefined;
  changedAt: number;
  settings: Settings;
  timer?: Timer | undefined;
};

export type SchedulerWorld = World & {
  readonly groups: Map<string, Group>;
  readonly courier: Courier;
  /** Whose credentials a target with this role is called with. */
  readonly accessKeyIdOf: (roleArn: string | undefined, sourceArn: string) => string | undefined;
  /** An invocation comes up to so much later than it is due, by the seed. AWS promises the minute, not the second. */
  readonly latestMs: number;
};

export const defaultGroup = 'default';

export const newGroup = (
  { clock, region, accountId }: Pick<World, 'clock' | 'region' | 'accountId'>,
  name: string,
): Group => ({
  name,
  arn: `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`,
  createdAt: clock.now(),
  schedules: new Map(),
});

/** @throws ResourceNotFoundException */
export function findGroup({ groups }: SchedulerWorld, name: string = defaultGroup): Group {
  const group = groups.get(name);
  if (group) return group;
  throw notFound(`Schedule group ${name} does not exist.`);
}

/** @throws ResourceNotFoundException */
export function findSchedule(
  world: SchedulerWorld,
  { Name = '', GroupName }: { Name?: string | undefined; GroupName?: string | undefined },
): Schedule {
  const schedule = findGroup(world, GroupName).schedules.get(Name);
  if (schedule) return schedule;
  throw notFound(`Schedule ${Name} does not exist.`);
}

const notFound = (Message: string) =>
  new ResourceNotFoundException({ Message, message: Message, $metadata: {} });

export const invalid = (Message: string) =>
  new ValidationException({ Message, message: Message, $metadata: {} });

/** @throws ValidationException */
export function checkName(name: string | undefined): void {
  if (/^[0-9a-zA-Z-_.]{1,64}$/.test(name ?? '')) return;
  throw invalid(
    `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+`,
  );
}
