/** The design breaks nothing that was promised, and the checker sees when a part of it is left out. */
import { describe, expect, test } from 'vitest';
import { explore } from './explore.ts';
import { type Design, design } from './protocol/design.ts';
import { protocol } from './protocol.ts';

const budget = {
  raises: 1,
  crashes: 0,
  unanswered: 0,
  lost: 1,
  consoleStops: 1,
  killed: 0,
  renewals: 0,
  pauses: 1,
  stops: 1,
};

describe('the design', () => {
  test.each<[string, Partial<typeof budget>]>([
    ['commands, a crash, a lost answer and a person at the console', { crashes: 1 }],
    ['an execution that somebody stops', { killed: 1, pauses: 0 }],
    ['an execution that hands over', { renewals: 1, crashes: 1, pauses: 0, consoleStops: 0 }],
    ['a function that is called again', { unanswered: 1, consoleStops: 0 }],
    ['two raises', { raises: 2, consoleStops: 0 }],
  ])('holds all that it promises, with %s', (_, more) => {
    const { states, broken } = explore(protocol(design, { ...budget, ...more }));

    expect(broken).toEqual({});
    expect(states).toBeGreaterThan(1_000);
  });
});

/** Twenty seconds and a million states: `RAMPART_MODEL=all npx vitest run test/model/protocol.test.ts`. */
test.runIf(process.env.RAMPART_MODEL === 'all')(
  'the design holds all that it promises when everything goes wrong once',
  { timeout: 300_000 },
  () => {
    const all = { raises: 2, crashes: 1, unanswered: 1, killed: 1, renewals: 1 };

    const { states, broken } = explore(protocol(design, { ...budget, ...all }));

    expect(broken).toEqual({});
    expect(states).toBeGreaterThan(1_000_000);
  },
);

type Weakened = readonly [
  without: string,
  left: Partial<Design>,
  broken: string,
  steps: number,
  more: Partial<typeof budget>,
];
/** What breaks first, and in how many steps at the least. */
const weakened: readonly Weakened[] = [
  ['a condition on Hold', { holdIsConditional: false }, 'no news unread', 10, {}],
  ['news that are due at once', { newsAreDue: false }, 'no news unread', 10, {}],
  [
    'the token of the very write',
    { tokenFromWrite: false },
    'no news wait for the watch unless a wake-up was lost',
    8,
    {},
  ],
  [
    'a condition on every write',
    { writesAreConditional: false },
    'no raise is begun while paused or fenced',
    9,
    { stops: 0 },
  ],
  [
    'a judgement directly before the raise',
    { raiseJudges: false },
    'no raise is begun while paused or fenced',
    10,
    {},
  ],
  ['the intent', { intends: false }, 'no drift that nobody made', 10, {}],
  [
    'generations',
    { generations: false },
    'no drift that nobody made',
    18,
    { renewals: 1, crashes: 1, pauses: 0, consoleStops: 0 },
  ],
  ['waiting for functions at work', { waitsForFunctions: false }, 'one run', 7, { killed: 1, pauses: 0 }],
  ['looking for a start that was stopped', { findsStart: 'running' }, 'one run', 5, {}],
  ['looking for a start', { findsStart: 'never' }, 'one run', 5, {}],
  ['the mark of a stop', { marker: false }, 'the record says whose stop it was', 11, {}],
];

test.each(weakened)('without %s it breaks', (_, left, name, steps, more) => {
  const { broken } = explore(protocol({ ...design, ...left }, { ...budget, ...more }), name);

  expect(broken[name]).toHaveLength(steps);
});
