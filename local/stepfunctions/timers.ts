/** The clock's handles of each thread or execution, outside of them, so that they stay plain data. */
import type { Clock, Timer } from '../clock.ts';

export type TimerKind = 'wait' | 'timeout' | 'heartbeat';

export class Timers {
  readonly #clock: Clock;
  readonly #byOwner = new Map<object, Partial<Record<TimerKind, Timer>>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces the owner's timer of this kind, if it has one. */
  set(owner: object, kind: TimerKind, timer: { at: number; what: string; due: () => void }): void {
    const timers = this.#byOwner.get(owner) ?? {};
    timers[kind]?.cancel();
    timers[kind] = this.#clock.at(timer.at, timer.what, timer.due);
    this.#byOwner.set(owner, timers);
  }

  clear(owner: object): void {
    const timers = this.#byOwner.get(owner);
    if (!timers) return;
    for (const timer of Object.values(timers)) timer.cancel();
    this.#byOwner.delete(owner);
  }
}
