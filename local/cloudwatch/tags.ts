/** Tags of alarms. */
import type { Tag } from '@aws-sdk/client-cloudwatch';
import { invalidValue, limitExceeded } from './errors.ts';

const mostTags = 50;

/** @throws InvalidParameterValueException, LimitExceededFault */
export function tagsOf(tags: readonly Tag[], onto: Map<string, string> = new Map()): Map<string, string> {
  for (const { Key = '', Value = '' } of tags) {
    if (Key.length < 1 || Key.length > 128 || Key.startsWith('aws:') || Value.length > 256)
      throw invalidValue(`The tag ${Key} is invalid.`);
    onto.set(Key, Value);
  }
  if (onto.size > mostTags) throw limitExceeded(`An alarm can have at most ${mostTags} tags.`);
  return onto;
}
