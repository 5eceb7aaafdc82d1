/**
 * Where an entity stands between 0 and 1, evenly spread and always the same. AWS does not document its hash; this one is
 * the first 48 bits of SHA-256 over the salt and the id, each preceded by its length so that no two pairs are alike.
 */
import { hash } from 'node:crypto';

export function positionOf(salt: string, id: string): number {
  const digest = hash('sha256', `${salt.length}:${salt}${id.length}:${id}`, 'hex');
  return Number.parseInt(digest.slice(0, 12), 16) / 2 ** 48;
}
