/** AWS Lambda: functions that run in this process, each in the surroundings that it has in AWS. See docs/emulator.md. */
import * as sdk from '@aws-sdk/client-lambda';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import { invoke } from './api/invoke.ts';
import type { LambdaOptions, LambdaWorld } from './functions.ts';

const operations = {
  Invoke: invoke,
};

export function lambda(world: World, options: LambdaOptions): Service {
  const lambdaWorld: LambdaWorld = {
    ...world,
    ...options,
    random: world.random.fork('lambda'),
    running: new Map(),
  };
  return createService({ sdk, client: LambdaClient, world: lambdaWorld, operations });
}
