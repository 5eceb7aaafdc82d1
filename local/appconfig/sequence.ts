/** Items by their number, ascending; any place in it is found, filled and emptied without going through the others. */
export type Numbered = { readonly sequence: number };

/** Moving this many items costs nothing that can be noticed. */
const longestChunk = 256;

export class Sequence<T extends Numbered> {
  /** In pieces, none of them empty, so that an item which comes or goes moves only those of its own piece. */
  readonly #chunks: T[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get last(): T | undefined {
    return this.#chunks.at(-1)?.at(-1);
  }

  add(item: T): void {
    const at = this.#chunkFor(item.sequence);
    const chunk = this.#chunks[at];
    this.#size += 1;
    if (!chunk) this.#append(item);
    else {
      chunk.splice(placeIn(chunk, item.sequence), 0, item);
      if (chunk.length > longestChunk) this.#chunks.splice(at + 1, 0, chunk.splice(longestChunk / 2));
    }
  }

  remove(item: T): void {
    const at = this.#chunkFor(item.sequence);
    const chunk = this.#chunks[at] ?? [];
    const place = placeIn(chunk, item.sequence);
    if (chunk[place] !== item) return;
    this.#size -= 1;
    chunk.splice(place, 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  get(sequence: number): T | undefined {
    const chunk = this.#chunks[this.#chunkFor(sequence)] ?? [];
    const item = chunk[placeIn(chunk, sequence)];
    return item?.sequence === sequence ? item : undefined;
  }

  /** What follows the number, or everything. */
  *after(sequence = Number.NEGATIVE_INFINITY): Generator<T> {
    const first = this.#chunkFor(sequence + 1);
    for (let at = first; at < this.#chunks.length; at += 1) {
      const chunk = this.#chunks[at] as T[];
      const from = at === first ? placeIn(chunk, sequence + 1) : 0;
      for (let place = from; place < chunk.length; place += 1) yield chunk[place] as T;
    }
  }

  /** What precedes the number, or everything; the newest first. */
  *before(sequence = Number.POSITIVE_INFINITY): Generator<T> {
    const first = Math.min(this.#chunkFor(sequence), this.#chunks.length - 1);
    for (let at = first; at >= 0; at -= 1) {
      const chunk = this.#chunks[at] as T[];
      const from = at === first ? placeIn(chunk, sequence) : chunk.length;
      for (let place = from - 1; place >= 0; place -= 1) yield chunk[place] as T;
    }
  }

  [Symbol.iterator](): Iterator<T> {
    return this.after();
  }

  #append(item: T): void {
    const end = this.#chunks.at(-1);
    if (end && end.length < longestChunk) end.push(item);
    else this.#chunks.push([item]);
  }

  /** The first piece whose last item is not below the number. */
  #chunkFor(sequence: number): number {
    return firstFrom(
      this.#chunks.length,
      (at) => ((this.#chunks[at] as T[]).at(-1) as T).sequence >= sequence,
    );
  }
}

const placeIn = (items: readonly Numbered[], sequence: number): number =>
  firstFrom(items.length, (at) => (items[at] as Numbered).sequence >= sequence);

/** The first number for which the question is true, of those from which on it stays true; or `length`. */
function firstFrom(length: number, isReached: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
