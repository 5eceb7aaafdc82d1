/** Amazon EventBridge Scheduler. What is emulated, refused and assumed stands in docs/emulator.md. */
import * as sdk from '@aws-sdk/client-scheduler';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { Courier } from '../eventbridge/delivery.ts';
import { type DeliveryFaults, noDeliveryFaults } from '../eventbridge/delivery-faults.ts';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import {
  createScheduleGroup,
  deleteScheduleGroup,
  getScheduleGroup,
  listScheduleGroups,
} from './api/groups.ts';
import {
  createSchedule,
  deleteSchedule,
  getSchedule,
  listSchedules,
  updateSchedule,
} from './api/schedules.ts';
import { defaultGroup, newGroup, type SchedulerWorld } from './world.ts';

export type SchedulerOptions = {
  readonly deliveryFaults?: DeliveryFaults | undefined;
  readonly accessKeyIdOf?: SchedulerWorld['accessKeyIdOf'];
  /** 0 by default: to the instant. AWS may be up to a minute late. */
  readonly latestMs?: number;
};

const operations = {
  CreateSchedule: createSchedule,
  GetSchedule: getSchedule,
  UpdateSchedule: updateSchedule,
  DeleteSchedule: deleteSchedule,
  ListSchedules: listSchedules,
  CreateScheduleGroup: createScheduleGroup,
  GetScheduleGroup: getScheduleGroup,
  DeleteScheduleGroup: deleteScheduleGroup,
  ListScheduleGroups: listScheduleGroups,
};

export function scheduler(world: World, options: SchedulerOptions = {}): Service {
  const random = world.random.fork('scheduler');
  const schedules: SchedulerWorld = {
    ...world,
    random,
    groups: new Map([[defaultGroup, newGroup(world, defaultGroup)]]),
    courier: new Courier({
      clock: world.clock,
      door: world.door,
      random: random.fork('deliveries'),
      faults: options.deliveryFaults ?? noDeliveryFaults,
    }),
    accessKeyIdOf: options.accessKeyIdOf ?? (() => undefined),
    latestMs: options.latestMs ?? 0,
  };
  return createService({ sdk, client: SchedulerClient, world: schedules, operations });
}
