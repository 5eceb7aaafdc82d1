/** Reads a regular expression. */

export type Ranges = readonly (readonly [from: number, to: number])[];
export type Assertion = 'start' | 'end' | 'boundary' | 'no boundary';

export type Node =
  | { readonly type: 'one'; readonly of: Ranges; readonly isNegated: boolean }
  | { readonly type: 'assert'; readonly what: Assertion }
  | { readonly type: 'sequence' | 'either'; readonly parts: readonly Node[] }
  | { readonly type: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

/** Why a text is not a pattern that is run here. */
export class PatternRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PatternRefused';
  }
}

const maxDepth = 100;
const maxRepeat = 1_000;

/** @throws PatternRefused */
export function parsePattern(text: string): Node {
  const reader = new Reader([...text]);
  const node = readEither(reader, 0);
  if (reader.peek !== '') throw refused(reader, ') without (');
  return node;
}

class Reader {
  readonly #characters: readonly string[];
  at = 0;

  constructor(characters: readonly string[]) {
    this.#characters = characters;
  }

  get peek(): string {
    return this.#characters[this.at] ?? '';
  }

  take(): string {
    const character = this.peek;
    this.at += 1;
    return character;
  }

  /** Takes `text` if it comes next. */
  skip(text: string): boolean {
    const next = this.#characters.slice(this.at, this.at + text.length).join('') === text;
    if (next) this.at += text.length;
    return next;
  }

  /** The characters up to `end`, which is taken, too; undefined where it does not come soon. */
  until(end: string, within: number): string | undefined {
    const length = this.#characters.slice(this.at, this.at + within).indexOf(end);
    if (length < 0) return undefined;
    const text = this.#characters.slice(this.at, this.at + length).join('');
    this.at += length + 1;
    return text;
  }
}

const refused = (reader: Reader, message: string) =>
  new PatternRefused(`the pattern is not understood at its character ${reader.at + 1}: ${message}`);
const notEmulated = (what: string) => new PatternRefused(`${what} in a pattern is not emulated`);

function readEither(reader: Reader, depth: number): Node {
  if (depth > maxDepth) throw new PatternRefused(`groups nest at most ${maxDepth} deep`);
  const parts = [readSequence(reader, depth)];
  while (reader.skip('|')) parts.push(readSequence(reader, depth));
  return parts.length === 1 ? (parts[0] as Node) : { type: 'either', parts };
}

function readSequence(reader: Reader, depth: number): Node {
  const parts: Node[] = [];
  while (reader.peek !== '' && reader.peek !== '|' && reader.peek !== ')')
    parts.push(readRepeat(reader, readAtom(reader, depth)));
  return { type: 'sequence', parts };
}

function readAtom(reader: Reader, depth: number): Node {
  const character = reader.take();
  if (character === '(') return readGroup(reader, depth);
  if (character === '[') return readClass(reader);
  if (character === '.') return { type: 'one', of: [[10, 10]], isNegated: true };
  if (character === '^') return { type: 'assert', what: 'start' };
  if (character === '$') return { type: 'assert', what: 'end' };
  if (character === '\\') return readEscape(reader);
  if ('*+?{}]'.includes(character)) {
    reader.at -= 1;
    throw refused(reader, `${character} on its own is written \\${character}`);
  }
  return oneOf(character);
}

function readGroup(reader: Reader, depth: number): Node {
  for (const look of ['?=', '?!', '?<=', '?<!'])
    if (reader.skip(look)) throw notEmulated(`looking around, (${look}…),`);
  const isNamed = reader.skip('?P<') || reader.skip('?<');
  if (isNamed && !/^[A-Za-z_]\w*$/.test(reader.until('>', 100) ?? ''))
    throw refused(reader, 'a group without a name');
  if (!isNamed && !reader.skip('?:') && reader.peek === '?') throw notEmulated('a flag, (?…),');
  const node = readEither(reader, depth + 1);
  if (!reader.skip(')')) throw refused(reader, 'a group is not closed');
  return node;
}

