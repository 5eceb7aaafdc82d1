/** What the parts of an execution share: who moves, what it has read, and what follows from that. */
import type { Rules } from './design.ts';
import {
  at,
  changed,
  type Draft,
  dec,
  type Go,
  type Machine,
  type Name,
  pc,
  run,
  type State,
} from './state.ts';

/** The execution that moves, and how. */
export type Moving = {
  readonly rules: Rules;
  readonly state: State;
  readonly name: Name;
  readonly go: Go;
  readonly to: (s: Draft, where: number) => void;
  /** The ledger and the run, as they are now; and what follows from them. */
  readonly read: (s: Draft) => void;
  readonly key: <K extends keyof Machine>(field: K) => `${Name}_${K}`;
  /** Somebody else has written since it has read. */
  readonly isStale: boolean;
  /** What it has read is of yesterday: it goes to decide anew. */
  readonly tooLate: () => void;
  readonly crash: (where: string, back: number) => void;
  /** The function that led here has written, but its answer is lost: it is called again. */
  readonly unanswered: (back: number) => void;
};

export function decision({ budget }: Rules, s: State): number {
  if (s.ended) return dec.end;
  if (!s.known) return s.fence || !s.paused ? dec.start : dec.pause;
  if (s.fence || s.run === run.done) return dec.stop;
  const reached = Math.max(s.reached, s.exp);
  const isReady = s.ready === 1 && reached === s.reached;
  if (isReady && s.reached === budget.raises) return dec.stop;
  if (!isReady) return dec.hold;
  return s.paused ? dec.pause : dec.raise;
}

/** An update whose answer nobody has seen; or what others did. */
export function notice(s: Draft, exp: number): void {
  if (exp > s.reached) {
    if (s.intent) s.told += 1;
    else s.drift += 1;
    s.reached = exp;
    s.ready = 0;
  }
  s.intent = 0;
}

/** A judgement is written, with all that it has taken in. @returns what it was */
export function written({ the }: Rules, s: Draft, name: Name): number {
  if (s.known && s.run === run.running) notice(s, s[`${name}_exp`]);
  if (!the.writesAreConditional) s.paused = s[`${name}_wasPaused`];
  const decided = s[`${name}_dec`];
  if (decided === dec.stop && !s.fence && s.run === run.running) s.fence = 2;
  changed(s, name);
  s[`${name}_fresh`] = 0;
  s[`${name}_timed`] = decided === dec.hold ? 1 : 0;
  return decided;
}

export function over(s: Draft, name: Name): void {
  s.ended = 1;
  changed(s, name);
  at(s, name, pc.none);
}
