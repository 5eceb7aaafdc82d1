/** Days of the week and hours of the day, as a plan's windows write them. ISO days: 1 = Monday … 7 = Sunday. */
import { shortDays } from './time.ts';

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `Mon-Thu`, `Mon,Wed,Fri`, `Sat-Mon`, full names too: ISO days, rising; else undefined. */
export function parseDays(text: string): readonly number[] | undefined {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const ends = part.split('-').map(parseDay);
    const from = ends[0];
    const to = ends.at(-1);
    if (from === undefined || to === undefined || ends.length > 2) return undefined;
    for (let i = 0; i <= (to - from + 7) % 7; i += 1) days.add(((from - 1 + i) % 7) + 1);
  }
  return [...days].sort();
}

function parseDay(text: string): number | undefined {
  const name = text.trim().toLowerCase();
  const index = dayNames.findIndex((day) =>
    [day, day.slice(0, 3)].some((known) => known.toLowerCase() === name),
  );
  return index < 0 ? undefined : index + 1;
}

/** `Mon-Thu`; `Mon,Wed,Fri`; `Sat-Mon`; `every day`. */
export function formatDays(days: readonly number[]): string {
  if (days.length === 7) return 'every day';
  const isIn = (day: number) => days.includes(((day + 6) % 7) + 1);
  const runs = days
    .filter((day) => !isIn(day - 1))
    .map((from) => {
      let to = from;
      while (isIn(to + 1)) to += 1;
      const last = shortDays[(to - 1) % 7];
      return to === from ? last : `${shortDays[from - 1]}${to === from + 1 ? ',' : '-'}${last}`;
    });
  return runs.join(',');
}

/** `09:00-16:00` in minutes of the day; an end of 00:00 is 24:00, and an end not after the start is on the next day. */
export function parseHours(text: string): { fromMinute: number; toMinute: number } | undefined {
  const [, fromHour, from, toHour, to] =
    /^(\d{1,2}):(\d{2}) ?- ?(\d{1,2}):(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (fromHour === undefined || from === undefined || toHour === undefined || to === undefined)
    return undefined;
  const fromMinute = fromHour * 60 + from;
  const toMinute = toHour * 60 + to || 1440;
  if (from > 59 || to > 59 || fromMinute > 1439 || toMinute > 1440) return undefined;
  return { fromMinute, toMinute };
}

/** `09:00-16:00`. */
export const formatHours = (fromMinute: number, toMinute: number): string =>
  `${formatMinute(fromMinute)}-${formatMinute(toMinute)}`;

const formatMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
