import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type History, next, type Reached, schedule, type Timing } from '#core/schedule';
import { dayMs, minuteMs } from '#core/time';
import { seasons, stepsArbitrary, timingArbitrary, windowArbitrary } from '#test/support/arbitraries';
import { allows, clockOf, raises } from '#test/support/minute-by-minute';

const runs = { numRuns: 300 };
const fresh = (startAt: number): History => ({ startAt, reached: [] });

describe('a schedule', () => {
  test('is what somebody would do who looks at the clock every minute', () => {
    fc.assert(
      fc.property(timingArbitrary(), ({ timing, startAt, season }) => {
        const { steps } = schedule(timing, fresh(startAt), startAt);

        expect(steps.map(({ raiseAt }) => raiseAt)).toEqual(raises(timing, startAt, season));
      }),
      { numRuns: 1000, examples: [[atTheEndOfItsSeason]] },
    );
  });

  test('raises in the order of the steps, explains every delay without a gap, and ends at the limit at the latest', () => {
    fc.assert(
      fc.property(timingArbitrary(), ({ timing, startAt }) => {
        const { steps, endsAt, limitAt, completeAt } = schedule(timing, fresh(startAt), startAt);

        const reached = steps.filter(({ raiseAt }) => raiseAt !== undefined);
        expect(reached.map(({ index }) => index)).toEqual([...reached.keys()]);
        for (const { index, raiseAt = Number.NaN, delays } of reached) {
          let explainedAt = startAt;
          if (index > 0)
            explainedAt = (steps[index - 1]?.raiseAt ?? Number.NaN) + (timing.steps[index - 1]?.holdMs ?? 0);
          for (const { fromAt, untilAt } of delays) {
            expect([fromAt, untilAt > fromAt]).toEqual([explainedAt, true]);
            explainedAt = untilAt;
          }
          expect(explainedAt).toBe(raiseAt);
          expect(raiseAt).toBeLessThan(limitAt);
        }
        expect(endsAt).toBeLessThanOrEqual(limitAt);
        expect(endsAt).toBe(timing.end.then === 'stop' && completeAt !== undefined ? completeAt : limitAt);
      }),
      runs,
    );
  });

  test('stays the same when it is made again at any point of its own history', () => {
    fc.assert(
      fc.property(
        timingArbitrary(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ timing, startAt }, part) => {
          const first = schedule(timing, fresh(startAt), startAt);
          const now = Math.floor(startAt + part * (first.endsAt - 1 - startAt));

          const again = schedule(timing, asPlanned(timing, startAt, now), now);

          expect({ ...again, steps: again.steps.map((step) => ({ ...step, happened: false })) }).toEqual(
            first,
          );
          expect(again.steps.map(({ happened }) => happened)).toEqual(
            first.steps.map(({ raiseAt }) => raiseAt !== undefined && raiseAt <= now),
          );
        },
      ),
      runs,
    );
  });

  test('moves by as many weeks as its start, where only windows decide and the clock is regular', () => {
    fc.assert(
      fc.property(
        fc.array(windowArbitrary, { maxLength: 3 }),
        stepsArbitrary(),
        fc.integer({ min: 1, max: 200 }),
        fc.nat(14 * 1440),
        (windows, steps, weeks, minute) => {
          const timing: Timing = { ...plain, timezone: 'Asia/Kolkata', windows, steps };
          const startAt = Date.UTC(2026, 10, 23) + minute * minuteMs;
          const laterAt = startAt + weeks * 7 * dayMs;

          const offsets = (at: number) =>
            schedule(timing, fresh(at), at).steps.map(({ raiseAt }) => raiseAt && raiseAt - at);

          expect(offsets(laterAt)).toEqual(offsets(startAt));
        },
      ),
      runs,
    );
  });
});

