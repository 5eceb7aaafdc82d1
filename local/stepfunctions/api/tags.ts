import {
  type ListTagsForResourceInput,
  type ListTagsForResourceOutput,
  ResourceNotFound,
  type TagResourceInput,
  type UntagResourceInput,
} from '@aws-sdk/client-sfn';
import { checkArn, isGone, type Machine, type StatesWorld } from '../machines.ts';

export function tagResource(world: StatesWorld, { resourceArn, tags = [] }: TagResourceInput): object {
  const machine = tagged(world, resourceArn);
  for (const { key = '', value = '' } of tags) machine.tags.set(key, value);
  return {};
}

export function untagResource(world: StatesWorld, { resourceArn, tagKeys = [] }: UntagResourceInput): object {
  const machine = tagged(world, resourceArn);
  for (const key of tagKeys) machine.tags.delete(key);
  return {};
}

export function listTagsForResource(
  world: StatesWorld,
  { resourceArn }: ListTagsForResourceInput,
): ListTagsForResourceOutput {
  return { tags: [...tagged(world, resourceArn).tags].map(([key, value]) => ({ key, value })) };
}

/** @throws ResourceNotFound, InvalidArn */
function tagged(world: StatesWorld, arn: string | undefined): Machine {
  const machine = world.machines.get(arn ?? '');
  if (machine && !isGone(world, machine)) return machine;
  checkArn(arn, 'stateMachine');
  const message = `Resource not found: '${arn}'`;
  throw new ResourceNotFound({ message, resourceName: arn, $metadata: {} });
}
