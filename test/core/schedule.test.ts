import { describe, expect, test } from 'vitest';
import {
  type History,
  neverOpens,
  next,
  type Schedule,
  type Step,
  schedule,
  startOf,
  type Timing,
} from '../../core/schedule.ts';
import { dayMs, formatAt, formatDuration, hourMs, localToInstant, minuteMs } from '../../core/time.ts';
import { parseDays, parseHours } from '../../core/week.ts';

const berlin = 'Europe/Berlin';
const workdays = [window('Mon-Thu', '09:00-16:00')];
const alarms = { kind: 'alarms' };
const approval = { kind: 'approval' };

describe('the plan of the manual', () => {
  const timing = timingOf({
    windows: workdays,
    freezes: [{ from: '2026-12-18', to: '2027-01-04', reason: 'Christmas' }],
    steps: [
      step(0, 30 * minuteMs),
      step(1, 4 * hourMs),
      step(5, dayMs),
      step(25, dayMs),
      step(50, 2 * dayMs, approval),
      step(100, 2 * dayMs),
    ],
    maxDurationMs: 21 * dayMs,
  });

  test('started on a Monday morning', () => {
    const planned = schedule(timing, fresh('2026-11-23T10:12'), at('2026-11-23T10:12'));

    expect(shown(planned)).toEqual([
      '0 %: Mon 23 Nov 10:12',
      '1 %: Mon 23 Nov 10:42',
      '5 %: Mon 23 Nov 14:42',
      '25 %: Tue 24 Nov 14:42',
      '50 %: Wed 25 Nov 14:42',
      '100 %: Mon 30 Nov 09:00, window +2d 18h 18m',
    ]);
    expect(formatAt(planned.limitAt, berlin)).toBe('Mon 14 Dec 10:12');
    expect(planned.endsAt).toBe(planned.limitAt);
    expect(planned.completeAt).toBe(at('2026-12-02T09:00'));
  });

  test('started before Christmas: the freeze counts in full, the windows around it apart', () => {
    const patient = { ...timing, maxDurationMs: 40 * dayMs };
    const planned = schedule(patient, fresh('2026-12-17T15:40'), at('2026-12-17T15:40'));

    expect(shown(planned).slice(0, 3)).toEqual([
      '0 %: Thu 17 Dec 15:40',
      '1 %: Tue 05 Jan 09:00, window +7h 50m, freeze (Christmas) +18d, window +9h',
      '5 %: Tue 05 Jan 13:00',
    ]);
  });

  test('a freeze that lies between windows delays nothing and is no reason', () => {
    const weekend = { ...timing, freezes: [{ from: '2026-11-28', to: '2026-11-29' }] };
    const planned = schedule(weekend, fresh('2026-11-26T15:40'), at('2026-11-26T15:40'));

    expect(shown(planned)[1]).toBe('1 %: Mon 30 Nov 09:00, window +3d 16h 50m');
  });

  function shown({ steps }: Schedule): string[] {
    return steps.map(({ index, raiseAt = Number.NaN, delays }) => {
      const why = delays.map(
        ({ kind, reason, fromAt, untilAt }) =>
          `, ${kind}${reason ? ` (${reason})` : ''} +${formatDuration(untilAt - fromAt)}`,
      );
      return `${timing.steps[index]?.exposurePercent} %: ${formatAt(raiseAt, berlin)}${why.join('')}`;
    });
  }
});

