/** How a task calls another service of the same world, and what Step Functions makes of the answer. */

import { fromJson, toJson } from '../wire/json.ts';
import type { Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import { failed, succeeded } from './journal.ts';
import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { checkInvoke, invoke } from './lambda-invoke.ts';
import type { Resource } from './resource.ts';
import { errorNameOf, sdkCause } from './sdk-errors.ts';
import type { RunTask, TaskCall, TaskOutcome } from './task-call.ts';

/** @param accessKeyIdOf whose credentials a state machine with this role uses */
export function createIntegrations(
  world: Pick<World, 'door'>,
  accessKeyIdOf: (roleArn: string, machineArn: string) => string | undefined,
): RunTask {
  return {
    check: (resource, given) =>
      isInvoke(resource) ? checkInvoke(resource, given) : checkSdkCall(world, resource, given),
    call: (call) => {
      const accessKeyId = accessKeyIdOf(call.roleArn, machineOf(call.executionArn));
      return isInvoke(call.resource) ? invoke(world, call, accessKeyId) : callSdk(world, call, accessKeyId);
    },
  };
}

const machineOf = (executionArn: string) =>
  executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, '');

/** Whether the world can carry out a task: what it cannot is refused when the state machine is created. */
export function isEmulated({ door }: Pick<World, 'door'>, resource: Resource): boolean {
  if (isInvoke(resource)) return door.service('Lambda')?.answers('Invoke') === true;
  if (resource.kind !== 'call' || !resource.isSdk || resource.pattern === 'sync') return false;
  return door.service(resource.service)?.answers(operationOf(resource)) === true;
}

const isInvoke = (resource: Resource) =>
  resource.kind === 'function' ||
  (!resource.isSdk &&
    resource.service === 'lambda' &&
    resource.operation === 'invoke' &&
    resource.pattern !== 'sync');

type SdkResource = Extract<Resource, { kind: 'call' }>;
const operationOf = ({ operation }: SdkResource) => operation.charAt(0).toUpperCase() + operation.slice(1);

function checkSdkCall({ door }: Pick<World, 'door'>, resource: Resource, given: Json): string | undefined {
  const service = door.service((resource as SdkResource).service) as Service;
  const shape = service.model.operations.get(operationOf(resource as SdkResource))?.input;
  const told = (what: string) =>
    `The Parameters '${JSON.stringify(given)}' could not be used to start the Task: [${what}]`;
  if (!isObject(given)) return told('The Arguments must be an object');
  const names = Object.keys(given).map((name) => name.toLowerCase());
  const missing = shape?.required.find((member) => !names.includes(member.toLowerCase()));
  if (missing) return told(`The field "${missing}" is required but was missing`);
  try {
    if (shape) fromJson(shape.whole, given);
    return undefined;
  } catch (error) {
    return told((error as Error).message);
  }
}

async function callSdk(
  { door }: Pick<World, 'door'>,
  { resource, arguments: given }: TaskCall,
  accessKeyId: string | undefined,
): Promise<TaskOutcome> {
  const service = door.service((resource as SdkResource).service) as Service;
  const operation = operationOf(resource as SdkResource);
  const model = service.model.operations.get(operation);
  if (!model) throw new Error(`${service.name} has no operation ${operation}`);
  const input = fromJson(model.input.whole, given) as JsonObject;
  const answer = await door.call({ service: service.name, operation, input, accessKeyId });
  if (!answer.ok)
    return failed(errorNameOf(service.name, answer.error), sdkCause(service.name, answer.error));
  return succeeded(toJson(model.output.whole, answer.output) as Json);
}
