/** A digest: where the ramps of one audience stand, and when it is due. Pure: from standings to what is told. */
import type { DigestData } from './events/digest.ts';
import { waits } from './openings.ts';
import type { Seen, Standing } from './standing.ts';
import { hourMs, minuteMs, toIsoInstant } from './time.ts';

/** Who is told together. */
export type Audience = { readonly owner: string; readonly channel?: string };
/** When: as plans write it. */
export type Times = {
  readonly days: readonly number[];
  readonly atMinute: number;
  readonly timezone: string;
};

/** The first time from `at` on. */
export function nextDigestAt({ days, atMinute, timezone }: Times, at: number): number {
  const window = { days, fromMinute: atMinute, toMinute: (atMinute + 1) % 1440 };
  // Within the minute itself it is due: openings last, so the minute before it is asked about.
  const wait = waits({ closures: [], windows: [window], timezone }, Math.ceil(at / minuteMs) * minuteMs).at(
    0,
  );
  return wait?.untilAt ?? Math.ceil(at / minuteMs) * minuteMs;
}

/** An event is at most 256 KB: of more lines than this only the number is told. */
const mostLines = 50;

export function digestOf(
  audience: Audience,
  { at, since }: { readonly at: number; readonly since: number },
  standings: readonly Standing[],
  seen: Seen,
): DigestData {
  const open = standings.filter(({ endedAt }) => endedAt === undefined);
  const needsYou = open.flatMap((each) =>
    each.needs === undefined ? [] : [{ ...lineOf(each), todo: each.needs }],
  );
  const moving = open.filter(({ needs }) => needs === undefined).map(lineOf);
  const ended = standings.flatMap((each) =>
    each.endedAt === undefined || each.endedAt < since
      ? []
      : [{ ...lineOf(each), endedAt: toIsoInstant(each.endedAt) }],
  );
  const left = (lines: readonly unknown[]) => Math.max(0, lines.length - mostLines);
  const more = { needsYou: left(needsYou), moving: left(moving), ended: left(ended) };
  return {
    audience,
    at: toIsoInstant(at),
    timezone: seen.timezone,
    since: toIsoInstant(since),
    needsYou: needsYou.slice(0, mostLines),
    moving: moving.slice(0, mostLines),
    ended: ended.slice(0, mostLines),
    ...(more.needsYou + more.moving + more.ended > 0 ? { more } : {}),
    openRuns: openRunsOf(standings, seen.now),
  };
}

const lineOf = ({ ramp, name, run, state, exposure, what }: Standing) => ({
  ramp,
  name,
  ...(run === undefined ? {} : { run }),
  state,
  exposure,
  what,
});

/** AWS bills every hour that a run is open, the one begun included. */
function openRunsOf(standings: readonly Standing[], now: number): DigestData['openRuns'] {
  const open = standings.flatMap(({ name, billedSinceAt, limitMs }) =>
    billedSinceAt === undefined ? [] : [{ name, hours: Math.ceil((now - billedSinceAt) / hourMs), limitMs }],
  );
  const oldest = open.toSorted((a, b) => b.hours - a.hours)[0];
  return {
    count: open.length,
    billedHours: open.reduce((sum, { hours }) => sum + hours, 0),
    ...(oldest
      ? {
          oldest: {
            name: oldest.name,
            openHours: oldest.hours,
            limitHours: Math.ceil(oldest.limitMs / hourMs),
          },
        }
      : {}),
  };
}