describe('a ramp that follows its schedule', () => {
  test('raises when the schedule said, if all gates open at once', () => {
    fc.assert(
      fc.property(timingArbitrary(), ({ timing, startAt }) => {
        const planned = schedule(timing, fresh(startAt), startAt).steps.flatMap(
          ({ raiseAt }) => raiseAt ?? [],
        );

        const { reached } = follow(timing, startAt, []);

        expect(reached.map(({ raisedAt }) => raisedAt)).toEqual(planned);
      }),
      runs,
    );
  });

  test('whatever gates, people and outages do: holds in full, raises once at a time and only when allowed, never earlier than foretold', () => {
    const troubles = fc.array(
      fc.record({
        gatesMs: fc.nat(2000).map((minutes) => minutes * minuteMs),
        approvalMs: fc.nat(2000).map((minutes) => minutes * minuteMs),
        outageMs: fc.nat(2000).map((minutes) => minutes * minuteMs),
      }),
      { minLength: 8, maxLength: 8 },
    );
    fc.assert(
      fc.property(timingArbitrary(), troubles, ({ timing, startAt, season }, trouble) => {
        const { reached, foretold } = follow(timing, startAt, trouble);

        const isAllowed = allows(timing, season);
        reached.forEach(({ raisedAt }, index) => {
          const step = timing.steps[index];
          if (step && step.exposurePercent > 0) expect(isAllowed(raisedAt)).toBe(true);
          const before = reached[index - 1];
          if (before) {
            expect(raisedAt - before.raisedAt).toBeGreaterThanOrEqual(timing.steps[index - 1]?.holdMs ?? 0);
            expect(raisedAt).toBeGreaterThanOrEqual(
              Math.max(before.gatesOpenAt ?? 0, before.approvedAt ?? 0),
            );
          }
        });
        for (const { at, index } of foretold)
          expect(reached[index]?.raisedAt ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(at);
      }),
      runs,
    );
  });
});

const plain: Timing = {
  timezone: 'UTC',
  start: 'now',
  windows: [],
  freezes: [],
  maxDurationMs: 300 * dayMs,
  steps: [],
  end: { then: 'hold' },
};

/** Raised once a week, for the fourth time when 40 days are over. */
const newYork = { timezone: 'America/New_York', from: '2027-03-01', days: 40 };
const atTheEndOfItsSeason = {
  season: newYork,
  startAt: Date.UTC(2027, 2, 15, 12),
  timing: {
    ...plain,
    timezone: newYork.timezone,
    windows: [{ days: [7], fromMinute: 360, toMinute: 375 }],
    maxDurationMs: 24 * dayMs,
    steps: [1, 2, 3, 4].map((exposurePercent) => ({ exposurePercent, holdMs: dayMs, gates: [] })),
  },
};

type Trouble = { readonly gatesMs: number; readonly approvalMs: number; readonly outageMs: number };
const noTrouble: Trouble = { gatesMs: 0, approvalMs: 0, outageMs: 0 };

/** A controller that asks `next` and does what it says, in a world where gates, people and machines take their time. */
function follow(timing: Timing, startAt: number, troubles: readonly Trouble[]) {
  const reached: Reached[] = [];
  const foretold: { at: number; index: number }[] = [];
  let now = startAt;
  for (let looks = 0; looks < 200; looks += 1) {
    const history = { startAt, reached };
    const { kind, index, dueAt } = next(timing, history, now);
    const { gatesMs, approvalMs, outageMs } = troubles[index] ?? noTrouble;
    const present = reached.at(-1);
    for (const { raiseAt, index } of schedule(timing, history, now).steps)
      if (raiseAt !== undefined) foretold.push({ at: raiseAt, index });
    if (kind === 'end' || kind === 'limit') return { reached, foretold };
    if (kind === 'gates') now += gatesMs;
    else if (kind === 'approval') now += approvalMs;
    else now = dueAt + (kind === 'hold' ? outageMs : 0);
    if (kind === 'raise') reached.push({ raisedAt: now });
    if (kind === 'gates' && present) reached.splice(-1, 1, { ...present, gatesOpenAt: now });
    if (kind === 'approval' && present) reached.splice(-1, 1, { ...present, approvedAt: now });
  }
  throw new Error('the ramp does not end');
}

/** What the history looks like at `now` if everything went as planned. */
function asPlanned(timing: Timing, startAt: number, now: number): History {
  const { steps } = schedule(timing, fresh(startAt), startAt);
  const reached = steps.flatMap(({ raiseAt, index }) => {
    if (raiseAt === undefined || raiseAt > now) return [];
    const overAt = raiseAt + (timing.steps[index]?.holdMs ?? 0);
    return [
      overAt <= now ? { raisedAt: raiseAt, gatesOpenAt: overAt, approvedAt: overAt } : { raisedAt: raiseAt },
    ];
  });
  return { startAt, reached };
}

test('the seasons of the properties are those in which clocks change', () => {
  const changes = seasons.map((season) => {
    const { local } = clockOf(season);
    return local.findIndex((shown, i) => i > 0 && shown - (local[i - 1] ?? 0) !== 1) > 0;
  });

  expect(changes.filter(Boolean).length).toBe(seasons.length - 1);
});
