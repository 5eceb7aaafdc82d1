/** From bytes to a value whose every part knows its place in the file. Whatever the bytes are: an answer, and soon. */
import {
  CST,
  type Document,
  isMap,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  type Range,
  visit,
} from 'yaml';
import type { Diagnostic, Path, Problem } from './diagnostic.ts';
import { severities } from './diagnostic.ts';

/** A plan of 1,000 steps takes a fifth of this. */
const maxBytes = 256 * 1024;
const maxTokens = 50_000;
/** Of brackets, of indicators on a line, and of indentation by two. */
const maxDepth = 50;

export type Source = {
  readonly text: string;
  /** What the file says, as plain data; undefined where it could not be read. */
  readonly value: unknown;
  /** What keeps it from being read. */
  readonly diagnostics: readonly Diagnostic[];
  readonly locate: (problem: Problem) => Diagnostic;
};

export function readSource(bytes: Uint8Array): Source {
  const { text, unreadable } = decode(bytes);
  if (unreadable) return unread(text, [unreadable]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = placing(text, lines);
  const errors = document.errors.slice(0, 10).map(({ message, pos }) => ({
    ...yamlError(message.split('\n')[0]?.slice(0, 200) ?? '', helpFor(message)),
    ...place(pos[0], pos[1]),
  }));
  if (errors.length > 0) return unread(text, errors);
  return { ...toValue(document, place), text, locate: (problem) => locate(document, place, problem) };
}

type Place = Pick<Diagnostic, 'line' | 'column' | 'length'>;
type Placing = (from: number, to: number) => Place;

const yamlError = (message: string, help?: string) =>
  ({ code: 'yaml', severity: 'error', path: [], message, help }) satisfies Omit<Diagnostic, keyof Place>;

const unread = (text: string, diagnostics: readonly Diagnostic[]): Source => ({
  text,
  value: undefined,
  diagnostics,
  locate: ({ at: _, ...problem }) => ({
    ...problem,
    severity: severities[problem.code],
    line: 1,
    column: 1,
    length: 1,
  }),
});

/** A place ends at the end of its line at the latest. */
function placing(text: string, lines: LineCounter): Placing {
  return (from, to) => {
    const { line, col } = lines.linePos(Math.min(from, Math.max(0, text.length - 1)));
    const rest =
      text
        .slice(from, Math.min(to, from + 200))
        .split('\n', 1)[0]
        ?.trimEnd() ?? '';
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, rest.length) };
  };
}

/** UTF-8 without control characters, small and shallow enough to be parsed; else what is wrong, and where. */
function decode(bytes: Uint8Array): { text: string; unreadable?: Diagnostic | undefined } {
  if (bytes.length > maxBytes) {
    const message = `the file has ${bytes.length.toLocaleString('en')} bytes; a plan has at most ${maxBytes.toLocaleString('en')}`;
    return { text: '', unreadable: { ...yamlError(message), line: 1, column: 1, length: 1 } };
  }
  const text = new TextDecoder().decode(bytes);
  const found = misread(bytes, text) ?? tooDeep(text);
  if (!found) return { text };
  const before = text.slice(0, found.at).split('\n');
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, length: 1 };
  return { text, unreadable: { ...yamlError(found.message, found.help), ...place } };
}

type Misread = { readonly at: number; readonly message: string; readonly help?: string };

function misread(bytes: Uint8Array, text: string): Misread | undefined {
  const help = 'save the file as UTF-8';
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { at: 0, message: 'the file is UTF-16, not UTF-8', help };
  const control = /[^\P{Cc}\t\n\r\u0085]/u.exec(text);
  if (control) {
    const name = `U+${control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    return { at: control.index, message: `a control character (${name}), which no YAML may have`, help };
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return {
      at: Math.max(0, text.indexOf('\ufffd')),
      message: 'the file is not UTF-8: there is a wrong byte',
      help,
    };
  }
  return undefined;
}

/**
 * The parser is built for files somebody wrote: nested a thousand levels, or after a thousand anchors, it takes for ever.
 * The lexer never does, so it looks first.
 */
function tooDeep(text: string): Misread | undefined {
  const deep = { message: 'nested too deeply', help: 'a plan is at most six levels deep' };
  let [at, tokens, brackets, marks, isLineStart, isScalarNext] = [0, 0, 0, 0, true, false];
  for (const token of new Lexer().lex(text)) {
    if (isSignal(token)) {
      isScalarNext = token === CST.SCALAR;
      continue;
    }
    tokens += 1;
    if (token === '[' || token === '{') brackets += 1;
    if (token === ']' || token === '}') brackets -= 1;
    if (token.endsWith('\n')) marks = 0;
    if (!isScalarNext && (brackets > 0 ? /^[?&!]/ : /^[-?:&!]/).test(token)) marks += 1;
    const indent = isLineStart && /^ +$/.test(token) ? token.length : 0;
    if (Math.max(brackets, marks, indent / 2) > maxDepth) return { at, ...deep };
    if (tokens > maxTokens)
      return { at, message: 'too much for one plan', help: 'a plan of 1,000 steps takes a third of this' };
    isLineStart = token.endsWith('\n');
    isScalarNext = false;
    at += token.length;
  }
  return undefined;
}

/** What the lexer says besides the text. */
const isSignal = (token: string): boolean => [CST.DOCUMENT, CST.FLOW_END, CST.SCALAR].includes(token);

function helpFor(message: string): string | undefined {
  if (message.startsWith('Tabs')) return 'indent with spaces';
  if (message.startsWith('Map keys must be unique')) return 'remove one of the two';
  if (message.includes('multiple documents'))
    return 'one file holds one plan: remove the "---" and what follows it';
  return undefined;
}

function toValue(document: Document, place: Placing): Pick<Source, 'value' | 'diagnostics'> {
  const diagnostics: Diagnostic[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (!isNode(key) || !key.range) return;
      const at = place(key.range[0], key.range[1]);
      if (!isScalar(key)) diagnostics.push({ ...yamlError('a key has to be a plain word'), ...at });
      else if (key.value === '__proto__')
        diagnostics.push({ ...yamlError('the key "__proto__" is not allowed'), ...at });
    },
    // YAML 1.1 makes dates of dates and numbers of times (09:00 is 540): what was written is what is meant.
    Scalar: (_, node) => {
      if (node.value instanceof Date || (typeof node.value === 'number' && node.source?.includes(':')))
        node.value = node.source;
    },
  });
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), diagnostics };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      value: undefined,
      diagnostics: [{ ...yamlError(message, 'write out what the aliases stand for'), ...place(0, 1) }],
    };
  }
}

/** The nearest part of the file that exists: of a missing key, the map it is missing from. */
function locate(document: Document, place: Placing, { at, ...problem }: Problem): Diagnostic {
  const severity = severities[problem.code];
  for (let { path } = problem; ; path = path.slice(0, -1)) {
    const range = rangeOf(document, path, path.length === problem.path.length ? at : 'value');
    if (range) return { ...problem, severity, ...place(range[0], range[1]) };
    if (path.length === 0) return { ...problem, severity, ...place(0, 1) };
  }
}

function rangeOf(document: Document, path: Path, at: 'key' | 'value'): Range | undefined {
  const parent = path.length === 0 ? undefined : document.getIn(path.slice(0, -1), true);
  const key = isMap(parent)
    ? parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)))?.key
    : undefined;
  if (at === 'key' && isNode(key)) return key.range ?? undefined;
  const node = document.getIn(path, true);
  return (isNode(node) && node.range) || (isNode(key) && key.range) || undefined;
}
