/** An expression that calls itself for ever ends with an error, as on AWS, and does not take the process with it. */
import type jsonata from 'jsonata';
import type { Bindings } from './expression.ts';

/** Far above what an expression on 256 KiB of data needs; the last of them is reached after a second or two. */
const limits = { steps: 200_000, depth: 10_000 };

/** Counted anew in each evaluation, under a name that no expression can write. */
const counted = ' counted';
type Count = { steps: number; depth: number };
type Frame = { lookup(name: string): unknown };

/** JSONata's own hooks, called at each node of the syntax tree. */
const entry = Symbol.for('jsonata.__evaluate_entry') as unknown as string;
const exit = Symbol.for('jsonata.__evaluate_exit') as unknown as string;

export function limitEvaluation(compiled: jsonata.Expression): void {
  compiled.assign(entry, (_node: unknown, _input: unknown, frame: Frame) => {
    const count = frame.lookup(counted) as Count;
    count.steps += 1;
    count.depth += 1;
    if (count.depth > limits.depth)
      throw tooMuch('Stack overflow', 'a function that calls itself without end');
    if (count.steps > limits.steps) throw tooMuch('Expression evaluation timeout', 'an infinite loop');
  });
  compiled.assign(exit, (_node: unknown, _input: unknown, frame: Frame) => {
    (frame.lookup(counted) as Count).depth -= 1;
  });
}

export const withLimits = (bindings: Bindings): Record<string, unknown> => ({
  ...bindings,
  [counted]: { steps: 0, depth: 0 } satisfies Count,
});

/** U1001 is what JSONata's own exerciser calls both. */
const tooMuch = (what: string, reason: string) =>
  Object.assign(new Error(`${what}: check for ${reason}`), { code: 'U1001' });
