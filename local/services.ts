/** Every service of the embedded AWS, in one world: what `ramp local` serves and what a simulation runs on. */
import { dynamoDb } from './dynamodb/index.ts';
import { stepFunctions } from './stepfunctions/index.ts';
import type { Service } from './wire/service.ts';
import type { World } from './world.ts';

export function allServices(world: World): readonly Service[] {
  return [dynamoDb(world), stepFunctions(world)];
}
