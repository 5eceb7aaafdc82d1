/** AWS's cron: minutes, hours, day of month, month, day of week, year; one of the two days is `?`. */

export type Cron = {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  /** Days of the month, ascending. */
  readonly days: (year: number, month: number) => readonly number[];
};

type Unit = { readonly least: number; readonly most: number; readonly names?: readonly string[] };

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const units = {
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  day: { least: 1, most: 31 },
  month: { least: 1, most: 12, names: months },
  weekday: { least: 1, most: 7, names: weekdays },
  year: { least: 1970, most: 2199 },
} as const;

/** undefined where it is no such expression. */
export function parseCron(text: string): Cron | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = '', ...more] = text
    .trim()
    .split(/\s+/);
  const days = readDays(day, weekday);
  const fields = [
    readList(minute, units.minute),
    readList(hour, units.hour),
    readList(month, units.month),
    readList(year, units.year),
  ] as const;
  const [minutes, hours, inMonths, inYears] = fields;
  if (more.length > 0 || !days || !minutes || !hours || !inMonths || !inYears) return undefined;
  return { minutes, hours, months: new Set(inMonths), years: new Set(inYears), days };
}

function readDays(day: string, weekday: string): Cron['days'] | undefined {
  if (day === '?') return readWeekdays(weekday);
  return weekday === '?' ? readDaysOfMonth(day) : undefined;
}

function readDaysOfMonth(text: string): Cron['days'] | undefined {
  if (text === 'L') return (year, month) => [lastDay(year, month)];
  if (text === 'LW') return (year, month) => [nearestWorkday(year, month, lastDay(year, month))];
  const [, workday] = /^(\d+)W$/.exec(text) ?? [];
  if (workday !== undefined)
    return isWithin(Number(workday), units.day)
      ? (year, month) =>
          Number(workday) > lastDay(year, month) ? [] : [nearestWorkday(year, month, Number(workday))]
      : undefined;
  const days = readList(text, units.day);
  return days && ((year, month) => days.filter((day) => day <= lastDay(year, month)));
}

function readWeekdays(text: string): Cron['days'] | undefined {
  if (text === 'L') return readWeekdays('7');
  const [, name = '', kind, nth] = /^(\w+?)(L|#([1-5]))$/.exec(text) ?? [];
  if (kind === undefined) {
    const chosen = readList(text, units.weekday);
    return chosen && ((year, month) => daysOn(year, month, (weekday) => chosen.includes(weekday)));
  }
  const wanted = readValue(name, units.weekday);
  if (wanted === undefined) return undefined;
  return (year, month) => {
    const days = daysOn(year, month, (weekday) => weekday === wanted);
    const day = nth === undefined ? days.at(-1) : days[Number(nth) - 1];
    return day === undefined ? [] : [day];
  };
}

/** `*`, `5`, `1-5`, `0/15`, `MON-FRI`, and lists of these; ascending. */
function readList(text: string, unit: Unit): number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = readRange(part, unit);
    if (!range) return undefined;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function readRange(text: string, unit: Unit): { from: number; to: number; step: number } | undefined {
  const [, all, first = '', last, by] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(text) ?? [];
  const step = Number(by ?? 1);
  const from = all ? unit.least : readValue(first, unit);
  const to = last === undefined ? (all || by ? unit.most : from) : readValue(last, unit);
  if (from === undefined || to === undefined || from > to || step < 1) return undefined;
  return { from, to, step };
}

function readValue(text: string, unit: Unit): number | undefined {
  const named = unit.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + unit.least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return isWithin(value, unit) ? value : undefined;
}

const isWithin = (value: number, { least, most }: Unit) => value >= least && value <= most;

const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday. */
const weekdayOf = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

const daysOn = (year: number, month: number, isWanted: (weekday: number) => boolean): number[] =>
  Array.from({ length: lastDay(year, month) }, (_, at) => at + 1).filter((day) =>
    isWanted(weekdayOf(year, month, day)),
  );

/** The nearest day from Monday to Friday, without leaving the month. */
function nearestWorkday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 7) return day === 1 ? 3 : day - 1;
  if (weekday === 1) return day === lastDay(year, month) ? day - 2 : day + 1;
  return day;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Every wall time that the expression names, in order, from the day of `from` on. */
export function* wallTimes(cron: Cron, from: number): Generator<number> {
  const start = Math.floor(from / dayMs) * dayMs;
  const first = new Date(start);
  for (let year = first.getUTCFullYear(); year <= units.year.most; year++) {
    if (!cron.years.has(year)) continue;
    for (let month = 1; month <= 12; month++) {
      if (!cron.months.has(month) || Date.UTC(year, month, 1) <= start) continue;
      for (const day of cron.days(year, month)) {
        if (Date.UTC(year, month - 1, day) >= start) yield* timesOf(cron, Date.UTC(year, month - 1, day));
      }
    }
  }
}

function* timesOf({ hours, minutes }: Cron, midnight: number): Generator<number> {
  for (const hour of hours) for (const minute of minutes) yield midnight + (hour * 60 + minute) * 60_000;
}
