/** What clocks do: hours that are skipped or come twice, half hours, a whole day, each read from the zone data of the runtime. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hourMs, localToInstant, minuteMs, offsetSpan, toIsoInstant, wallClock } from '#core/time';

const instant = (text: string, zone: string, which?: 'earlier' | 'later') =>
  toIsoInstant(localToInstant(text, zone, which) ?? Number.NaN);

describe('a local time the clock skips or shows twice', () => {
  test.each([
    ['spring in Berlin', '2027-03-28T02:30', 'Europe/Berlin', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'],
    ['autumn in Berlin', '2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z'],
    [
      'spring in New York',
      '2027-03-14T02:30',
      'America/New_York',
      '2027-03-14T06:30:00Z',
      '2027-03-14T07:30:00Z',
    ],
    [
      'autumn in New York',
      '2027-11-07T01:30',
      'America/New_York',
      '2027-11-07T05:30:00Z',
      '2027-11-07T06:30:00Z',
    ],
    [
      'spring on Lord Howe',
      '2027-10-03T02:15',
      'Australia/Lord_Howe',
      '2027-10-02T15:15:00Z',
      '2027-10-02T15:45:00Z',
    ],
    [
      'autumn on Lord Howe',
      '2027-04-04T01:45',
      'Australia/Lord_Howe',
      '2027-04-03T14:45:00Z',
      '2027-04-03T15:15:00Z',
    ],
    [
      'the day Samoa left out',
      '2011-12-30T12:00',
      'Pacific/Apia',
      '2011-12-29T22:00:00Z',
      '2011-12-30T22:00:00Z',
    ],
    ['an ordinary hour', '2027-06-01T12:00', 'Europe/Berlin', '2027-06-01T10:00:00Z', '2027-06-01T10:00:00Z'],
  ])('%s', (_name, text, zone, earlier, later) => {
    expect([instant(text, zone, 'earlier'), instant(text, zone, 'later')]).toEqual([earlier, later]);
  });

  test('a date begins when the clock first shows it', () => {
    expect(instant('2011-12-30', 'Pacific/Apia')).toBe('2011-12-30T10:00:00Z');
    expect(instant('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00Z');
  });
});

describe('the span of an offset', () => {
  test.each([
    ['Europe/Berlin', '2027-03-28T01:00:00Z', 2 * hourMs, hourMs],
    ['Europe/Berlin', '2027-10-31T01:00:00Z', hourMs, -hourMs],
    ['Australia/Lord_Howe', '2027-10-02T15:30:00Z', 11 * hourMs, 30 * minuteMs],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', 14 * hourMs, 24 * hourMs],
  ])('%s from %s', (zone, from, offsetMs, skippedMs) => {
    const fromAt = Date.parse(from);

    expect(offsetSpan(fromAt, zone)).toMatchObject({ fromAt, offsetMs, skippedMs });
    expect(offsetSpan(fromAt - 1, zone)).toMatchObject({ untilAt: fromAt, offsetMs: offsetMs - skippedMs });
  });

  test('has no end where clocks stay as they are', () => {
    expect(offsetSpan(0, 'UTC')).toEqual({
      fromAt: Number.NEGATIVE_INFINITY,
      untilAt: Number.POSITIVE_INFINITY,
      offsetMs: 0,
      skippedMs: 0,
    });
  });
});

test('the wall clock is the one the runtime itself shows, in every kind of zone', () => {
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'America/Havana',
    'Africa/Cairo',
  ];
  const clocks = new Map(
    zones.map((zone) => [
      zone,
      new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }),
    ]),
  );

  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2008, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 }),
      (zone, minute) => {
        const at = minute * 60_000;

        const shown = new Date(wallClock(at, zone)).toISOString().slice(0, 19).replace('T', ' ');

        expect(shown).toBe(clocks.get(zone)?.format(at));
      },
    ),
    { numRuns: 2000 },
  );
});
