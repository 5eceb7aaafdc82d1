/** The one source of chance in the embedded AWS: what looks random follows from a seed, so the same seed gives the same world. */
import { createHash } from 'node:crypto';

export type Random = {
  /** The next number in [0, 1). */
  next(): number;
  /** The next whole number in [0, below). */
  integer(below: number): number;
  /** An id of `length` characters of `alphabet`, by default AWS's own lower case letters and digits. */
  id(length: number, alphabet?: string): string;
  /** A version 4 UUID. */
  uuid(): string;
  /** An independent stream: what one part draws never shifts what another part gets. */
  fork(label: string): Random;
};

const lowerCaseAndDigits = 'abcdefghijklmnopqrstuvwxyz0123456789';

export function createRandom(seed: number | string): Random {
  const next = generator(seed);
  const integer = (below: number) => Math.floor(next() * below);
  const pick = (alphabet: string) => alphabet.charAt(integer(alphabet.length));
  const id = (length: number, alphabet = lowerCaseAndDigits) => {
    let text = ''; // every request draws an id: a third of the time of Array.from and join
    for (let at = 0; at < length; at++) text += pick(alphabet);
    return text;
  };
  const hex = (length: number) => id(length, '0123456789abcdef');
  return {
    next,
    integer,
    id,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick('89ab')}${hex(3)}-${hex(12)}`,
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

/** sfc32 (Chris Doty-Humphrey, PractRand), its 128 bits of state taken from a hash of the seed. */
function generator(seed: number | string): () => number {
  const state = new Int32Array(new Uint8Array(createHash('sha256').update(String(seed)).digest()).buffer);
  let [a = 0, b = 0, c = 0, counter = 1] = state;
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
}