describe('a window where the clock changes', () => {
  const cases: readonly {
    readonly name: string;
    readonly zone: string;
    readonly hours: string;
    readonly from: string;
    readonly raises: string;
  }[] = [
    {
      name: 'does not open on a day that skips it',
      zone: berlin,
      hours: '02:30-03:30',
      from: '2027-03-27T04:00',
      raises: '2027-03-29T00:30Z',
    },
    {
      name: 'opens late when its opening is skipped',
      zone: berlin,
      hours: '02:30-05:00',
      from: '2027-03-27T06:00',
      raises: '2027-03-28T01:30Z',
    },
    {
      name: 'that ends in the skipped hour ends with it',
      zone: berlin,
      hours: '01:00-02:30',
      from: '2027-03-28T01:59',
      raises: '2027-03-28T00:59Z',
    },
    {
      name: 'is closed after a skipped end',
      zone: berlin,
      hours: '01:00-02:30',
      from: '2027-03-28T03:00',
      raises: '2027-03-28T23:00Z',
    },
    {
      name: 'stays open across the jump',
      zone: berlin,
      hours: '01:00-05:00',
      from: '2027-03-28T03:00',
      raises: '2027-03-28T01:00Z',
    },
    {
      name: 'over midnight stays open across the jump',
      zone: berlin,
      hours: '22:00-06:00',
      from: '2027-03-28T03:10',
      raises: '2027-03-28T01:10Z',
    },
    {
      name: 'in an hour that comes twice opens the first time',
      zone: berlin,
      hours: '02:30-03:30',
      from: '2027-10-30T12:00',
      raises: '2027-10-31T00:30Z',
    },
    {
      name: 'in an hour that comes twice opens again',
      zone: berlin,
      hours: '02:15-02:45',
      from: '2027-10-31T02:50',
      raises: '2027-10-31T01:15Z',
    },
    {
      name: 'in New York in spring',
      zone: 'America/New_York',
      hours: '02:00-03:00',
      from: '2027-03-13T12:00',
      raises: '2027-03-15T06:00Z',
    },
    {
      name: 'in New York in autumn',
      zone: 'America/New_York',
      hours: '01:30-02:30',
      from: '2027-11-06T12:00',
      raises: '2027-11-07T05:30Z',
    },
    {
      name: 'on Lord Howe, where half an hour is skipped',
      zone: 'Australia/Lord_Howe',
      hours: '02:15-02:50',
      from: '2027-10-02T12:00',
      raises: '2027-10-02T15:45Z',
    },
    {
      name: 'on Lord Howe, where half an hour comes twice',
      zone: 'Australia/Lord_Howe',
      hours: '01:45-01:50',
      from: '2027-04-04T01:55',
      raises: '2027-04-03T15:15Z',
    },
    {
      name: 'in Samoa on the day that was left out',
      zone: 'Pacific/Apia',
      hours: '09:00-16:00',
      from: '2011-12-29T20:00',
      raises: '2011-12-30T19:00Z',
    },
    {
      name: 'in Cairo, where midnight is skipped',
      zone: 'Africa/Cairo',
      hours: '00:00-00:30',
      from: '2026-04-23T12:00',
      raises: '2026-04-24T21:00Z',
    },
    {
      name: 'in Beirut, where the day before comes back',
      zone: 'Asia/Beirut',
      hours: '23:15-23:45',
      from: '2026-10-24T23:50',
      raises: '2026-10-24T21:15Z',
    },
  ];

  test.each(cases)('$name ($zone $hours)', ({ zone, hours, from, raises }) => {
    const timing = timingOf({ timezone: zone, windows: [window('Mon-Sun', hours)], steps: [step(1, 0)] });
    const startAt = localToInstant(from, zone, 'earlier') ?? Number.NaN;

    const { steps } = schedule(timing, { startAt, reached: [] }, startAt);

    expect(iso(steps[0]?.raiseAt)).toBe(iso(Date.parse(raises)));
  });

  test('a window of Friday in Samoa waits a week for a Friday that exists', () => {
    const timing = timingOf({
      timezone: 'Pacific/Apia',
      windows: [window('Fri', '09:00-16:00')],
      steps: [step(1, 0)],
    });
    const startAt = localToInstant('2011-12-26T09:00', 'Pacific/Apia') ?? Number.NaN;

    expect(iso(schedule(timing, { startAt, reached: [] }, startAt).steps[0]?.raiseAt)).toBe(
      '2012-01-05T19:00:00.000Z',
    );
  });

  test('a freeze from or until an hour that comes twice lasts as long as it can be read', () => {
    const frozen = (from: string, to: string, now: string) => {
      const timing = timingOf({ freezes: [{ from, to }], steps: [step(1, 0)] });
      const startAt = Date.parse(now);
      return iso(schedule(timing, { startAt, reached: [] }, startAt).steps[0]?.raiseAt);
    };

    expect(frozen('2027-10-31T02:30', '2027-10-31T05:00', '2027-10-31T00:31Z')).toBe(
      '2027-10-31T04:00:00.000Z',
    );
    expect(frozen('2027-10-30', '2027-10-31T02:30', '2027-10-31T00:00Z')).toBe('2027-10-31T01:30:00.000Z');
    expect(frozen('2027-03-27', '2027-03-28T02:30', '2027-03-28T00:00Z')).toBe('2027-03-28T01:30:00.000Z');
    expect(frozen('2027-03-28', '2027-03-28', '2027-03-27T23:00Z')).toBe('2027-03-28T22:00:00.000Z');
  });
});

