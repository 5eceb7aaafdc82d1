import {
  type CreateEventBusRequest,
  type CreateEventBusResponse,
  type DeleteEventBusRequest,
  type DescribeEventBusRequest,
  type DescribeEventBusResponse,
  type ListEventBusesRequest,
  type ListEventBusesResponse,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-eventbridge';
import { notImplemented } from '../../wire/errors.ts';
import { pageOf } from '../paging.ts';
import { policyText } from '../policy.ts';
import {
  addTags,
  type Bus,
  busNameOf,
  defaultBus,
  type EventsWorld,
  findBus,
  invalid,
  newBus,
} from '../world.ts';

export function createEventBus(world: EventsWorld, input: CreateEventBusRequest): CreateEventBusResponse {
  const { Name = '', Description, Tags } = input;
  for (const member of ['EventSourceName', 'DeadLetterConfig', 'LogConfig'] as const)
    if (input[member]) throw notImplemented('EventBridge', `CreateEventBus with ${member}`);
  if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(Name)) throw invalid(`Parameter Name is not valid: ${Name}`);
  if (world.buses.has(Name))
    throw new ResourceAlreadyExistsException({
      message: `Event bus ${Name} already exists.`,
      $metadata: {},
    });
  const bus = newBus(world, Name);
  bus.description = Description;
  addTags(bus.tags, Tags);
  world.buses.set(Name, bus);
  return { EventBusArn: bus.arn, ...(Description !== undefined && { Description }) };
}

export const describeEventBus = (
  world: EventsWorld,
  { Name }: DescribeEventBusRequest,
): DescribeEventBusResponse => busView(findBus(world, Name));

export function listEventBuses(
  { buses }: EventsWorld,
  { NamePrefix = '', ...page }: ListEventBusesRequest,
): ListEventBusesResponse {
  const all = [...buses.values()].filter(({ name }) => name.startsWith(NamePrefix));
  const { items, next } = pageOf(all, page);
  return { EventBuses: items.map(busView), ...next };
}

/** Deleting a bus that is not there succeeds, as in AWS. */
export function deleteEventBus({ buses }: EventsWorld, { Name }: DeleteEventBusRequest): void {
  const name = busNameOf(Name);
  if (name === defaultBus) throw invalid('Cannot delete event bus default.');
  for (const rule of buses.get(name)?.rules.values() ?? []) rule.timer?.cancel();
  buses.delete(name);
}

const busView = (bus: Bus) => ({
  Name: bus.name,
  Arn: bus.arn,
  ...(bus.description !== undefined && { Description: bus.description }),
  ...(bus.policy.size > 0 && { Policy: policyText(bus) }),
  CreationTime: new Date(bus.createdAt),
  LastModifiedTime: new Date(bus.changedAt),
});
