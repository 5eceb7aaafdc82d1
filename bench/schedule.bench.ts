/** How fast a plan is scheduled, and that a long one costs no more per step than a short one. */
import { type History, next, schedule, type Timing } from '#core/schedule';
import { dayMs, hourMs } from '#core/time';
import { type Figure, msPerCall } from './figure.ts';

export default async function scheduleFigures(): Promise<Figure[]> {
  const startAt = Date.UTC(2026, 10, 23, 9, 12);
  const fresh: History = { startAt, reached: [] };
  const started: History = { startAt, reached: [{ raisedAt: startAt, gatesOpenAt: startAt + dayMs }] };
  const six = plan(6, dayMs);
  const scheduleMs = (timing: Timing) => msPerCall(() => schedule(timing, fresh, startAt));

  const sixMs = scheduleMs(six);
  const nextMs = msPerCall(() => next(six, started, startAt + 2 * dayMs));
  const growth = scheduleMs(plan(1000, 2 * hourMs)) / scheduleMs(plan(100, 20 * hourMs));
  return [
    { what: 'plans of 6 steps scheduled per second', figure: perSecond(sixMs) },
    { what: 'next moves worked out per second', figure: perSecond(nextMs) },
    {
      what: 'a plan of 1,000 steps against one of 100',
      figure: `${growth.toFixed(1)} times`,
      bar: 'at most 20 times: linear',
      ok: growth <= 20,
    },
  ];
}

const perSecond = (ms: number): string => Math.round(1000 / ms).toLocaleString('en');

function plan(count: number, holdMs: number): Timing {
  return {
    timezone: 'Europe/Berlin',
    start: 'now',
    windows: [{ days: [1, 2, 3, 4], fromMinute: 540, toMinute: 960 }],
    freezes: [{ from: '2026-12-18', to: '2027-01-04', reason: 'Christmas' }],
    maxDurationMs: 364 * dayMs,
    steps: Array.from({ length: count }, (_, i) => ({
      exposurePercent: (100 * i) / count,
      holdMs,
      gates: [{ kind: 'alarms' }],
    })),
    end: { then: 'hold' },
  };
}
