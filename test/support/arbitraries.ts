/** Plans at random: small numbers, so that what is found can be read. */
import fc from 'fast-check';
import type { Freeze, Window } from '#core/openings';
import type { Step, Timing } from '#core/schedule';
import { dayMs, hourMs, localToInstant, minuteMs } from '#core/time';

/** Some weeks of a zone in which its clock does something. */
export type Season = { readonly timezone: string; readonly from: string; readonly days: number };

export const seasons: readonly Season[] = [
  { timezone: 'UTC', from: '2027-01-01', days: 40 },
  { timezone: 'Europe/Berlin', from: '2027-03-15', days: 40 },
  { timezone: 'Europe/Berlin', from: '2027-10-18', days: 40 },
  { timezone: 'America/New_York', from: '2027-03-01', days: 40 },
  { timezone: 'Australia/Lord_Howe', from: '2027-03-25', days: 40 },
  { timezone: 'Australia/Lord_Howe', from: '2027-09-20', days: 40 },
  { timezone: 'Pacific/Apia', from: '2011-12-20', days: 40 },
  { timezone: 'Africa/Cairo', from: '2026-04-13', days: 40 },
  { timezone: 'Asia/Beirut', from: '2026-10-15', days: 40 },
];

const minuteOfDay = fc.oneof(
  // Night hours, at quarters: where clocks change.
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1439 }) },
);

export const windowArbitrary: fc.Arbitrary<Window> = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    fromMinute: minuteOfDay,
    lengthMinutes: fc.oneof(fc.constantFrom(15, 30, 60, 420), fc.integer({ min: 1, max: 1440 })),
  })
  .map(({ days, fromMinute, lengthMinutes }) => ({
    days: days.toSorted(),
    fromMinute,
    toMinute: ((fromMinute + lengthMinutes - 1) % 1440) + 1,
  }));

const freezeArbitrary = ({ from, days }: Season): fc.Arbitrary<Freeze> =>
  fc
    .record({
      first: fc.integer({ min: 0, max: days - 1 }),
      length: fc.integer({ min: 0, max: 6 }),
      isByDate: fc.boolean(),
    })
    .map(({ first, length, isByDate }) => {
      const date = (day: number) => new Date(Date.parse(from) + day * dayMs).toISOString().slice(0, 10);
      return isByDate
        ? { from: date(first), to: date(first + length) }
        : { from: `${date(first)}T12:00`, to: `${date(first + length)}T18:30` };
    })
    // Samoa had no such day to freeze.
    .filter(({ from: first, to }) => ![first, to].some((text) => text.startsWith('2011-12-30')));

const gatesArbitrary = fc.constantFrom<Step['gates']>(
  [],
  [],
  [{ kind: 'alarms' }],
  [{ kind: 'approval' }],
  [{ kind: 'alarms' }, { kind: 'approval' }],
);

export const stepsArbitrary = (
  gates: fc.Arbitrary<Step['gates']> = gatesArbitrary,
): fc.Arbitrary<readonly Step[]> =>
  fc
    .array(
      fc.record({
        riseTenths: fc.integer({ min: 1, max: 100 }),
        holdMs: fc.oneof(
          fc.integer({ min: 0, max: 300 }).map((minutes) => minutes * minuteMs),
          fc.constantFrom(hourMs, 4 * hourMs, dayMs, 2 * dayMs),
        ),
        gates,
      }),
      { minLength: 1, maxLength: 8 },
    )
    .chain((rises) =>
      fc.boolean().map((fromZero) => {
        let tenths = fromZero ? -(rises[0]?.riseTenths ?? 0) : 0;
        return rises.map(({ riseTenths, holdMs, gates }) => {
          tenths += riseTenths;
          return { exposurePercent: tenths / 10, holdMs, gates };
        });
      }),
    );

/** A plan that is started some time in the season's first fortnight, and over within the season. */
export const timingArbitrary = (
  among: readonly Season[] = seasons,
): fc.Arbitrary<{ readonly timing: Timing; readonly startAt: number; readonly season: Season }> =>
  fc.constantFrom(...among).chain((season) =>
    fc
      .record({
        windows: fc.array(windowArbitrary, { maxLength: 3 }),
        freezes: fc.array(freezeArbitrary(season), { maxLength: 2 }),
        steps: stepsArbitrary(),
        maxDurationMs: fc.integer({ min: 1, max: 24 }).map((days) => days * dayMs),
        ending: fc.constantFrom<'hold' | 'stop'>('hold', 'stop'),
        startMinute: fc.integer({ min: 2 * 1440, max: 15 * 1440 }),
      })
      .map(({ windows, freezes, steps, maxDurationMs, ending, startMinute }) => ({
        season,
        startAt: (localToInstant(season.from, season.timezone) ?? 0) + startMinute * minuteMs,
        timing: {
          timezone: season.timezone,
          start: 'now',
          windows,
          freezes,
          maxDurationMs,
          steps,
          end: { then: ending },
        },
      })),
  );
