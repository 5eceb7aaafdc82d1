/**
 * The schedule once more, by other means: walks a season minute by minute with the runtime's own clock (Intl) and raises
 * when it may. Slow, stupid, and sharing no line with core/schedule.ts or core/time.ts.
 */
import type { Window } from '#core/openings';
import type { Timing } from '#core/schedule';
import type { Season } from './arbitraries.ts';

const minute = 60_000;
const day = 1440;
/** How far the walk goes beyond its season: freezes may keep the first step waiting for weeks, then the limit begins. */
const patienceDays = 40;

/** What the clock on the wall shows, in minutes from 1970, at each minute from `fromMinute` on; and where it jumps ahead. */
type Clock = {
  readonly fromMinute: number;
  readonly local: Int32Array;
  readonly jumps: readonly { readonly after: number; readonly to: number }[];
};
const clocks = new Map<Season, Clock>();

export function clockOf(season: Season): Clock {
  const known = clocks.get(season);
  if (known) return known;
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: season.timezone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const fromMinute = Date.parse(season.from) / minute - day;
  const shownAt = (i: number) =>
    Date.parse(`${format.format((fromMinute + i) * minute).replace(' ', 'T')}Z`) / minute;
  const local = new Int32Array((season.days + patienceDays) * day);
  // Asking for every minute takes seconds: an hour that is as long on the wall as in truth is counted through.
  for (let hour = 0; hour < local.length; hour += 60) {
    const from = shownAt(hour);
    const isRegular = shownAt(hour + 60) - from === 60;
    for (let i = hour; i < hour + 60; i += 1) local[i] = isRegular ? from + i - hour : shownAt(i);
  }
  const jumps = [...local.entries()].flatMap(([i, to]) => {
    const after = local[i - 1] ?? to - 1;
    return to > after + 1 ? [{ after, to }] : [];
  });
  const clock = { fromMinute, local, jumps };
  clocks.set(season, clock);
  return clock;
}

/** Whether exposure may be raised at an instant of the season. */
export function allows({ windows, freezes }: Pick<Timing, 'windows' | 'freezes'>, season: Season) {
  const { fromMinute, local, jumps } = clockOf(season);
  const frozen = freezes.map(({ from, to }) => {
    const first = Date.parse(`${from.length > 10 ? from : `${from}T00:00`}Z`) / minute;
    const end = to.length > 10 ? Date.parse(`${to}Z`) / minute : Date.parse(to) / minute + day;
    return [local.findIndex((shown) => shown >= first), local.findLastIndex((shown) => shown < end)] as const;
  });
  return (at: number): boolean => {
    const i = at / minute - fromMinute;
    const shown = local[i] ?? Number.NaN;
    if (frozen.some(([first, last]) => first <= i && i <= last)) return false;
    return windows.length === 0 || windows.some((window) => isOpen(window, shown, jumps));
  };
}

function isOpen({ days, fromMinute, toMinute }: Window, shown: number, jumps: Clock['jumps']): boolean {
  const length = toMinute - fromMinute + (toMinute > fromMinute ? 0 : day);
  return [Math.floor(shown / day) - 1, Math.floor(shown / day)].some((date) => {
    const opens = date * day + fromMinute;
    const jump = jumps.find(({ after, to }) => opens > after && opens < to);
    const late = jump ? jump.to - jump.after - 1 : 0;
    const weekday = new Date(date * day * minute).getUTCDay() || 7;
    return days.includes(weekday) && shown >= opens + late && shown < opens + length;
  });
}

/** When each step is raised if every gate opens at once: undefined from the first that the limit cuts off. */
export function raises(timing: Timing, startAt: number, season: Season): readonly (number | undefined)[] {
  const isAllowed = allows(timing, season);
  const { fromMinute, local } = clockOf(season);
  const raised: number[] = [];
  let due = startAt;
  for (let now = due; ; now = Math.max(now + minute, due)) {
    if (now / minute >= fromMinute + local.length) throw new Error('the walk ends before the plan does');
    if (raised[0] !== undefined && now - raised[0] >= timing.maxDurationMs) break;
    for (let step = timing.steps[raised.length]; step && now >= due; step = timing.steps[raised.length]) {
      if (step.exposurePercent > 0 && !isAllowed(now)) break;
      raised.push(now);
      due = now + step.holdMs;
    }
    if (raised.length === timing.steps.length) break;
  }
  return timing.steps.map((_, i) => raised[i]);
}
