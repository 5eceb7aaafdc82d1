/** Where the machine goes, how long it waits there, and when the watch looks at the latest. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '#core/decide';
import type { Entry } from '#core/ledger';
import type { Waiting } from '#core/ramp';
import { decideAgain, ends, holdUntil, isRechecked, nothingSeen, recheckAtOf, stepOf } from '#core/step';
import { dayMs, hourMs, minuteMs } from '#core/time';
import { startAt as now, rampOf } from '#test/support/ramps';

const entryOf = (waiting?: Partial<Waiting>): Entry => ({
  ramp: rampOf({ waiting: waiting && ({ because: 'x', sinceAt: now, ...waiting } as Waiting) }),
  version: 7,
  generation: 3,
  wakes: 2,
  inbox: 5,
  dueAt: now,
  lookAt: now,
  token: undefined,
  cause: undefined,
  outbox: [],
  seq: 4,
});
const hold = (untilAt: number): Extract<Decision, { kind: 'hold' }> => ({
  kind: 'hold',
  waiting: { kind: 'hold', because: 'x' },
  untilAt,
  because: 'x',
});

describe('a wait', () => {
  test.each([
    ['is at least a second long', now, 1],
    ['that was over long ago, too', now - hourMs, 1],
    ['is rounded up to whole seconds', now + 1_001, 2],
    ['may last for days', now + 3 * dayMs, 259_200],
    ['without an end lasts for as long as an execution lives', Number.POSITIVE_INFINITY, 31_536_000],
  ])('%s', (_, untilAt, seconds) => {
    const order = holdUntil(entryOf(), untilAt, now);

    expect(order).toMatchObject({ generation: 3, seen: 5, seconds, dueAt: now + seconds * 1000 });
  });

  test('is never shorter than asked for, never a second longer, and the watch looks a minute after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 * dayMs }), (ms) => {
        const { dueAt, lookAt, seconds } = holdUntil(entryOf(), now + ms, now);

        expect(Number.isInteger(seconds)).toBe(true);
        expect(dueAt).toBeGreaterThanOrEqual(now + ms);
        expect(dueAt).toBeLessThan(now + ms + 1000);
        expect(lookAt).toBeLessThanOrEqual(dueAt + minuteMs);
      }),
    );
  });
});

describe('a decision', () => {
  const raise = { kind: 'raise', index: 3, fromPercent: 5, toPercent: 25, gates: [], because: 'x' } as const;
  const question = { index: 2, ask: 'Go?', from: [], askedAt: now, deadlineAt: undefined };
  test.each<[Decision, string, number]>([
    [{ kind: 'start', because: 'x' }, 'start', 5],
    [raise, 'raise', 5],
    [{ kind: 'stop', because: 'x' }, 'stop', 5],
    [{ kind: 'end', because: 'x' }, 'end', 5],
    [hold(now + hourMs), 'hold', 5],
    [{ kind: 'ask', question, hold: hold(now + hourMs), because: 'x' }, 'hold', 5],
    // What it changes has to be decided upon: the waiting room sends it on at once.
    [{ kind: 'pause', because: 'x' }, 'hold', nothingSeen],
  ])('%o leads on', (decision, next, seen) => {
    expect(stepOf(decision, entryOf(), now)).toMatchObject({ next, because: 'x', hold: { seen } });
  });

  test('that is to be made anew passes the waiting room, and one that ends goes nowhere', () => {
    expect(decideAgain(entryOf(), now, 'news')).toMatchObject({ next: 'hold', hold: { seen: nothingSeen } });
    expect(ends(entryOf(), now, 'over')).toMatchObject({ next: 'end', because: 'over' });
  });
});

describe('what nobody tells us of', () => {
  test.each(['gates', 'alarm', 'outbox'] as const)('a wait for %s is looked at again', (kind) => {
    expect(isRechecked(entryOf({ kind }).ramp.waiting)).toBe(true);
  });
  test.each(['hold', 'approval', 'window', 'freeze', 'pause', 'retry', 'start', 'end'] as const)(
    'a wait for %s has its time, or somebody who tells',
    (kind) => {
      expect(recheckAtOf(entryOf({ kind }), now)).toBeUndefined();
    },
  );

  test('is looked at after 1, 2, 5, then every 15 minutes', () => {
    const looks: number[] = [];
    for (let at = now; looks.length < 6; at = looks.at(-1) ?? at)
      looks.push(recheckAtOf(entryOf({ kind: 'gates' }), at) ?? Number.NaN);

    expect(looks.map((at) => (at - now) / minuteMs)).toEqual([1, 3, 8, 23, 38, 53]);
  });

  test('is nobody’s when the ramp has ended', () => {
    const entry = entryOf({ kind: 'gates' });

    expect(recheckAtOf({ ...entry, ramp: { ...entry.ramp, status: 'ended' } }, now)).toBeUndefined();
  });
});
