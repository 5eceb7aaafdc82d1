/** Items by their number, ascending; any place in it is found without going through the others. */
export type Numbered = { readonly sequence: number };

export class Sequence<T extends Numbered> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  get last(): T | undefined {
    return this.#items.at(-1);
  }

  add(item: T): void {
    this.#items.splice(this.#placeOf(item.sequence), 0, item);
  }

  remove(item: T): void {
    const place = this.#placeOf(item.sequence);
    if (this.#items[place] === item) this.#items.splice(place, 1);
  }

  get(sequence: number): T | undefined {
    const item = this.#items[this.#placeOf(sequence)];
    return item?.sequence === sequence ? item : undefined;
  }

  /** What follows the number, or everything. */
  *after(sequence = Number.NEGATIVE_INFINITY): Generator<T> {
    for (let place = this.#placeOf(sequence + 1); place < this.#items.length; place += 1)
      yield this.#items[place] as T;
  }

  /** What precedes the number, or everything; the newest first. */
  *before(sequence = Number.POSITIVE_INFINITY): Generator<T> {
    for (let place = this.#placeOf(sequence) - 1; place >= 0; place -= 1) yield this.#items[place] as T;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.after();
  }

  /** Where the first item stands whose number is not below this one. */
  #placeOf(sequence: number): number {
    const items = this.#items;
    if ((items.at(-1)?.sequence ?? Number.NEGATIVE_INFINITY) < sequence) return items.length;
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((items[middle] as T).sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
