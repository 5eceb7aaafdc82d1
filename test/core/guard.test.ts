/** What a guard says of its alarm, by table: what it stops, what it only holds up, and what it does not mind. */
import { describe, expect, test } from 'vitest';
import { gravest, guardReports, objection } from '#core/guard';
import type { Guard } from '#core/plan/plan';
import { minuteMs } from '#core/time';
import { alarmView, bound, evidenceOf, guardOf, startAt } from '#test/support/ramps';

const now = startAt + 10 * minuteMs;
const reportOf = (guard: Guard, view: Parameters<typeof alarmView> | undefined) =>
  guardReports(
    [guard],
    [bound('errors')],
    evidenceOf({ alarms: view ? [alarmView(...view)] : [] }).alarms,
    now,
  )[0];

describe('a guard', () => {
  const before = { stateAt: bound('errors').sinceAt };
  const held = { suppressedBy: 'WaitPeriod' };
  test.each([
    ['stops when its alarm is in ALARM', guardOf(), ['errors', 'ALARM'], 'breached', 'stop'],
    ['pauses, where the plan says so', guardOf({ then: 'pause' }), ['errors', 'ALARM'], 'breached', 'pause'],
    [
      'notifies, where the plan says so',
      guardOf({ then: 'notify' }),
      ['errors', 'ALARM'],
      'breached',
      'notify',
    ],
    ['is content with OK', guardOf(), ['errors', 'OK'], 'ok', 'nothing'],
    ['stops nothing for what was so before', guardOf(), ['errors', 'ALARM', before], 'soon', 'nothing'],
    [
      'has the patience of its plan',
      guardOf({ forMs: 11 * minuteMs }),
      ['errors', 'ALARM'],
      'soon',
      'nothing',
    ],
    ['loses it to the minute', guardOf({ forMs: 10 * minuteMs }), ['errors', 'ALARM'], 'breached', 'stop'],
    ['leaves suppressed alarms alone', guardOf(), ['errors', 'ALARM', held], 'ok', 'nothing'],
    ['acts on them, if told', guardOf({ suppressed: 'act' }), ['errors', 'ALARM', held], 'breached', 'stop'],
    ['says that there is no data', guardOf(), ['errors', 'INSUFFICIENT_DATA'], 'unknown', 'notify'],
    ['says so once', guardOf(), ['errors', 'INSUFFICIENT_DATA', before], 'unknown', 'nothing'],
    [
      'stops without data, if told',
      guardOf({ insufficientData: 'stop' }),
      ['errors', 'INSUFFICIENT_DATA'],
      'unknown',
      'stop',
    ],
    [
      'does without data, if told',
      guardOf({ insufficientData: 'ignore' }),
      ['errors', 'INSUFFICIENT_DATA'],
      'unknown',
      'nothing',
    ],
    ['tells that its alarm is gone', guardOf(), undefined, 'unknown', 'notify'],
  ] as const)('%s', (_, guard, view, is, then) => {
    expect(reportOf(guard, view as never)).toMatchObject({ is, then });
  });

  test('that has patience says when it will lose it', () => {
    const report = reportOf(guardOf({ forMs: 15 * minuteMs }), ['errors', 'ALARM']);

    expect(report).toMatchObject({
      breachAt: startAt + 15 * minuteMs,
      because: expect.stringContaining('15m'),
    });
  });

  test('does nothing while its alarm cannot be read', () => {
    const { alarms } = evidenceOf({ alarms: 'unknown' });

    expect(guardReports([guardOf()], [bound('errors')], alarms, now)).toMatchObject([
      { is: 'unknown', then: 'nothing', because: 'alarm errors cannot be read: ThrottlingException' },
    ]);
  });

  test('that the plan does not have is a defect', () => {
    expect(() => guardReports([], [bound('errors')], evidenceOf().alarms, now)).toThrow('no guard 0');
  });
});

describe('of several guards', () => {
  const guards = [guardOf({ then: 'notify' }), guardOf({ then: 'pause' }), guardOf(), guardOf()];
  const names = ['notes', 'pauses', 'late', 'early'];
  const all = (states: readonly ('OK' | 'ALARM')[]) => {
    const views = states.map((state, index) =>
      alarmView(names[index] ?? '', state, { stateAt: startAt + (index === 3 ? 1 : 2) * minuteMs }),
    );
    return guardReports(
      guards,
      names.map((name, index) => bound(name, index)),
      evidenceOf({ alarms: views }).alarms,
      now,
    );
  };

  test.each([
    [
      'stop beats pause beats notify, the oldest first',
      ['ALARM', 'ALARM', 'ALARM', 'ALARM'],
      'early',
      'pauses',
    ],
    ['pause beats notify', ['ALARM', 'ALARM', 'OK', 'OK'], 'pauses', 'pauses'],
    ['one that only notifies keeps nothing from rising', ['ALARM', 'OK', 'OK', 'OK'], 'notes', undefined],
    ['none has anything to say', ['OK', 'OK', 'OK', 'OK'], undefined, undefined],
  ] as const)('%s', (_, states, decides, objects) => {
    const reports = all(states);

    expect(gravest(reports)?.bound.name).toBe(decides);
    const against = objection(guards, reports);
    if (objects === undefined) expect(against).toBeUndefined();
    else expect(against).toBe(`alarm ${objects} is in ALARM`);
  });

  test('a missing alarm keeps exposure from rising, and one without data does not', () => {
    const [bounds, views] = [[bound('errors')], evidenceOf().alarms];
    const gone = guardReports([guardOf()], bounds, views, now);
    const silent = reportOf(guardOf(), ['errors', 'INSUFFICIENT_DATA']);

    expect(objection([guardOf()], gone)).toBe('alarm errors does not exist any more');
    expect(objection([guardOf()], silent ? [silent] : [])).toBeUndefined();
  });
});
