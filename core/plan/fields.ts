/**
 * The values a plan is written with. `error` says what is expected, in words that follow "expected"; the editor shows it
 * too (`patternErrorMessage`), instead of the pattern.
 */
import * as z from 'zod';
import { durationPattern, isTimeZone, localToInstant, parseDuration } from '../time.ts';
import { parseDays, parseHours } from '../week.ts';

/** A text that is read into something: first by its pattern, which the editor knows too, then by `read`. */
function written<T>(
  pattern: RegExp,
  error: string,
  read: (text: string) => T | undefined,
  examples: string[],
) {
  return z
    .string({ error })
    .regex(pattern, { error, abort: true })
    .meta({ patternErrorMessage: `Expected ${error}.`, examples })
    .transform((text, context): T => {
      const value = read(text);
      if (value !== undefined) return value;
      context.issues.push({ code: 'custom', message: error, input: text });
      return z.NEVER;
    });
}

export const duration = written(durationPattern, 'a duration such as 30m, 4h, 1d12h or PT4H', parseDuration, [
  '30m',
  '4h',
  '1d',
  '1d12h',
  'PT4H',
]);

/** A duration between two bounds, the first included. */
export const durationBetween = (fromMs: number, belowMs: number, error: string) =>
  written(
    durationPattern,
    error,
    (text) => {
      const ms = parseDuration(text) ?? Number.NaN;
      return ms >= fromMs && ms < belowMs ? ms : undefined;
    },
    ['1d'],
  );

const percentError = 'a percentage from 0 to 100, such as 25 or 25%';
/** `25`, `25%`, `0.5`: always per cent, never a fraction. */
export const percent = z
  .union(
    [
      z.number().min(0, { error: percentError }).max(100, { error: percentError }),
      z.string().regex(/^(100|\d{1,2})(\.\d+)? ?%?$/, { error: percentError }),
    ],
    { error: percentError },
  )
  .meta({ errorMessage: `Expected ${percentError}.`, examples: ['0%', '5%', '50%', '100%'] })
  .transform((value, context): number => {
    const number = typeof value === 'number' ? value : Number.parseFloat(value);
    if (number <= 100) return number;
    context.issues.push({ code: 'custom', message: percentError, input: value });
    return z.NEVER;
  });

export const days = written(
  /^[A-Za-z]{3,9}( ?[-,] ?[A-Za-z]{3,9})*$/,
  'days of the week such as Mon-Thu or Mon,Wed,Fri',
  parseDays,
  ['Mon-Fri', 'Mon-Thu', 'Mon,Wed,Fri'],
);
export const hours = written(
  /^\d{1,2}:\d{2} ?- ?\d{1,2}:\d{2}$/,
  'hours of the day such as 09:00-16:00',
  parseHours,
  ['09:00-16:00', '00:00-24:00'],
);
export const timeOfDay = written(
  /^\d{1,2}:\d{2}$/,
  'a time of day such as "09:00"',
  (text) => parseHours(`${text}-24:00`)?.fromMinute,
  ['09:00'],
);

const exists = (text: string): string | undefined =>
  localToInstant(text, 'UTC') === undefined ? undefined : text;
export const localDateOrTime = written(
  /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/,
  'a local date or time such as 2026-12-18 or 2026-12-18T12:00',
  exists,
  ['2026-12-18', '2026-12-18T12:00'],
);
export const start = written(
  /^(now|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?)$/,
  '"now" or a local time such as 2026-12-01T09:00',
  (text) => (text === 'now' ? text : exists(text)),
  ['now', '2026-12-01T09:00'],
);
export const timezone = z
  .string()
  .refine(isTimeZone, {
    error: 'the name of a time zone such as Europe/Berlin or UTC',
    params: { code: 'unknown-timezone' },
  })
  .meta({ examples: ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'] });

/** Text that says something, on one line: it is printed on terminals, so it has no control characters. */
export const text = (max: number) =>
  prose(max).refine((written) => !/\p{Cc}/u.test(written), {
    error: 'a text on one line, without control characters',
  });

/** The same on as many lines as you like. */
export const prose = (max: number) =>
  z
    .string()
    .min(1, { error: 'a text that is not empty' })
    .max(max, { error: `a text of at most ${max} characters` })
    .refine((written) => !/[^\P{Cc}\n\t]/u.test(written), { error: 'a text without control characters' });

export const pattern = (regex: RegExp, error: string) =>
  z
    .string()
    .regex(regex, { error })
    .meta({ patternErrorMessage: `Expected ${error}.` });
