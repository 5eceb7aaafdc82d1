/** One clock for everything in the embedded AWS: real, or virtual, where time moves only when nothing is left to do now. */

export type Timer = {
  /** When it is due, epoch ms. */
  readonly at: number;
  /** What will happen then, in words: an advance of the clock reports it. */
  readonly what: string;
  cancel(): void;
};

export type Clock = {
  /** Epoch ms, always whole. */
  now(): number;
  /** Calls `due` at the instant `at`, or next if that has passed. */
  at(at: number, what: string, due: () => void): Timer;
  /** Says that a call is outstanding: virtual time stands still until the returned function is called. */
  hold(): () => void;
};

/** Wakes at most this many timers of one instant before it lets them come to rest: thousands of open promise chains at once cost 40 % in garbage collection. */
const wakesAtOnce = 64;

const turn = setImmediate;

export class VirtualClock implements Clock {
  readonly #timers = new TimerHeap();
  readonly #batch: number;
  #now: number;
  #sequence = 0;
  #held = 0;
  #waiting: (() => void)[] = [];
  #followed: (() => void) | undefined;

  constructor(startAt: number = Date.UTC(2026, 0, 1), batch = wakesAtOnce) {
    this.#now = Math.trunc(startAt);
    this.#batch = batch;
  }

  now(): number {
    return this.#now;
  }

  at(at: number, what: string, due: () => void): Timer {
    const timer = new VirtualTimer(Math.max(Math.ceil(at), this.#now), this.#sequence++, what, due);
    this.#timers.push(timer);
    this.#followed?.();
    return timer;
  }

  hold(): () => void {
    this.#held += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      this.#held -= 1;
      if (this.#held > 0) return;
      for (const resume of this.#waiting.splice(0)) resume();
      this.#followed?.();
    };
  }

  /** How many calls are outstanding. */
  get held(): number {
    return this.#held;
  }

  /** When the next timer is due. */
  get next(): number | undefined {
    return this.#timers.peek()?.at;
  }

  /** Moves time from timer to timer until none is left, or up to `until`; returns the timers that fell due. */
  async run(until = Number.POSITIVE_INFINITY): Promise<Timer[]> {
    const fell: Timer[] = [];
    await this.rest();
    while ((this.next ?? Number.POSITIVE_INFINITY) <= until && this.next !== undefined) {
      fell.push(...this.#wake());
      await this.rest();
    }
    if (until !== Number.POSITIVE_INFINITY) this.#now = Math.max(this.#now, Math.trunc(until));
    return fell;
  }

  /** From now on time jumps to the next timer whenever nothing is outstanding, until the returned function is called. */
  follow(): () => void {
    let running = false;
    let isOver = false;
    this.#followed = () => {
      if (running) return;
      running = true;
      const step = async () => {
        await this.rest();
        if (isOver || this.next === undefined) running = false;
        else this.#wake();
        if (running) turn(step);
      };
      turn(step);
    };
    this.#followed();
    return () => {
      isOver = true;
      this.#followed = undefined;
    };
  }

  /** Resolves when no call is outstanding and every promise that could run has run. */
  async rest(): Promise<void> {
    await new Promise<void>((resolve) => turn(resolve));
    while (this.#held > 0) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      await new Promise<void>((resolve) => turn(resolve));
    }
  }

  #wake(): Timer[] {
    const at = this.next ?? this.#now;
    this.#now = at;
    const woken: Timer[] = [];
    while (woken.length < this.#batch && this.next === at) {
      const timer = this.#timers.pop();
      if (!timer) break;
      woken.push(timer);
      timer.fire();
    }
    return woken;
  }
}

class VirtualTimer implements Timer {
  readonly at: number;
  readonly sequence: number;
  readonly what: string;
  #due: (() => void) | undefined;

  constructor(at: number, sequence: number, what: string, due: () => void) {
    this.at = at;
    this.sequence = sequence;
    this.what = what;
    this.#due = due;
  }

  get isDead(): boolean {
    return this.#due === undefined;
  }

  cancel(): void {
    this.#due = undefined;
  }

  fire(): void {
    const due = this.#due;
    this.#due = undefined;
    due?.();
  }

  isBefore(other: VirtualTimer): boolean {
    return this.at < other.at || (this.at === other.at && this.sequence < other.sequence);
  }
}

/** A binary heap by time, then by the order in which the timers were set. Cancelled ones are dropped when they surface. */
class TimerHeap {
  readonly #items: VirtualTimer[] = [];

  push(timer: VirtualTimer): void {
    const items = this.#items;
    let index = items.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent] as VirtualTimer;
      if (!timer.isBefore(above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = timer;
  }

  peek(): VirtualTimer | undefined {
    while (this.#items[0]?.isDead) this.#removeTop();
    return this.#items[0];
  }

  pop(): VirtualTimer | undefined {
    const top = this.peek();
    if (top) this.#removeTop();
    return top;
  }

  #removeTop(): void {
    const items = this.#items;
    const last = items.pop();
    if (!last || items.length === 0) return;
    let index = 0;
    for (;;) {
      const child = this.#smallerChild(index);
      const below = items[child];
      if (!below?.isBefore(last)) break;
      items[index] = below;
      index = child;
    }
    items[index] = last;
  }

  #smallerChild(index: number): number {
    const left = this.#items[2 * index + 1];
    const right = this.#items[2 * index + 2];
    return left && right?.isBefore(left) ? 2 * index + 2 : 2 * index + 1;
  }
}

/** setTimeout takes a 32-bit number of ms and fires at once beyond it (24.8 days), so longer waits go in pieces. */
const longestWaitMs = 2 ** 31 - 1;

export class RealClock implements Clock {
  now(): number {
    return Date.now();
  }

  at(at: number, what: string, due: () => void): Timer {
    let handle: NodeJS.Timeout;
    const arm = () => {
      const leftMs = at - Date.now();
      handle = leftMs > longestWaitMs ? setTimeout(arm, longestWaitMs) : setTimeout(due, Math.max(0, leftMs));
      handle.unref();
    };
    arm();
    return { at, what, cancel: () => clearTimeout(handle) };
  }

  /** Real time stands still for nobody. */
  hold(): () => void {
    return () => {};
  }
}
