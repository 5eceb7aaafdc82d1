/** What Step Functions adds to JSONata 2.0.6, and what must not read the process's own clock or chance. */
import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';

type Bindings = Readonly<Record<string, unknown>>;

/** Bound anew for every execution: they read virtual time and the execution's own stream of chance. */
export function executionFunctions(clock: Clock, random: () => Random): Bindings {
  return {
    now: (picture?: string, timezone?: string) =>
      picture === undefined && timezone === undefined
        ? new Date(clock.now()).toISOString()
        : formatTime.evaluate(undefined, { ms: clock.now(), picture, timezone }),
    millis: () => clock.now(),
    random: (seed?: number) => (seed === undefined ? random().next() : javaRandom(seed)),
    uuid: () => random().uuid(),
    shuffle: (items?: readonly unknown[]) => items && shuffled([items].flat(), random()),
  };
}

const formatTime = jsonata('$fromMillis($ms, $picture, $timezone)');

/** The functions that depend on nothing but their arguments. AWS has no $eval. */
export function addFunctions(expression: jsonata.Expression): void {
  expression.assign('eval', undefined);
  expression.registerFunction('parse', (text?: string) => text && JSON.parse(text), '<s-:x>');
  expression.registerFunction('partition', partition, '<an:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<s-s:s>');
}

function partition(items: readonly unknown[], size: number): unknown[][] {
  const length = Math.trunc(size);
  if (length < 1) throw new Error('the size of a partition must be at least 1');
  const count = Math.ceil(items.length / length);
  return Array.from({ length: count }, (_, at) => items.slice(at * length, (at + 1) * length));
}

/** The end is included when a step lands on it. */
function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new Error('the step of a range must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  return Array.from({ length: count }, (_, at) => first + at * step);
}

const algorithms: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function hash(text: string, algorithm: string): string {
  const name = algorithms[algorithm];
  if (!name)
    throw new Error(
      `'${algorithm}' is not a hash algorithm; use one of ${Object.keys(algorithms).join(', ')}`,
    );
  return createHash(name).update(text).digest('hex');
}

function shuffled(items: readonly unknown[], random: Random): unknown[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = random.integer(at + 1);
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}

/** `$random(seed)` is java.util.Random(seed).nextDouble() on AWS, bit for bit. */
function javaRandom(seed: number): number {
  const multiplier = 0x5deece66dn;
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Math.trunc(seed)) ^ multiplier) & mask;
  const bits = (count: bigint) => {
    state = (state * multiplier + 0xbn) & mask;
    return state >> (48n - count);
  };
  const [high, low] = [bits(26n), bits(27n)];
  return Number((high << 27n) + low) * 2 ** -53;
}
