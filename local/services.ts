/** Every service of the embedded AWS, in one world: what `ramp local` serves and what a simulation runs on. */
import { cloudWatch } from './cloudwatch/index.ts';
import { dynamoDb } from './dynamodb/index.ts';
import { eventBridge } from './eventbridge/index.ts';
import { stepFunctions } from './stepfunctions/index.ts';
import type { Service } from './wire/service.ts';
import type { World } from './world.ts';

export function allServices(world: World): readonly Service[] {
  const events = eventBridge(world); // its `emit` is how the services of AWS put events on the default bus
  const watch = cloudWatch(world, { emit: events.emit });
  return [watch.service, dynamoDb(world), stepFunctions(world), events.service];
}
