/** The words of a rule's text, each with its place. */
import { type Constant, RuleRefused } from './rule.ts';
import { parseTimestamp } from './timestamp.ts';

export type Token = { readonly at: number; readonly text: string } & (
  | { readonly kind: '(' | ')' | '[' | ']' | ',' | 'end' }
  /** `pct::` before an operand. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'context'; readonly key: string }
  | { readonly kind: 'constant'; readonly value: Constant }
  | { readonly kind: 'word' }
);

const space = /\s*/y;
const named = /([A-Za-z_]\w*)::/y;
const context = /\$([A-Za-z0-9_.-]+)/y;
const string = /"((?:[^"\\]|\\.)*)"/sy;
const word = /[^\s()[\],"$]+/y;

/** @throws RuleRefused */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += read(space, text, at)?.[0].length ?? 0;
    const token = tokenAt(text, at);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    at += token.text.length;
  }
}

function tokenAt(text: string, at: number): Token {
  const mark = text.charAt(at);
  if (mark === '') return { kind: 'end', at, text: '' };
  if (isMark(mark)) return { kind: mark, at, text: mark };
  if (mark === '"') return stringAt(text, at);
  if (mark === '$') return contextAt(text, at);
  const name = read(named, text, at);
  if (name) return { kind: 'name', at, text: name[0], name: name[1] as string };
  const plain = read(word, text, at)?.[0] as string;
  const value = constantOf(plain, at);
  return value ? { kind: 'constant', at, text: plain, value } : { kind: 'word', at, text: plain };
}

const isMark = (mark: string): mark is '(' | ')' | '[' | ']' | ',' => '()[],'.includes(mark);

/** A backslash protects a quote and itself; before anything else it stays, as patterns need it. */
function stringAt(text: string, at: number): Token {
  const found = read(string, text, at);
  if (!found) throw new RuleRefused(at, 'this string has no closing quote');
  const value = (found[1] as string).replaceAll(/\\(["\\])/g, '$1');
  return { kind: 'constant', at, text: found[0], value: { type: 'string', value } };
}

function contextAt(text: string, at: number): Token {
  const found = read(context, text, at);
  if (!found) throw new RuleRefused(at, 'a $ is followed by the key of a context value, as in $country');
  return { kind: 'context', at, text: found[0], key: found[1] as string };
}

/** A year alone is a number: nothing tells it apart. */
function constantOf(text: string, at: number): Constant | undefined {
  if (text === 'true' || text === 'false') return { type: 'boolean', value: text === 'true' };
  const number = parseNumber(text);
  if (number === 'out of range') throw new RuleRefused(at, `${text} does not fit into 64 bits`);
  if (number) return number;
  const value = parseTimestamp(text);
  return value === undefined ? undefined : { type: 'timestamp', value };
}

type Numeric = Extract<Constant, { type: 'integer' | 'float' }>;

/** How numbers are written, in a rule and in a context value. */
export function parseNumber(text: string): Numeric | 'out of range' | undefined {
  if (/^-?\d+$/.test(text)) {
    const value = text.length <= 20 ? BigInt(text) : undefined;
    const fits = value !== undefined && BigInt.asIntN(64, value) === value;
    return fits ? { type: 'integer', value } : 'out of range';
  }
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : 'out of range';
}

function read(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