describe('a start', () => {
  test('at 0 % exposes nobody and needs no window', () => {
    const timing = timingOf({ windows: workdays, steps: [step(0, hourMs), step(10, 0)] });

    expect(raiseTimes(timing, fresh('2026-11-28T12:00'))).toEqual(['Sat 28 Nov 12:00', 'Mon 30 Nov 09:00']);
  });

  test('above 0 % is a raise like any other', () => {
    const timing = timingOf({ windows: workdays, steps: [step(10, hourMs)], maxDurationMs: dayMs });

    expect(raiseTimes(timing, fresh('2026-11-28T12:00'))).toEqual(['Mon 30 Nov 09:00']);
    expect(
      formatAt(schedule(timing, fresh('2026-11-28T12:00'), at('2026-11-28T12:00')).limitAt, berlin),
    ).toBe('Tue 01 Dec 09:00');
  });

  test('happens at its own time, or now if that has passed', () => {
    const now = at('2026-11-28T12:00');

    expect(startOf(timingOf({ start: 'now' }), now)).toBe(now);
    expect(startOf(timingOf({ start: '2026-12-01T09:00' }), now)).toBe(at('2026-12-01T09:00'));
    expect(startOf(timingOf({ start: '2026-11-01T09:00' }), now)).toBe(now);
  });
});

