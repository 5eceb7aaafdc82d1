/** rate(…), at(…) and cron(…): when a schedule is due next. */
import { type Cron, parseCron, wallTimes } from './cron.ts';
import { instantOf, wallTime } from './zone.ts';

export type Expression =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'at'; readonly wall: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** undefined where it is no such expression. */
export function parseExpression(text: string): Expression | undefined {
  const [, kind, given = ''] = /^(rate|at|cron)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return parseRate(given);
  if (kind === 'at') return parseAt(given);
  const cron = kind === 'cron' ? parseCron(given) : undefined;
  return cron && { kind: 'cron', cron };
}

function parseRate(text: string): Expression | undefined {
  const [, count, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(text) ?? [];
  if (unit === undefined) return undefined;
  return { kind: 'rate', everyMs: Number(count) * unitMs[unit as keyof typeof unitMs] };
}

function parseAt(text: string): Expression | undefined {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  return Number.isNaN(wall) ? undefined : { kind: 'at', wall };
}

type Setting = {
  readonly zone: string;
  /** Where the rate is counted from; it is itself the first time. */
  readonly anchor: number;
};

/** The first instant after `after`. A wall time that the clock skips is left out, one that it shows twice comes once. */
export function nextAfter(
  expression: Expression,
  after: number,
  { zone, anchor }: Setting,
): number | undefined {
  switch (expression.kind) {
    case 'rate': {
      const count = Math.floor((after - anchor) / expression.everyMs) + 1;
      return anchor + Math.max(0, count) * expression.everyMs;
    }
    case 'at': {
      const at = instantOf(expression.wall, zone);
      return at !== undefined && at > after ? at : undefined;
    }
    case 'cron':
      return firstAfter(expression.cron, after, zone);
  }
}

function firstAfter(cron: Cron, after: number, zone: string): number | undefined {
  for (const wall of wallTimes(cron, wallTime(after, zone))) {
    const instant = instantOf(wall, zone);
    if (instant !== undefined && instant > after) return instant;
  }
  return undefined;
}
