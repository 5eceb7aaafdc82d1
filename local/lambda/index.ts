/** AWS Lambda: functions that run in this process, each in the surroundings that it has in AWS. See docs/emulator.md. */
import * as sdk from '@aws-sdk/client-lambda';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import {
  deleteFunctionConcurrency,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './api/concurrency.ts';
import { getFunction, getFunctionConfiguration, listFunctions } from './api/describe-functions.ts';
import {
  deleteFunctionEventInvokeConfig,
  getFunctionEventInvokeConfig,
  putFunctionEventInvokeConfig,
  updateFunctionEventInvokeConfig,
} from './api/event-invoke-config.ts';
import { invoke } from './api/invoke.ts';
import { addPermission, getPolicy, removePermission } from './api/permissions.ts';
import { getFunctionUrlConfig } from './api/url-config.ts';
import type { LambdaOptions, LambdaWorld } from './functions.ts';
import { policyOf } from './policy.ts';
import { urlsOf } from './url.ts';

const operations = {
  Invoke: invoke,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  ListFunctions: listFunctions,
  PutFunctionConcurrency: putFunctionConcurrency,
  GetFunctionConcurrency: getFunctionConcurrency,
  DeleteFunctionConcurrency: deleteFunctionConcurrency,
  PutFunctionEventInvokeConfig: putFunctionEventInvokeConfig,
  UpdateFunctionEventInvokeConfig: updateFunctionEventInvokeConfig,
  GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
  DeleteFunctionEventInvokeConfig: deleteFunctionEventInvokeConfig,
  AddPermission: addPermission,
  RemovePermission: removePermission,
  GetPolicy: getPolicy,
  GetFunctionUrlConfig: getFunctionUrlConfig,
};

export function lambda(world: World, options: LambdaOptions): Service {
  const random = world.random.fork('lambda');
  const functions: LambdaWorld = {
    ...world,
    ...options,
    random,
    urls: random.fork('urls'),
    startedAt: world.clock.now(),
    running: new Map(),
    policies: new Map(),
  };
  options.iam?.resourcePolicies('lambda', policyOf(functions));
  const service = createService({ sdk, client: LambdaClient, world: functions, operations });
  return { ...service, web: urlsOf(functions) };
}
