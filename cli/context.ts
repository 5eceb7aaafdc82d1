/** What every command gets of the world: two streams, the environment and the time. */
import { setTimeout as wait } from 'node:timers/promises';
import { styleText } from 'node:util';
import { inAscii } from './ascii.ts';

export type Context = {
  /** The result, and nothing else. */
  readonly out: Output;
  /** Everything that is not the result: diagnostics, progress, questions. */
  readonly err: Output;
  readonly env: Environment;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves when somebody wants this process to end: Ctrl-C or SIGTERM. A second one ends it at once. */
  readonly interrupted: () => Promise<void>;
  /** Real time, in milliseconds from any point on. */
  readonly elapsed: () => number;
  /** Waits in real time, or until the signal comes. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Hears every key at once, Ctrl-C too, until the function that it returns is called; undefined where no terminal is. */
  readonly hearKeys: ((hear: (key: string) => void) => () => void) | undefined;
};

export type Output = {
  /** Writes for people: under --ascii our signs are replaced by ASCII ones of the same width. */
  readonly text: (text: string) => void;
  /** Writes for programs: exactly this. */
  readonly data: (text: string) => void;
  /** Colours a text, where colours are wanted. Meaning is never in the colour alone. */
  readonly paint: Paint;
  /** Columns to fill at most. */
  readonly width: number;
};

export type Paint = (style: Style, text: string) => string;
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Environment = Readonly<Record<string, string | undefined>>;

/** The part of `process` that is looked at. */
export type Host = {
  readonly env: Environment;
  readonly platform: string;
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly stdin: Keyboard;
  readonly once: (signal: 'SIGINT' | 'SIGTERM', listener: () => void) => unknown;
};
type Terminal = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
};

type Keyboard = {
  readonly isTTY?: boolean;
  readonly setRawMode?: (raw: boolean) => unknown;
  readonly resume: () => unknown;
  readonly pause: () => unknown;
  readonly on: (event: 'data', listener: (bytes: Uint8Array) => void) => unknown;
  readonly off: (event: 'data', listener: (bytes: Uint8Array) => void) => unknown;
};

/** Reads `--ascii` and `--no-color` ahead of the command line's parser: its own errors follow them too. */
export function contextOf(argv: readonly string[], host: Host): Context {
  const ascii = argv.includes('--ascii') || !speaksUtf8(host);
  const colourless = argv.includes('--no-color');
  const output = (terminal: Terminal): Output => ({
    text: (text) => void terminal.write(ascii ? inAscii(text) : text),
    data: (text) => void terminal.write(text),
    paint: !colourless && wantsColour(terminal, host.env) ? painted : plain,
    width: (terminal.isTTY && terminal.columns) || 80,
  });
  return {
    out: output(host.stdout),
    err: output(host.stderr),
    env: host.env,
    now: () => Date.now(),
    interrupted: () =>
      new Promise((resolve) => {
        host.once('SIGINT', resolve);
        host.once('SIGTERM', resolve);
      }),
    elapsed: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined),
    hearKeys: host.stdin.isTTY && host.stdout.isTTY ? (hear) => hearKeys(host.stdin, hear) : undefined,
  };
}

function hearKeys(keyboard: Keyboard, hear: (key: string) => void): () => void {
  const listener = (bytes: Uint8Array) => hear(Buffer.from(bytes).toString());
  keyboard.setRawMode?.(true);
  keyboard.on('data', listener);
  keyboard.resume();
  return () => {
    keyboard.off('data', listener);
    keyboard.setRawMode?.(false);
    keyboard.pause();
  };
}

export const plain: Paint = (_style, text) => text;
const painted: Paint = (style, text) => styleText(style, text, { validateStream: false });

/** FORCE_COLOR, then NO_COLOR (https://no-color.org), then whether somebody looks: the order Node itself follows. */
function wantsColour(terminal: Terminal, env: Environment): boolean {
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  if (env.NO_COLOR) return false;
  return terminal.isTTY === true && env.TERM !== 'dumb';
}

/** The first of POSIX's three that is set decides; none set is the "C" locale. Windows consoles have none, and UTF-8. */
function speaksUtf8({ env, platform }: Host): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return platform === 'win32' || /utf-?8/i.test(locale);
}
