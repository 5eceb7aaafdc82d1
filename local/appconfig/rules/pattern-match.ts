/** Runs a pattern over a text as if all its ways were gone at once (Thompson, 1968): no way is ever gone back. */
import type { Program } from './pattern.ts';
import type { Assertion, Ranges } from './pattern-syntax.ts';

/** Whether the pattern is found anywhere in the text. */
export function isFound(program: Program, text: string): boolean {
  const characters = Array.from(text, (character) => character.codePointAt(0) as number);
  const now = new Threads(program, characters);
  const next = new Threads(program, characters);
  let [here, there] = [now, next];
  for (let at = 0; at <= characters.length; at += 1) {
    if (here.add(0, at)) return true;
    const character = characters[at];
    if (character === undefined) return false;
    for (const index of here.waiting) {
      const step = program[index];
      if (
        step?.op === 'one' &&
        includes(step.of, character) !== step.isNegated &&
        there.add(index + 1, at + 1)
      )
        return true;
    }
    here.clear();
    [here, there] = [there, here];
  }
  return false;
}

/** The places in the program that wait for a character, each once. */
class Threads {
  readonly waiting: number[] = [];
  readonly #program: Program;
  readonly #characters: readonly number[];
  readonly #seen: Uint32Array;
  #generation = 1;

  constructor(program: Program, characters: readonly number[]) {
    this.#program = program;
    this.#characters = characters;
    this.#seen = new Uint32Array(program.length);
  }

  /** Goes on from `start` without a character, as far as it gets; true where the pattern is complete. */
  add(start: number, at: number): boolean {
    const open = [start];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#seen[index] === this.#generation) continue;
      this.#seen[index] = this.#generation;
      const step = this.#program[index];
      if (step?.op === 'match') return true;
      if (step?.op === 'one') this.waiting.push(index);
      if (step?.op === 'jump') open.push(step.to);
      if (step?.op === 'fork') open.push(step.second, step.first);
      if (step?.op === 'assert' && holds(step.what, this.#characters, at)) open.push(index + 1);
    }
    return false;
  }

  clear(): void {
    this.waiting.length = 0;
    this.#generation += 1;
  }
}

function includes(ranges: Ranges, character: number): boolean {
  return ranges.some(([from, to]) => from <= character && character <= to);
}

function holds(what: Assertion, characters: readonly number[], at: number): boolean {
  if (what === 'start') return at === 0;
  if (what === 'end') return at === characters.length;
  const isBoundary = isWord(characters[at - 1]) !== isWord(characters[at]);
  return isBoundary === (what === 'boundary');
}

const isWord = (character: number | undefined) =>
  character !== undefined && /\w/.test(String.fromCodePoint(character));
