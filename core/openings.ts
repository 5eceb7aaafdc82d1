/**
 * When exposure may be raised: inside a window, outside every freeze and pause. A window is open whenever the clock on
 * the wall says so, so an hour that comes twice counts twice; an opening that the clock skips comes as much later as
 * was skipped, which may leave that day without a window.
 */
import { dayMs, endOfLocalDate, isLocalDate, localToInstant, minuteMs, offsetSpan } from './time.ts';

/** Local hours on some days of the week (ISO, 1 = Monday); an end not after the start is on the day after. */
export type Window = {
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
};
/** Local dates or date-times; a date as the end is included. */
export type Freeze = { readonly from: string; readonly to: string; readonly reason?: string | undefined };

/** A stretch in which nothing is raised, whatever the windows say. */
export type Closure = {
  readonly kind: 'freeze' | 'pause';
  readonly fromAt: number;
  readonly untilAt: number;
  readonly reason?: string | undefined;
};
export type Openings = {
  readonly timezone: string;
  /** None means always open. */
  readonly windows: readonly Window[];
  readonly closures: readonly Closure[];
};
/** Time spent waiting for an opening, and for what. */
export type Wait = {
  readonly kind: 'window' | 'freeze' | 'pause';
  readonly fromAt: number;
  readonly untilAt: number;
  readonly reason?: string | undefined;
};

/** A ramp lasts less than a year, so what stays closed for longer never opens for it. */
export const yearMs = 366 * dayMs;

/** What has to be waited for at `at`, in order: empty when it is open; the last one ends when it opens, Infinity if never. */
export function waits(openings: Openings, at: number): readonly Wait[] {
  const found: Wait[] = [];
  for (let t = at; t < at + yearMs; t = found.at(-1)?.untilAt ?? t) {
    const wait = waitAt(openings, t);
    if (!wait) return found;
    found.push(wait);
  }
  return [...found.slice(0, -1), { ...(found.at(-1) as Wait), untilAt: Number.POSITIVE_INFINITY }];
}

function waitAt({ closures, windows, timezone }: Openings, at: number): Wait | undefined {
  const covering = closures.filter(({ fromAt, untilAt }) => fromAt <= at && at < untilAt);
  const longest = covering.toSorted((a, b) => b.untilAt - a.untilAt)[0];
  if (longest) return { kind: longest.kind, fromAt: at, untilAt: longest.untilAt, reason: longest.reason };
  const opensAt = windowOpening(windows, timezone, at);
  if (opensAt === at) return undefined;
  // A freeze that covers the opening is the better reason from its beginning on.
  const frozenFrom = closures
    .filter(({ fromAt, untilAt }) => fromAt > at && fromAt <= opensAt && opensAt < untilAt)
    .map(({ fromAt }) => fromAt);
  return { kind: 'window', fromAt: at, untilAt: Math.min(opensAt, ...frozenFrom) };
}

/** The first instant from `at` on at which a window is open; Infinity if none opens within a year. */
function windowOpening(windows: readonly Window[], timezone: string, at: number): number {
  if (windows.length === 0) return at;
  for (let t = at; t < at + yearMs; ) {
    const span = offsetSpan(t, timezone);
    const local = openingByWallClock(windows, t + span.offsetMs, {
      fromLocal: span.fromAt + span.offsetMs,
      skippedMs: span.skippedMs,
    });
    if (local - span.offsetMs < span.untilAt) return local - span.offsetMs;
    t = span.untilAt;
  }
  return Number.POSITIVE_INFINITY;
}

/** The same in local time, within one span of one offset, where local time is as regular as UTC. */
function openingByWallClock(
  windows: readonly Window[],
  local: number,
  span: { readonly fromLocal: number; readonly skippedMs: number },
): number {
  const today = Math.floor(local / dayMs);
  let earliest = Number.POSITIVE_INFINITY;
  for (let day = today - 1; day <= today + 7 && earliest > local; day += 1) {
    for (const { days, fromMinute, toMinute } of windows) {
      if (!days.includes(isoDay(day))) continue;
      const from = day * dayMs + fromMinute * minuteMs;
      const isSkipped = from < span.fromLocal && from >= span.fromLocal - span.skippedMs;
      const opens = Math.max(local, isSkipped ? from + span.skippedMs : from);
      const closes = day * dayMs + toMinute * minuteMs + (toMinute > fromMinute ? 0 : dayMs);
      if (opens < closes) earliest = Math.min(earliest, opens);
    }
  }
  return earliest;
}

/** 1 January 1970, day 0, was a Thursday. */
const isoDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Freezes as instants. Where the clock repeats or skips the time of an end, the longer reading counts. */
export function freezeClosures(freezes: readonly Freeze[], timezone: string): readonly Closure[] {
  return freezes.map(({ from, to, reason }) => ({
    kind: 'freeze',
    fromAt: localToInstant(from, timezone, 'earlier') ?? Number.NaN,
    untilAt:
      (isLocalDate(to) ? endOfLocalDate(to, timezone) : localToInstant(to, timezone, 'later')) ?? Number.NaN,
    reason,
  }));
}
