/**
 * Durations, instants and the clock on the wall. Instants are epoch milliseconds, durations integer milliseconds.
 * The only home of temporal-polyfill; it is asked once per zone and half-year, the rest is arithmetic.
 */
import { Temporal } from 'temporal-polyfill';

export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
/** 24 hours, not a calendar day. */
export const dayMs = 86_400_000;

/** How a duration may be written: `30m`, `4h`, `1d12h` (also `1d 12h`), or ISO 8601 without months and years. */
export const durationPattern =
  /^(?=\d)(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)s)?$|^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const durationUnitsMs = [dayMs, hourMs, minuteMs, secondMs, 7 * dayMs, dayMs, hourMs, minuteMs, secondMs];

/** Milliseconds, or undefined for what is not a duration. */
export function parseDuration(text: string): number | undefined {
  const groups = durationPattern.exec(text)?.slice(1);
  if (!groups) return undefined;
  const ms = durationUnitsMs.reduce((sum, unitMs, i) => sum + unitMs * Number(groups[i] ?? 0), 0);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** For people: `2d 16h`, `30m`, `0m`. */
export function formatDuration(ms: number): string {
  const { d, h, m, s } = partsOf(ms);
  const written = [d && `${d}d`, h && `${h}h`, m && `${m}m`, s && `${s}s`].filter(Boolean);
  return written.join(' ') || '0m';
}

/** For machines: `P2DT16H`, `PT0S`. */
export function toIsoDuration(ms: number): string {
  const { d, h, m, s } = partsOf(ms);
  const time = [h && `${h}H`, m && `${m}M`, s && `${s}S`].filter(Boolean).join('');
  return `P${d ? `${d}D` : ''}${time ? `T${time}` : ''}`.replace(/^P$/, 'PT0S');
}

function partsOf(ms: number) {
  return {
    d: Math.floor(ms / dayMs),
    h: Math.floor((ms % dayMs) / hourMs),
    m: Math.floor((ms % hourMs) / minuteMs),
    s: (ms % minuteMs) / secondMs,
  };
}

/** Whether this is the name of an IANA time zone. An offset such as +01:00 is not: it knows no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, name) !== undefined;
  } catch {
    return false;
  }
}

/** A stretch of time in which a zone keeps one offset. */
export type OffsetSpan = {
  readonly fromAt: number;
  readonly untilAt: number;
  /** Local time minus UTC. */
  readonly offsetMs: number;
  /** What the clock skipped as the span began: positive in spring, negative where an hour came twice, else 0. */
  readonly skippedMs: number;
};

const spansByZone = new Map<string, OffsetSpan[]>();

export function offsetSpan(at: number, timezone: string): OffsetSpan {
  const spans = spansByZone.get(timezone) ?? [];
  const known = spans.find((span) => span.fromAt <= at && at < span.untilAt);
  if (known) return known;
  const span = findSpan(at, timezone);
  spansByZone.set(timezone, [...spans, span]);
  return span;
}

function findSpan(at: number, timezone: string): OffsetSpan {
  const zoned = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone);
  const offsetOf = (ms: number) => Math.round(zoned(ms).offsetNanoseconds / 1e6);
  // A transition found is strictly before the instant asked about, so ask one millisecond later.
  const from = zoned(at + 1).getTimeZoneTransition('previous')?.epochMilliseconds;
  const until = zoned(at).getTimeZoneTransition('next')?.epochMilliseconds;
  const offsetMs = offsetOf(at);
  return {
    fromAt: from ?? Number.NEGATIVE_INFINITY,
    untilAt: until ?? Number.POSITIVE_INFINITY,
    offsetMs,
    skippedMs: from === undefined ? 0 : offsetMs - offsetOf(from - 1),
  };
}

/** What the clock on the wall shows, as if it were UTC: good for arithmetic and for reading with `new Date(…).getUTC…`. */
export const wallClock = (at: number, timezone: string): number => at + offsetSpan(at, timezone).offsetMs;

const localDate = /^\d{4}-\d{2}-\d{2}$/;
const localDateTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;

export const isLocalDate = (text: string): boolean =>
  localDate.test(text) && localToInstant(text, 'UTC') !== undefined;

/**
 * The instant of a local date-time `2026-12-01T09:00`, or of the first moment of a local date; undefined for anything else.
 * Where the clock skips that time or shows it twice: `earlier` or `later`; `compatible` is later in spring, earlier in autumn.
 */
export function localToInstant(
  text: string,
  timezone: string,
  disambiguation: 'compatible' | 'earlier' | 'later' = 'compatible',
): number | undefined {
  if (!localDate.test(text) && !localDateTime.test(text)) return undefined;
  try {
    return localDate.test(text)
      ? Temporal.PlainDate.from(text).toZonedDateTime(timezone).epochMilliseconds
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timezone, { disambiguation }).epochMilliseconds;
  } catch {
    return undefined; // the 30th of February
  }
}

/** The first moment of the day after a local date: the end of a range that includes it. */
export function endOfLocalDate(text: string, timezone: string): number | undefined {
  if (!isLocalDate(text)) return undefined;
  return Temporal.PlainDate.from(text).add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds;
}

/** An instant with its offset (`2026-12-01T09:00:00Z`, `…+01:00`), or a local time of the zone given; else undefined. */
export function parseInstant(text: string, timezone: string): number | undefined {
  const local = localToInstant(text, timezone);
  if (local !== undefined) return local;
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)) return undefined;
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** For machines: `2026-11-23T09:42:00Z`. */
export const toIsoInstant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** Monday first. */
export const shortDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** For people, in the zone's time: `Mon 23 Nov 10:42`; with the offset where the clock shows this time twice. */
export function formatAt(at: number, timezone: string): string {
  const { fromAt, untilAt, offsetMs, skippedMs } = offsetSpan(at, timezone);
  const again = skippedMs < 0 && at < fromAt - skippedMs;
  const next = untilAt === Number.POSITIVE_INFINITY ? undefined : offsetSpan(untilAt, timezone);
  const before = next !== undefined && next.skippedMs < 0 && at >= untilAt + next.skippedMs;
  return `${formatDay(at, timezone)} ${formatClock(at, timezone)}${again || before ? ` ${formatOffset(offsetMs)}` : ''}`;
}

/** `Mon 23 Nov`. */
export function formatDay(at: number, timezone: string): string {
  const local = new Date(wallClock(at, timezone));
  const day = String(local.getUTCDate()).padStart(2, '0');
  return `${shortDays[(local.getUTCDay() + 6) % 7]} ${day} ${months[local.getUTCMonth()]}`;
}

export const yearOf = (at: number, timezone: string): number =>
  new Date(wallClock(at, timezone)).getUTCFullYear();

/** `10:42`, with seconds only where there are some. */
export const formatClock = (at: number, timezone: string): string =>
  new Date(wallClock(at, timezone)).toISOString().slice(11, 19).replace(/:00$/, '');

const formatOffset = (offsetMs: number): string =>
  `${offsetMs < 0 ? '-' : '+'}${new Date(Math.abs(offsetMs)).toISOString().slice(11, 16)}`;