describe('what has happened', () => {
  const timing = timingOf({
    windows: workdays,
    steps: [step(0, hourMs), step(10, dayMs, alarms), step(50, dayMs, approval), step(100, dayMs)],
  });
  const monday = at('2026-11-30T09:00');

  test('after an outage: one raise, then its full hold', () => {
    const history: History = { startAt: monday, reached: [{ raisedAt: monday }] };

    expect(raiseTimes(timing, history, '2026-12-02T13:00')).toEqual([
      'Mon 30 Nov 09:00',
      'Wed 02 Dec 13:00',
      'Thu 03 Dec 13:00',
      'Mon 07 Dec 09:00',
    ]);
    expect(delaysOf(timing, history, '2026-12-02T13:00')[1]).toEqual(['late +2d 3h']);
    expect(next(timing, history, at('2026-12-02T13:00')).kind).toBe('raise');
  });

  test('after an outage that ends outside the windows: at the next opening', () => {
    const history: History = { startAt: monday, reached: [{ raisedAt: monday }] };

    expect(raiseTimes(timing, history, '2026-12-02T20:00')[1]).toBe('Thu 03 Dec 09:00');
    expect(delaysOf(timing, history, '2026-12-02T20:00')[1]).toEqual(['late +2d 10h', 'window +13h']);
    expect(next(timing, history, at('2026-12-02T20:00'))).toEqual({
      kind: 'window',
      index: 1,
      dueAt: at('2026-12-03T09:00'),
    });
  });

  test('an outage never carries past a gate or an approval', () => {
    const atTen = { raisedAt: at('2026-11-30T10:00') };
    const behindGates: History = { startAt: monday, reached: [{ raisedAt: monday }, atTen] };
    const behindApproval: History = {
      startAt: monday,
      reached: [
        { raisedAt: monday },
        { ...atTen, gatesOpenAt: at('2026-12-01T10:00') },
        { raisedAt: at('2026-12-01T10:00') },
      ],
    };
    const late = '2026-12-03T12:00';

    expect(next(timing, behindGates, at(late)).kind).toBe('gates');
    expect(delaysOf(timing, behindGates, late)[2]).toEqual(['gates +2d 2h']);
    expect(next(timing, behindApproval, at(late)).kind).toBe('approval');
    expect(delaysOf(timing, behindApproval, late)[3]).toEqual(['approval +1d 2h']);
  });

  test('gates, approval and window are waited for in that order', () => {
    const both = timingOf({ windows: workdays, steps: [step(1, hourMs, alarms, approval), step(2, 0)] });
    const history = (passed: object): History => ({
      startAt: monday,
      reached: [{ raisedAt: monday, ...passed }],
    });
    const gatesOpenAt = at('2026-11-30T11:00');
    const approvedAt = at('2026-11-30T18:00');

    expect(next(both, history({}), at('2026-11-30T09:30')).kind).toBe('hold');
    expect(next(both, history({}), gatesOpenAt).kind).toBe('gates');
    expect(next(both, history({ approvedAt: gatesOpenAt }), gatesOpenAt).kind).toBe('gates');
    expect(next(both, history({ gatesOpenAt }), approvedAt).kind).toBe('approval');
    expect(next(both, history({ gatesOpenAt, approvedAt }), approvedAt).kind).toBe('window');
    expect(delaysOf(both, history({ gatesOpenAt, approvedAt }), '2026-11-30T18:00')[1]).toEqual([
      'gates +1h',
      'approval +7h',
      'window +15h',
    ]);
  });

  test('a pause holds back raises and lets the hold go on', () => {
    const paused = (untilAt?: number): History => ({
      startAt: monday,
      reached: [{ raisedAt: monday }],
      pauses: [{ fromAt: at('2026-11-30T09:30'), untilAt }],
    });

    expect(next(timing, paused(), at('2026-11-30T09:45'))).toMatchObject({
      kind: 'hold',
      dueAt: at('2026-11-30T10:00'),
    });
    expect(next(timing, paused(), at('2026-11-30T12:00')).kind).toBe('pause');
    expect(delaysOf(timing, paused(), '2026-11-30T12:00')[1]).toEqual(['pause +2h']);
    const resumed = paused(at('2026-11-30T11:00'));
    expect(next(timing, resumed, at('2026-11-30T11:00')).kind).toBe('raise');
    expect(delaysOf(timing, resumed, '2026-11-30T11:00')[1]).toEqual(['pause +1h']);
  });

  test('a raise that came earlier than planned moves all that follows', () => {
    const history: History = {
      startAt: monday,
      reached: [{ raisedAt: monday }, { raisedAt: at('2026-11-30T09:10') }],
    };

    expect(raiseTimes(timing, history, '2026-11-30T09:15').slice(1, 3)).toEqual([
      'Mon 30 Nov 09:10',
      'Tue 01 Dec 09:10',
    ]);
    expect(delaysOf(timing, history, '2026-11-30T09:15')[1]).toEqual([]);
  });
});

describe('the end', () => {
  const steps = [step(0, hourMs), step(100, dayMs)];

  test('is a stop after the last hold, at any hour', () => {
    const timing = timingOf({ windows: workdays, steps, end: { then: 'stop' } });
    const planned = schedule(timing, fresh('2026-11-26T14:00'), at('2026-11-26T14:00'));

    expect(formatAt(planned.endsAt, berlin)).toBe('Fri 27 Nov 15:00');
  });

  test('is the limit when the last exposure is to be kept', () => {
    const timing = timingOf({ steps, maxDurationMs: 5 * dayMs });
    const history: History = {
      startAt: at('2026-11-26T14:00'),
      reached: [{ raisedAt: at('2026-11-26T14:00') }, { raisedAt: at('2026-11-26T15:00') }],
    };

    expect(formatAt(schedule(timing, history, at('2026-11-27T09:00')).endsAt, berlin)).toBe(
      'Tue 01 Dec 14:00',
    );
    expect(next(timing, history, at('2026-11-27T15:00')).kind).toBe('end');
    expect(next(timing, history, at('2026-12-01T14:00')).kind).toBe('limit');
  });

  test('is the limit where windows push a step beyond it', () => {
    const timing = timingOf({
      windows: [window('Mon', '09:00-10:00')],
      steps: [step(0, hourMs), step(1, dayMs), step(2, dayMs), step(3, 0)],
      end: { then: 'stop' },
      maxDurationMs: 6 * dayMs,
    });
    const {
      steps: planned,
      endsAt,
      limitAt,
      completeAt,
    } = schedule(timing, fresh('2026-11-27T09:00'), at('2026-11-27T09:00'));

    expect(planned.map(({ unreached }) => unreached)).toEqual([undefined, undefined, 'limit', 'limit']);
    expect([endsAt, completeAt]).toEqual([limitAt, undefined]);
    expect(neverOpens(timing, at('2026-11-27T09:00'))).toBeUndefined();
  });

  test('a limit that comes before anything else is what is waited for', () => {
    const timing = timingOf({ steps: [step(0, 2 * dayMs), step(1, 0)], maxDurationMs: dayMs });
    const history: History = { startAt: 0, reached: [{ raisedAt: 0 }] };

    expect(next(timing, history, 0)).toEqual({ kind: 'hold', index: 1, dueAt: dayMs });
  });
});