function readRepeat(reader: Reader, part: Node): Node {
  const counts = readCounts(reader);
  if (!counts) return part;
  // Whether little or much is taken first makes no difference to whether the pattern matches.
  reader.skip('?');
  if ('*+?{'.includes(reader.peek || ' ')) throw refused(reader, 'a repetition of a repetition needs (…)');
  return { type: 'repeat', part, least: counts[0], most: counts[1] };
}

function readCounts(reader: Reader): readonly [number, number] | undefined {
  if (reader.skip('*')) return [0, Number.POSITIVE_INFINITY];
  if (reader.skip('+')) return [1, Number.POSITIVE_INFINITY];
  if (reader.skip('?')) return [0, 1];
  if (!reader.skip('{')) return undefined;
  const [, least, comma, most] = /^(\d{1,4})(,?)(\d{0,4})$/.exec(reader.until('}', 12) ?? '') ?? [];
  if (least === undefined) throw refused(reader, 'a { on its own is written \\{');
  const from = Number(least);
  const to = comma === '' ? from : most === '' ? Number.POSITIVE_INFINITY : Number(most);
  const isEndless = to === Number.POSITIVE_INFINITY;
  if (to < from || from > maxRepeat || (!isEndless && to > maxRepeat))
    throw refused(reader, `a repetition counts from less to more, up to ${maxRepeat}`);
  return [from, to];
}

const digit: Ranges = [[48, 57]];
const word: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const space: Ranges = [
  [9, 13],
  [32, 32],
];
const classes: Readonly<Record<string, Ranges>> = { d: digit, w: word, s: space };
const controls: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' };

const oneOf = (character: string): Node => {
  const code = character.codePointAt(0) as number;
  return { type: 'one', of: [[code, code]], isNegated: false };
};

function readEscape(reader: Reader): Node {
  const character = reader.take();
  if (character === 'b') return { type: 'assert', what: 'boundary' };
  if (character === 'B') return { type: 'assert', what: 'no boundary' };
  const known = classes[character.toLowerCase()];
  if (known && /[dwsDWS]/.test(character))
    return { type: 'one', of: known, isNegated: /[DWS]/.test(character) };
  return oneOf(escaped(reader, character));
}

function escaped(reader: Reader, character: string): string {
  if (character === '') throw refused(reader, 'a \\ at the end');
  if (/[1-9]/.test(character)) throw notEmulated(`the reference back \\${character}`);
  const control = /[tnrfv]/.test(character) ? controls[character] : undefined;
  if (control !== undefined) return control;
  if (/[A-Za-z0]/.test(character)) throw notEmulated(`\\${character}`);
  return character;
}

function readClass(reader: Reader): Node {
  const isNegated = reader.skip('^');
  const of: (readonly [number, number])[] = [];
  do {
    const first = readMember(reader);
    if (typeof first !== 'number') of.push(...first);
    else of.push([first, readEnd(reader) ?? first]);
  } while (!reader.skip(']'));
  if (of.some(([from, to]) => to < from)) throw refused(reader, 'a range that runs backwards');
  return { type: 'one', of, isNegated };
}

/** One member of a class: a character, or the ranges of \d and the like. */
function readMember(reader: Reader): number | Ranges {
  const character = reader.take();
  if (character === '') throw refused(reader, 'a [ is not closed');
  if (character === ']') throw refused(reader, 'a class without a member; ] itself is written \\]');
  if (character === '[' || (character === '&' && reader.peek === '&'))
    throw notEmulated('a class within a class');
  if (character !== '\\') return character.codePointAt(0) as number;
  const known = reader.take();
  if (/[dws]/.test(known)) return classes[known] as Ranges;
  if (/[DWSbB]/.test(known)) throw notEmulated(`\\${known} within a class`);
  return escaped(reader, known).codePointAt(0) as number;
}

/** The end of a range such as a-z; a - before the closing bracket stands for itself. */
function readEnd(reader: Reader): number | undefined {
  const start = reader.at;
  if (!reader.skip('-')) return undefined;
  if (reader.peek === ']') {
    reader.at = start;
    return undefined;
  }
  const end = readMember(reader);
  if (typeof end !== 'number') throw refused(reader, 'a range ends with a character');
  return end;
}
