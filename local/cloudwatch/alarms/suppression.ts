/**
 * Keeps the actions of a composite alarm back while its suppressor is in ALARM, and for a while around that:
 * WaitPeriod gives the suppressor time to follow the composite, ExtensionPeriod the composite time to follow the suppressor.
 */
import type { Clock, Timer } from '../../clock.ts';

export type SuppressedBy = 'Alarm' | 'WaitPeriod' | 'ExtensionPeriod';

export type SuppressionOptions = {
  readonly clock: Clock;
  readonly waitMs: number;
  readonly extensionMs: number;
  readonly isSuppressorInAlarm: () => boolean;
  /** Why actions are kept back now, if they are. */
  readonly told: (by: SuppressedBy | undefined) => void;
  /** The period is over: the actions of the state that the alarm is in now are due. */
  readonly release: () => void;
};

export class Suppression {
  readonly #options: SuppressionOptions;
  #timer: Timer | undefined;
  /** Whether a change of state still waits for its actions. */
  #isPending = false;

  constructor(options: SuppressionOptions) {
    this.#options = options;
  }

  /** The composite alarm changed its state: what keeps its actions back, or undefined if nothing does. */
  compositeChanged(): SuppressedBy | undefined {
    const { waitMs, isSuppressorInAlarm } = this.#options;
    this.discard();
    if (isSuppressorInAlarm()) return this.#keepBack('Alarm');
    if (waitMs === 0) return undefined;
    this.#after(waitMs, 'a WaitPeriod ends');
    return this.#keepBack('WaitPeriod');
  }

  suppressorChanged(isInAlarm: boolean): void {
    const { extensionMs, told } = this.#options;
    this.#timer?.cancel();
    if (isInAlarm) told('Alarm');
    else if (extensionMs === 0) this.#end();
    else {
      told('ExtensionPeriod');
      this.#after(extensionMs, 'an ExtensionPeriod ends');
    }
  }

  /** Forgets any period, as when the suppressor is replaced. */
  discard(): void {
    this.#timer?.cancel();
    this.#isPending = false;
  }

  #keepBack(by: SuppressedBy): SuppressedBy {
    this.#isPending = true;
    return by;
  }

  #after(ms: number, what: string): void {
    const { clock } = this.#options;
    this.#timer = clock.at(clock.now() + ms, what, () => this.#end());
  }

  #end(): void {
    const { told, release } = this.#options;
    const isDue = this.#isPending;
    this.#isPending = false;
    if (isDue) release();
    else told(undefined);
  }
}
