/**
 * Code that is not ours reads the process's own Date, timers, Math.random and randomUUID: SDK retries, signatures, loggers.
 * For a simulation they are put on the virtual clock and the seed; microtasks, setImmediate and performance stay real.
 */
import nodeCrypto from 'node:crypto';
import nodeFiles from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import nodeTimers from 'node:timers';
import { externalDataInterceptor } from '@smithy/core/config';
import type { Clock, Timer } from './clock.ts';
import type { Random } from './random.ts';

/**
 * The first SDK call of a process reads two profile files, even when every option is given. Under virtual time nothing
 * counts that read as outstanding, and a developer's real profile has no business here: both are answered as empty.
 */
export function withoutProfiles(): void {
  const files = [
    process.env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'),
    process.env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'),
  ];
  for (const file of files) externalDataInterceptor.interceptFile(file, '');
}

const profiles = /[\\/]\.aws[\\/](config|credentials)$/;

/** A bundle brings an SDK of its own along, whose interceptor nobody can reach. */
const readingNoProfiles =
  (readFile: typeof nodeFiles.readFile) =>
  (file: unknown, ...how: unknown[]): Promise<unknown> =>
    typeof file === 'string' && profiles.test(file)
      ? Promise.resolve('')
      : readFile(...([file, ...how] as Parameters<typeof readFile>));

/** Returns the function that puts everything back as it was. */
export function ambient(clock: Clock, random: Random): () => void {
  const chance = random.fork('ambient');
  const timers = virtualTimers(clock);
  const restore = [
    replace(globalThis, { Date: virtualDate(clock), ...timers }),
    replace(nodeTimers, timers),
    replace(Math, { random: chance.next }),
    replace(globalThis.crypto, { randomUUID: chance.uuid }),
    replace(nodeCrypto, { randomUUID: chance.uuid }),
    replace(nodeFiles, { readFile: readingNoProfiles(nodeFiles.readFile) }),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const undo of restore) undo();
    syncBuiltinESMExports();
  };
}

/** Runs something that sets timers of the process, and puts those on the clock; one without a delay is due at once. */
export function timersOn(clock: Clock, what: string, run: () => void): void {
  const setTimer = (due: () => void, delayMs: number) =>
    delayMs > 0 ? clock.at(clock.now() + delayMs, what, due) : due();
  const restore = replace(globalThis, { setTimeout: setTimer });
  try {
    run();
  } finally {
    restore();
  }
}

/** Returns the function that puts everything back as it was. */
export function replace(
  target: object,
  replacements: Readonly<Record<string | symbol, unknown>>,
): () => void {
  const names = Reflect.ownKeys(replacements);
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(target, name)] as const);
  for (const name of names) {
    Object.defineProperty(target, name, { value: replacements[name], configurable: true, writable: true });
  }
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    }
  };
}

function virtualDate(clock: Clock): DateConstructor {
  const RealDate = Date;
  return class extends RealDate {
    constructor(...parts: unknown[]) {
      super(...((parts.length > 0 ? parts : [clock.now()]) as []));
    }
    static override now(): number {
      return clock.now();
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof RealDate;
    }
  } as DateConstructor;
}

type Callback = (...values: unknown[]) => void;

/** What Node gives for a timer: an object with ref and unref that is a number where one is asked for. */
class VirtualTimeout {
  timer: Timer | undefined;

  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
  [Symbol.toPrimitive](): number {
    return 1;
  }
}

/** As in Node, less than a millisecond is one. */
const shortestMs = 1;

function virtualTimers(clock: Clock) {
  const { clearTimeout: clearReal } = globalThis;
  const arm = (timeout: VirtualTimeout, delayMs: number, due: () => void) => {
    timeout.timer = clock.at(
      clock.now() + Math.max(shortestMs, delayMs || shortestMs),
      'a timer of the process',
      due,
    );
    return timeout;
  };
  const clear = (timeout: unknown) => {
    if (timeout instanceof VirtualTimeout) timeout.timer?.cancel();
    else clearReal(timeout as NodeJS.Timeout);
  };
  return {
    setTimeout: (callback: Callback, delayMs = shortestMs, ...values: unknown[]) =>
      arm(new VirtualTimeout(), delayMs, () => callback(...values)),
    setInterval: (callback: Callback, delayMs = shortestMs, ...values: unknown[]) => {
      const timeout = new VirtualTimeout();
      const tick = () => {
        arm(timeout, delayMs, tick); // before the callback, which may clear it
        callback(...values);
      };
      return arm(timeout, delayMs, tick);
    },
    clearTimeout: clear,
    clearInterval: clear,
  };
}
