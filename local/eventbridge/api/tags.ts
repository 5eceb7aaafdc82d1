import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-eventbridge';
import { addTags, type EventsWorld, tagsOf } from '../world.ts';

export const tagResource = (world: EventsWorld, { ResourceARN, Tags }: TagResourceRequest): void =>
  addTags(tagsOf(world, ResourceARN), Tags);

export function untagResource(world: EventsWorld, { ResourceARN, TagKeys = [] }: UntagResourceRequest): void {
  const tags = tagsOf(world, ResourceARN);
  for (const key of TagKeys) tags.delete(key);
}

export const listTagsForResource = (
  world: EventsWorld,
  { ResourceARN }: ListTagsForResourceRequest,
): ListTagsForResourceResponse => ({
  Tags: [...tagsOf(world, ResourceARN)].map(([Key, Value]) => ({ Key, Value })),
});
