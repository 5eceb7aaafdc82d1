/** Every AWS call of every function goes wrong in every way, one at a time: the ramp comes to the same end. */
import { describe, expect, test } from 'vitest';
import { type CallSeen, type Trouble, travel, troubled } from '#test/support/journey';

const runOperations = ['StartExperimentRun', 'UpdateExperimentRun', 'StopExperimentRun'];
const kinds: readonly Trouble['kind'][] = [
  'crash before',
  'crash after',
  'throttled',
  'failed',
  'lost',
  'lost thrice',
];
const names = ['open', 'decide', 'raise', 'stop', 'command', 'watch'];

let recording: Promise<readonly CallSeen[]> | undefined;
const recorded = () => {
  recording ??= record();
  return recording;
};

async function record(): Promise<readonly CallSeen[]> {
  const { calls, ...options } = troubled();
  const { wrong } = await travel(options);
  expect(wrong).toEqual([]);
  return calls;
}

/** The first call of each operation in every way, and a crash after the last one. */
function troublesOf(calls: readonly CallSeen[], functionName: string): readonly Trouble[] {
  const mine = calls.filter((call) => call.functionName === functionName).map(({ operation }) => operation);
  return [...new Set(mine)].flatMap((operation) => {
    const isOfRun = runOperations.some((each) => operation.endsWith(`.${each}`));
    const ways: readonly Trouble['kind'][] = isOfRun ? [...kinds, 'conflict'] : kinds;
    const count = mine.filter((each) => each === operation).length;
    const last = { functionName, operation, nth: count, kind: 'crash after' } as const;
    return [...ways.map((kind) => ({ functionName, operation, nth: 1, kind })), ...(count > 1 ? [last] : [])];
  });
}

/** The whole matrix takes minutes: `RAMPART_FAULTS=all npx vitest run test/functions/faults.test.ts`. Else a fourth of it. */
const share = process.env.RAMPART_FAULTS === 'all' ? 1 : 4;

describe('a call that goes wrong', () => {
  test.each(names)('in %s changes nothing but the time', { timeout: 1_200_000 }, async (name) => {
    const all = troublesOf(await recorded(), name);
    const troubles = all.filter((_, index) => index % share === 0);
    const failures: Record<string, readonly string[]> = {};

    for (const trouble of troubles) {
      const { calls: _, ...options } = troubled(trouble);
      const { wrong } = await travel(options);
      if (wrong.length > 0) failures[`${trouble.operation} #${trouble.nth}: ${trouble.kind}`] = wrong;
    }

    expect(failures).toEqual({});
    expect(all.length).toBeGreaterThanOrEqual(24);
  });
});
