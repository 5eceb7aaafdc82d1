import { describe, expect, test } from 'vitest';
import { formatDays, formatHours, parseDays, parseHours } from '#core/week';

describe('days of the week', () => {
  test.each([
    ['Mon-Thu', [1, 2, 3, 4], 'Mon-Thu'],
    ['Mon,Wed,Fri', [1, 3, 5], 'Mon,Wed,Fri'],
    ['sat-mon', [1, 6, 7], 'Sat-Mon'],
    ['Tuesday - Wednesday', [2, 3], 'Tue,Wed'],
    ['Mon-Tue, Fri-Sun', [1, 2, 5, 6, 7], 'Fri-Tue'],
    ['Sun', [7], 'Sun'],
    ['Sun-Sun', [7], 'Sun'],
    ['Mon-Sun', [1, 2, 3, 4, 5, 6, 7], 'every day'],
  ])('reads %s', (text, days, written) => {
    expect(parseDays(text)).toEqual(days);
    expect(formatDays(days)).toBe(written);
  });

  test.each(['', 'Mo', 'Mon-', 'Mon-Tue-Wed', 'Mon;Tue', 'constructor', 'Mon,,Tue'])('refuses %j', (text) => {
    expect(parseDays(text)).toBeUndefined();
  });
});

describe('hours of the day', () => {
  test.each([
    ['09:00-16:00', { fromMinute: 540, toMinute: 960 }, '09:00-16:00'],
    ['9:00 - 16:30', { fromMinute: 540, toMinute: 990 }, '09:00-16:30'],
    ['22:00-06:00', { fromMinute: 1320, toMinute: 360 }, '22:00-06:00'],
    ['00:00-24:00', { fromMinute: 0, toMinute: 1440 }, '00:00-24:00'],
    ['18:00-00:00', { fromMinute: 1080, toMinute: 1440 }, '18:00-24:00'],
  ])('reads %s', (text, hours, written) => {
    expect(parseHours(text)).toEqual(hours);
    expect(formatHours(hours.fromMinute, hours.toMinute)).toBe(written);
  });

  test.each([
    '',
    '09:00',
    '09:00-25:00',
    '24:00-06:00',
    '09:60-16:00',
    '9-16',
    '09:00-16:00-18:00',
    '09:00-24:01',
  ])('refuses %j', (text) => {
    expect(parseHours(text)).toBeUndefined();
  });
});
