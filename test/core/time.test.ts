import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayMs,
  durationPattern,
  endOfLocalDate,
  formatAt,
  formatDuration,
  hourMs,
  isLocalDate,
  isTimeZone,
  localToInstant,
  minuteMs,
  parseDuration,
  parseInstant,
  toIsoDuration,
  toIsoInstant,
} from '../../core/time.ts';

describe('a duration', () => {
  const written: readonly [text: string, ms: number][] = [
    ['30m', 30 * minuteMs],
    ['4h', 4 * hourMs],
    ['1d', dayMs],
    ['1d12h', 36 * hourMs],
    ['2d 16h', 64 * hourMs],
    ['90s', 90_000],
    ['0m', 0],
    ['PT4H', 4 * hourMs],
    ['P1DT12H', 36 * hourMs],
    ['P2W', 14 * dayMs],
    ['PT0S', 0],
  ];
  test.each(written)('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    ' ',
    '4',
    '4 hours',
    '4H',
    '1h1d',
    '-4h',
    '1.5h',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    'pt4h',
    '4h\n',
    `${'9'.repeat(20)}d`,
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('is written as it is read', () => {
    fc.assert(
      fc.property(fc.nat(400 * 86_400), (seconds) => {
        const ms = seconds * 1000;

        expect(parseDuration(formatDuration(ms))).toBe(ms);
        expect(parseDuration(toIsoDuration(ms))).toBe(ms);
      }),
    );
  });

  test('is written shortly', () => {
    expect([0, 30 * minuteMs, 64 * hourMs, 61_000].map(formatDuration)).toEqual([
      '0m',
      '30m',
      '2d 16h',
      '1m 1s',
    ]);
    expect([0, 30 * minuteMs, 64 * hourMs, 7 * dayMs].map(toIsoDuration)).toEqual([
      'PT0S',
      'PT30M',
      'P2DT16H',
      'P7D',
    ]);
  });

  test('is refused in linear time', () => {
    expect(durationPattern.test(`${'1'.repeat(100_000)}x`)).toBe(false);
  });
});

describe('a time zone', () => {
  test.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['Australia/Lord_Howe', true],
    ['Europe/Berlni', false],
    ['+01:00', false],
    ['', false],
    ['Europe/Berlin\0', false],
  ])('%j: %s', (name, isOne) => {
    expect(isTimeZone(name)).toBe(isOne);
  });
});

describe('a local time', () => {
  test.each([
    ['2026-12-01T09:00', 'Europe/Berlin', '2026-12-01T08:00:00Z'],
    ['2026-12-01 09:00:30', 'Europe/Berlin', '2026-12-01T08:00:30Z'],
    ['2026-12-01', 'Asia/Kolkata', '2026-11-30T18:30:00Z'],
    ['2028-02-29', 'UTC', '2028-02-29T00:00:00Z'],
  ])('%s in %s is %s', (text, timezone, instant) => {
    expect(toIsoInstant(localToInstant(text, timezone) ?? Number.NaN)).toBe(instant);
  });

  test.each([
    '2026-02-29',
    '2026-12-01T25:00',
    '2026-12-01T09:00Z',
    '2026-13-01',
    '26-12-01',
    'tomorrow',
    '2026-12-01T09:60',
  ])('refuses %s', (text) => {
    expect(localToInstant(text, 'UTC')).toBeUndefined();
    expect(isLocalDate(text)).toBe(false);
  });

  test('a date as an end includes that day, however long the clock makes it', () => {
    const end = endOfLocalDate('2027-03-28', 'Europe/Berlin') ?? Number.NaN;

    expect(toIsoInstant(end)).toBe('2027-03-28T22:00:00Z');
    expect(end - (localToInstant('2027-03-28', 'Europe/Berlin') ?? Number.NaN)).toBe(23 * hourMs);
    expect(endOfLocalDate('2027-03-28T10:00', 'Europe/Berlin')).toBeUndefined();
  });

  test('an instant may bring its own offset', () => {
    expect(
      ['2026-12-01T09:00Z', '2026-12-01T09:00:00+01:00', '2026-12-01T09:00', 'now'].map((text) => {
        const at = parseInstant(text, 'America/New_York');
        return at === undefined ? at : toIsoInstant(at);
      }),
    ).toEqual(['2026-12-01T09:00:00Z', '2026-12-01T08:00:00Z', '2026-12-01T14:00:00Z', undefined]);
  });
});

test('an instant is shown as the clock on the wall, and with its offset where that shows twice', () => {
  const shown = (iso: string) => formatAt(Date.parse(iso), 'Europe/Berlin');

  expect(shown('2026-11-23T09:42:00Z')).toBe('Mon 23 Nov 10:42');
  expect(shown('2026-12-01T08:00:05Z')).toBe('Tue 01 Dec 09:00:05');
  expect(shown('2027-10-31T00:30:00Z')).toBe('Sun 31 Oct 02:30 +02:00');
  expect(shown('2027-10-31T01:30:00Z')).toBe('Sun 31 Oct 02:30 +01:00');
  expect(shown('2027-10-31T02:00:00Z')).toBe('Sun 31 Oct 03:00');
  expect(shown('2027-10-30T23:59:00Z')).toBe('Sun 31 Oct 01:59');
});
