/** Amazon EventBridge: buses, rules and their targets. What is emulated, refused and assumed stands in docs/emulator.md. */
import * as sdk from '@aws-sdk/client-eventbridge';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from './api/event-buses.ts';
import { putPermission, removePermission } from './api/permissions.ts';
import { putEvents } from './api/put-events.ts';
import { deleteRule, describeRule, disableRule, enableRule, listRules, putRule } from './api/rules.ts';
import { listTagsForResource, tagResource, untagResource } from './api/tags.ts';
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from './api/targets.ts';
import { testEventPattern } from './api/test-event-pattern.ts';
import { Courier } from './delivery.ts';
import { type DeliveryFaults, noDeliveryFaults } from './delivery-faults.ts';
import type { EntryFaults } from './entries.ts';
import { envelope, type ServiceEvent } from './envelope.ts';
import { route } from './router.ts';
import { defaultBus, type EventsWorld, newBus } from './world.ts';

export type EventBridgeOptions = {
  readonly deliveryFaults?: DeliveryFaults | undefined;
  readonly entryFaults?: EntryFaults | undefined;
  readonly accessKeyIdOf?: EventsWorld['accessKeyIdOf'];
};

/** How an AWS service of this world puts an event on the default bus; its source may begin with `aws.`. */
export type EmitEvent = (event: ServiceEvent) => void;

export type EventBridge = { readonly service: Service; readonly emit: EmitEvent };

const operations = {
  PutEvents: putEvents,
  TestEventPattern: testEventPattern,
  CreateEventBus: createEventBus,
  DescribeEventBus: describeEventBus,
  ListEventBuses: listEventBuses,
  DeleteEventBus: deleteEventBus,
  PutPermission: putPermission,
  RemovePermission: removePermission,
  PutRule: putRule,
  DescribeRule: describeRule,
  ListRules: listRules,
  EnableRule: enableRule,
  DisableRule: disableRule,
  DeleteRule: deleteRule,
  PutTargets: putTargets,
  RemoveTargets: removeTargets,
  ListTargetsByRule: listTargetsByRule,
  ListRuleNamesByTarget: listRuleNamesByTarget,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

export function eventBridge(world: World, options: EventBridgeOptions = {}): EventBridge {
  const random = world.random.fork('eventbridge');
  const events: EventsWorld = {
    ...world,
    random,
    buses: new Map([[defaultBus, newBus(world, defaultBus)]]),
    courier: new Courier({
      clock: world.clock,
      door: world.door,
      random: random.fork('deliveries'),
      faults: options.deliveryFaults ?? noDeliveryFaults,
    }),
    entryFaults: options.entryFaults ?? (() => undefined),
    accessKeyIdOf: options.accessKeyIdOf ?? (() => undefined),
  };
  return {
    service: createService({ sdk, client: EventBridgeClient, world: events, operations }),
    emit: (event) => route(events, defaultBus, envelope(events, random, event)),
  };
}
