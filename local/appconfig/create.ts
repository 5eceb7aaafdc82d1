/** What every creation shares: a free name, room in the quota, an id, lawful tags. */
import type { Collection, Resource } from './collection.ts';
import { badRequest, quotaExceeded } from './errors.ts';
import type { AppConfigWorld, Tags } from './state.ts';

/** An id as AppConfig gives them: seven characters, used once. */
export function newId({ random }: AppConfigWorld, taken: (id: string) => boolean): string {
  let id = random.id(7);
  while (taken(id)) id = random.id(7);
  return id;
}

/** @throws BadRequestException, if the world wants names to be unique */
export function refuseDuplicate<T extends Resource>(
  { switches }: AppConfigWorld,
  what: string,
  among: Collection<T>,
  name: string,
): void {
  if (switches.duplicateName === 'BadRequest' && among.named(name))
    throw badRequest(`There is already ${what} named ${name}`);
}

/** @throws ServiceQuotaExceededException */
export function refuseBeyondQuota(
  { switches }: AppConfigWorld,
  what: string,
  count: number,
  most: number,
): void {
  if (switches.quotas === 'documented' && count >= most)
    throw quotaExceeded(`The number of ${what} exceeds the maximum allowed, ${most}`);
}

/** @throws BadRequestException for a key that AWS keeps for itself */
export function readTags(tags: Tags = {}): Tags {
  const reserved = Object.keys(tags).find((key) => key.toLowerCase().startsWith('aws:'));
  if (reserved !== undefined) throw badRequest(`Tag key ${reserved} must not start with aws:`);
  return tags;
}
