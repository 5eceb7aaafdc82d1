/** Every AWS call of every function goes wrong in every way: the ramp comes to the same end. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CallSeen, type Ending, type Trouble, travel, troubled } from '#test/support/journey';

const runOperations = ['StartExperimentRun', 'UpdateExperimentRun', 'StopExperimentRun'];
const kinds: readonly Trouble['kind'][] = [
  'crash before',
  'crash after',
  'throttled',
  'failed',
  'lost',
  'lost thrice',
];
/** Who is at work on which journey. */
const names: readonly (readonly [string, Ending])[] = [
  ['open', 'planned'],
  ['decide', 'planned'],
  ['raise', 'planned'],
  ['stop', 'planned'],
  ['command', 'planned'],
  ['watch', 'planned'],
  ['digest', 'planned'],
  ['alarm', 'by the alarm'],
];

const recordings = new Map<Ending, Promise<readonly CallSeen[]>>();
function recorded(ends: Ending): Promise<readonly CallSeen[]> {
  const known = recordings.get(ends) ?? record(ends);
  recordings.set(ends, known);
  return known;
}

async function record(ends: Ending): Promise<readonly CallSeen[]> {
  const { calls, ...options } = troubled();
  const { wrong } = await travel({ ends, ...options });
  expect(wrong).toEqual([]);
  return calls;
}

/** The first call of each operation in every way, and a crash after the last one. */
async function troublesOf(functionName: string, ends: Ending): Promise<readonly Trouble[]> {
  const calls = (await recorded(ends)).filter((call) => call.functionName === functionName);
  const mine = calls.map(({ operation }) => operation);
  return [...new Set(mine)].flatMap((operation) => {
    const isOfRun = runOperations.some((each) => operation.endsWith(`.${each}`));
    const ways: readonly Trouble['kind'][] = isOfRun ? [...kinds, 'conflict'] : kinds;
    const count = mine.filter((each) => each === operation).length;
    const last = { functionName, operation, nth: count, kind: 'crash after' } as const;
    return [...ways.map((kind) => ({ functionName, operation, nth: 1, kind })), ...(count > 1 ? [last] : [])];
  });
}

/** What is wrong at the end of a journey with these troubles, if anything is. */
async function wrongWith(
  ends: Ending,
  troubles: readonly Trouble[],
): Promise<Record<string, readonly string[]>> {
  const { calls: _, ...options } = troubled(...troubles);
  const { wrong } = await travel({ ends, ...options });
  const told = troubles.map(
    ({ functionName, operation, nth, kind }) => `${functionName} ${operation} #${nth}: ${kind}`,
  );
  return wrong.length > 0 ? { [told.join(' + ')]: wrong } : {};
}

const isWhole = process.env.RAMPART_FAULTS === 'all';

/** The whole takes many minutes: `RAMPART_FAULTS=all npx vitest run test/functions/faults.test.ts`. */
describe.runIf(isWhole)('a call that goes wrong', () => {
  test.each(names)('in %s changes nothing but the time', { timeout: 1_200_000 }, async (name, ends) => {
    const troubles = await troublesOf(name, ends);
    const failures = {};

    for (const trouble of troubles) Object.assign(failures, await wrongWith(ends, [trouble]));

    expect(failures).toEqual({});
    expect(troubles.length).toBeGreaterThanOrEqual(24);
  });
});

/** Another sample with every change of a function. */
const drawnBy = (name: string): number =>
  createHash('sha256')
    .update(readFileSync(`functions/${name}.ts`))
    .digest()
    .readUInt16BE();

/** A sample of the whole: in each journey one call of every function that is at work. */
describe('one call of every function that goes wrong on one journey', () => {
  test.each([
    ['planned', 8],
    ['by the alarm', 3],
  ] as const)('that ends %s changes nothing but the time', { timeout: 120_000 }, async (ends, journeys) => {
    const atWork = names.filter(
      ([name, end]) => end === ends || (name !== 'stop' && ends === 'by the alarm'),
    );
    const all = await Promise.all(
      atWork.map(async ([name]) => ({ drawn: drawnBy(name), troubles: await troublesOf(name, ends) })),
    );
    const failures = {};

    for (let journey = 0; journey < journeys; journey += 1) {
      const troubles = all.flatMap(({ drawn, troubles }) => {
        const step = Math.max(1, Math.floor(troubles.length / journeys));
        return troubles[(drawn + journey * step) % troubles.length] ?? [];
      });
      Object.assign(failures, await wrongWith(ends, troubles));
    }

    expect(failures).toEqual({});
    expect(all.map(({ troubles }) => troubles.length >= 24)).not.toContain(false);
  });
});
