import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  TagResourceInput,
  UntagResourceInput,
} from '@aws-sdk/client-cloudwatch';
import type { Alarm } from '../alarms/alarm.ts';
import { noSuchResource } from '../errors.ts';
import { tagsOf } from '../tags.ts';
import type { CloudWatchWorld } from '../world.ts';

export function tagResource(world: CloudWatchWorld, input: TagResourceInput): Record<string, never> {
  const { tags } = alarmAt(world, input.ResourceARN);
  for (const [key, value] of tagsOf(input.Tags ?? [], new Map(tags))) tags.set(key, value);
  return {};
}

export function untagResource(world: CloudWatchWorld, input: UntagResourceInput): Record<string, never> {
  const { tags } = alarmAt(world, input.ResourceARN);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
}

export function listTagsForResource(
  world: CloudWatchWorld,
  input: ListTagsForResourceInput,
): ListTagsForResourceOutput {
  const { tags } = alarmAt(world, input.ResourceARN);
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

/** @throws ResourceNotFoundException */
function alarmAt({ alarms }: CloudWatchWorld, arn = ''): Alarm {
  const alarm = alarms.find(arn);
  if (alarm?.arn === arn) return alarm;
  throw noSuchResource(arn);
}
