/** A state of the protocol: small numbers all the way, and what every part of the model does to them. */
import type { Rules } from './design.ts';

/** Where an execution is. */
export const pc = {
  none: 0,
  open: 1,
  start: 2,
  recordStart: 3,
  decide: 4,
  write: 5,
  hold: 6,
  wait: 7,
  raise: 8,
  intend: 9,
  update: 10,
  recordRaise: 11,
  stop: 12,
  recordStop: 13,
  end: 14,
  dead: 15,
  /** In Raise, when it is not time to raise. */
  follow: 16,
} as const;
export const dec = { hold: 0, raise: 1, stop: 2, start: 3, end: 4, pause: 5 } as const;
export const cmd = { idle: 0, read: 1, written: 2, done: 3 } as const;
export const run = { none: 0, running: 1, done: 2 } as const;

/** `exp`: the exposure that it saw when it decided; from its intent on, the one that it asks for. */
const machine = { pc: 0, dec: 0, fresh: 0, sees: 0, exp: 0, timed: 0, wasPaused: 0 };
export type Machine = typeof machine;
type Part<P extends string, T> = { [K in keyof T & string as `${P}_${K}`]: T[K] };
const part = <P extends string, T extends object>(name: P, fields: T) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${name}_${key}`, value])) as Part<P, T>;

export const nothing = {
  // AppConfig
  run: 0,
  runs: 0,
  exp: 0,
  by: 0,
  // the ledger
  starting: 0,
  known: 0,
  reached: 0,
  intent: 0,
  paused: 0,
  fence: 0,
  recorded: 0,
  ended: 0,
  due: 0,
  ready: 0,
  /** Whose wait the token in the ledger belongs to; 0: nobody's any more. */
  token: 0,
  gen: 1,
  // what people were told
  told: 0,
  drift: 0,
  // what must not be
  begunBlocked: 0,
  lateNews: 0,
  // executions and commands
  ...part('m1', { ...machine, pc: pc.open as number }),
  ...part('m2', machine),
  pause_pc: 0,
  pause_fresh: 0,
  pause_token: 0,
  resume_pc: 0,
  resume_fresh: 0,
  resume_token: 0,
  stop_pc: 0,
  stop_fresh: 0,
  stop_token: 0,
  // what is left to go wrong
  crashes: 0,
  unanswered: 0,
  lost: 0,
  consoleStops: 0,
  killed: 0,
  renewals: 0,
  /** The first execution is over, but a function of it is still at work. */
  orphan: 0,
};
export type State = Readonly<typeof nothing>;
export type Draft = { -readonly [K in keyof State]: State[K] };
export type Name = 'm1' | 'm2';
export type Command = 'pause' | 'resume' | 'stop';
export type Go = (label: string, change: (draft: Draft) => void) => void;

export const machines: readonly Name[] = ['m1', 'm2'];
export const commands: readonly Command[] = ['pause', 'resume', 'stop'];
export const numberOf = (name: Name): number => (name === 'm1' ? 1 : 2);

export function initialOf({ pauses, stops, raises: _, ...left }: Rules['budget']): State {
  return {
    ...nothing,
    ...left,
    pause_pc: pauses > 0 ? cmd.idle : cmd.done,
    resume_pc: pauses > 0 ? cmd.idle : cmd.done,
    stop_pc: stops > 0 ? cmd.idle : cmd.done,
  };
}

/** A versioned write: whoever has read before has read too early. */
export function changed(s: Draft, me?: Name | Command): void {
  for (const name of machines) if (name !== me) s[`${name}_fresh`] = 0;
  for (const name of commands) if (name !== me) s[`${name}_fresh`] = 0;
}

/** Where no function is at work, or where one begins: a dead execution does not come further. */
const between: readonly number[] = [pc.open, pc.decide, pc.hold, pc.wait, pc.raise, pc.stop];

export function at(s: Draft, name: Name, to: number): void {
  if (s[`${name}_pc`] === pc.wait) {
    for (const key of ['token', 'pause_token', 'resume_token', 'stop_token'] as const)
      if (s[key] === numberOf(name)) s[key] = 0;
  }
  s[`${name}_pc`] = name === 'm1' && s.orphan && between.includes(to) ? pc.dead : to;
}

export function renew(s: Draft): void {
  s.gen = 2;
  s.m2_pc = pc.open;
  changed(s);
}

export const isOld = ({ the }: Rules, s: State, name: Name): boolean =>
  the.generations && s.gen !== numberOf(name);
