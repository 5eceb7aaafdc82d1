/** All that an AppConfig world remembers, as text: the same text is the same state. */
import { Collection } from '#local/appconfig/collection';
import { DefinitionIndex } from '#local/appconfig/definition-index';
import { Sequence } from '#local/appconfig/sequence';
import type { AppConfigWorld } from '#local/appconfig/state';

export const stateOf = ({ store }: AppConfigWorld): string => {
  const seen = new Map<object, number>();
  const plain = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    const known = seen.get(value);
    if (known !== undefined) return `→ ${known}`;
    seen.set(value, seen.size);
    if (value instanceof Collection) return plain(value.inOrder);
    if (value instanceof DefinitionIndex) return plain(listsOf(value));
    if (value instanceof Sequence) return [...value].map(plain);
    if (value instanceof Map) return [...value].map(plain);
    if (value instanceof Uint8Array) return value.byteLength;
    if (Array.isArray(value)) return value.map(plain);
    return Object.entries(value).map(([name, member]) => [name, plain(member)]);
  };
  return JSON.stringify(plain(store));
};

const listsOf = (index: DefinitionIndex) =>
  (['any', 'notArchived', 'ACTIVE', 'IDLE', 'ARCHIVED'] as const).map(
    (status) => index.select({ status }).list,
  );
