import { type Context, contextOf, type Environment } from '#cli/context';

export type Recorded = {
  readonly context: Context;
  readonly out: () => string;
  readonly err: () => string;
  /** Ctrl-C. */
  readonly interrupt: () => void;
};
type Circumstances = {
  readonly argv?: readonly string[];
  readonly env?: Environment;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly now?: number;
};

/** A context that remembers what was printed: UTF-8, no terminal, 80 columns unless told. */
export function recordedContext(circumstances: Circumstances = {}): Recorded {
  const {
    argv = [],
    env = {},
    isTTY = false,
    columns = 80,
    now = Date.UTC(2026, 10, 23, 9, 12),
  } = circumstances;
  const written = { out: '', err: '' };
  const listeners: (() => void)[] = [];
  const terminal = (name: 'out' | 'err') => ({
    isTTY,
    columns,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const host = {
    env: { LANG: 'C.UTF-8', ...env },
    platform: 'linux',
    stdout: terminal('out'),
    stderr: terminal('err'),
    stdin: { isTTY: false, resume: () => {}, pause: () => {}, on: () => {}, off: () => {} },
    once: (_signal: string, listener: () => void) => listeners.push(listener),
  };
  return {
    context: { ...contextOf(argv, host), now: () => now },
    out: () => written.out,
    err: () => written.err,
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
}
