/** Who watches a demo: somebody at a terminal who may press a key, or nobody. */
import type { Context } from './context.ts';

export type Audience = {
  readonly isInterrupted: () => boolean;
  /** Waits so long in real time; an interruption ends it. */
  readonly wait: (ms: number) => Promise<void>;
  /** Waits for the key `a`, if there is somebody to press it; then for nothing. */
  readonly waitForAnswer: () => Promise<void>;
  /** What somebody can do about a question. */
  readonly hint: string;
  /** Who gave the last answer. */
  readonly answeredBy: () => string;
  readonly close: () => void;
};

/** So long somebody has to answer before a stand-in does. */
const patienceMs = 8_000;
const controlC = '\u0003';

export function audienceOf({ interrupted, hearKeys, sleep }: Context): Audience {
  let isInterrupted = false;
  let isAnswered = false;
  let isWaitingForAnswer = false;
  let wake = new AbortController();
  const interrupt = () => {
    isInterrupted = true;
    wake.abort();
  };
  const hear = (key: string) => {
    if (key === controlC) interrupt();
    if (key.toLowerCase() !== 'a' || !isWaitingForAnswer) return;
    isAnswered = true;
    wake.abort();
  };
  void interrupted().then(interrupt);
  const deafen = hearKeys?.(hear);
  const wait = async (ms: number) => {
    if (isInterrupted) return;
    wake = new AbortController();
    await sleep(ms, wake.signal);
  };
  return {
    isInterrupted: () => isInterrupted,
    wait,
    waitForAnswer: async () => {
      isAnswered = false;
      isWaitingForAnswer = true;
      if (hearKeys) await wait(patienceMs);
      isWaitingForAnswer = false;
    },
    hint: hearKeys ? `   → press a (else a stand-in says yes in ${patienceMs / 1000} s)` : '',
    answeredBy: () => (isAnswered ? 'you' : 'a stand-in'),
    close: () => deafen?.(),
  };
}