describe('a plan that never opens', () => {
  const steps = [step(0, hourMs), step(1, 30 * dayMs), step(2, 0)];

  test.each<[name: string, timing: Partial<Timing>, index: number | undefined]>([
    ['frozen for good', { freezes: [{ from: '2026-01-01', to: '2199-12-31' }] }, 1],
    ['frozen for good later on', { freezes: [{ from: '2026-12-15', to: '2199-12-31' }] }, 2],
    ['windows on no day at all', { windows: [{ days: [], fromMinute: 0, toMinute: 1440 }] }, 1],
    ['freezes that cover every window', { windows: [window('Mon', '09:00-10:00')], freezes: mondays() }, 1],
    ['a freeze of a month', { freezes: [{ from: '2026-11-01', to: '2026-11-30' }] }, undefined],
    ['no rules', {}, undefined],
  ])('%s', (_name, rules, index) => {
    const timing = timingOf({ steps, maxDurationMs: 60 * dayMs, ...rules });
    const startAt = at('2026-11-20T09:00');

    expect(neverOpens(timing, startAt)).toBe(index);
    expect(schedule(timing, { startAt, reached: [] }, startAt).endsAt).toBe(startAt + 60 * dayMs);
  });

  function mondays() {
    return Array.from({ length: 60 }, (_, week) => {
      const date = new Date(Date.UTC(2026, 10, 23) + week * 7 * dayMs).toISOString().slice(0, 10);
      return { from: date, to: date };
    });
  }
});

function timingOf(parts: Partial<Timing>): Timing {
  return {
    timezone: berlin,
    start: 'now',
    windows: [],
    freezes: [],
    maxDurationMs: 30 * dayMs,
    steps: [],
    end: { then: 'hold' },
    ...parts,
  };
}

function step(exposurePercent: number, holdMs: number, ...gates: Step['gates']) {
  return { exposurePercent, holdMs, gates };
}

function window(days: string, hours: string) {
  return { days: parseDays(days) ?? [], ...(parseHours(hours) ?? { fromMinute: 0, toMinute: 0 }) };
}

function at(local: string): number {
  return localToInstant(local, 'Europe/Berlin') ?? Number.NaN;
}

function fresh(local: string): History {
  return { startAt: at(local), reached: [] };
}

function iso(instant: number | undefined): string {
  return new Date(instant ?? Number.NaN).toISOString();
}

function raiseTimes(timing: Timing, history: History, now?: string): string[] {
  const { steps } = schedule(timing, history, now ? at(now) : history.startAt);
  return steps.map(({ raiseAt }) => (raiseAt === undefined ? 'never' : formatAt(raiseAt, timing.timezone)));
}

function delaysOf(timing: Timing, history: History, now: string): string[][] {
  const { steps } = schedule(timing, history, at(now));
  return steps.map(({ delays }) =>
    delays.map(({ kind, fromAt, untilAt }) => `${kind} +${formatDuration(untilAt - fromAt)}`),
  );
}
