/** Resources of one kind, found by id, by name, or in the order in which they were made. */
import { Sequence } from './sequence.ts';

export type Resource = { readonly sequence: number; readonly id: string; readonly name: string };

export class Collection<T extends Resource> {
  readonly #byId = new Map<string, T>();
  readonly #byName = new Map<string, Set<T>>();
  readonly inOrder = new Sequence<T>();
  #made = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** The number of the next resource; numbers are never used again. */
  nextSequence(): number {
    this.#made += 1;
    return this.#made;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  /** By id, or else the oldest of that name. */
  find(identifier: string): T | undefined {
    return this.#byId.get(identifier) ?? this.named(identifier);
  }

  named(name: string): T | undefined {
    return this.#byName.get(name)?.values().next().value;
  }

  add(item: T): void {
    this.#byId.set(item.id, item);
    this.inOrder.add(item);
    this.#name(item);
  }

  remove(item: T): void {
    this.#byId.delete(item.id);
    this.inOrder.remove(item);
    this.#unname(item);
  }

  /** Lets `change` give the item another name. */
  rename(item: T, change: () => void): void {
    this.#unname(item);
    change();
    this.#name(item);
  }

  #name(item: T): void {
    const same = this.#byName.get(item.name) ?? new Set();
    this.#byName.set(item.name, same.add(item));
  }

  #unname(item: T): void {
    const same = this.#byName.get(item.name);
    same?.delete(item);
    if (same?.size === 0) this.#byName.delete(item.name);
  }
}
