/** What happens to a ramp, and which facts tell of it: each is told once, in the same change. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chain,
  guardTold,
  intends,
  paused,
  raised,
  rampart,
  resumed,
  settled,
  settledAtLast,
  started,
  waits,
} from '#core/change';
import type { Hold } from '#core/decide';
import type { GuardReport } from '#core/guard';
import { isPaused, type Ramp, type Verdict, type Waiting } from '#core/ramp';
import { hourMs, minuteMs } from '#core/time';
import { bound, planOf, rampOf, startAt } from '#test/support/ramps';

const now = startAt + 4 * hourMs;
const at = { plan: planOf(), now };
const raise = { kind: 'raise', index: 3, fromPercent: 5, toPercent: 25, gates: [], because: 'x' } as const;
const raising = intends(rampOf(), raise, now - minuteMs).ramp;
const types = ({ facts }: { readonly facts: readonly { readonly type: string }[] }) =>
  facts.map(({ type }) => type);
const hold = (kind: Waiting['kind'], gates?: readonly Verdict[]): Hold => ({
  kind: 'hold',
  waiting: { kind, because: kind, gates },
  untilAt: now + hourMs,
  because: kind,
});
const gate = (verdict: Verdict['verdict'], name = 'latency'): Verdict => ({
  name,
  verdict,
  because: verdict,
});

test('a start tells of every step that is to come', () => {
  const { ramp, facts } = started(rampOf({ status: 'starting', reached: [] }), at, 4, now);

  expect(ramp).toMatchObject({ status: 'running', run: 4, exposurePercent: 0, reached: [{ raisedAt: now }] });
  expect(facts).toMatchObject([
    { type: 'Ramp Started', step: 1, of: 6, data: { plannedSteps: { length: 6 } } },
  ]);
});

describe('a raise', () => {
  test('is intended without a word, and told when it has happened: who sees what, and what comes next', () => {
    const { ramp, facts } = raised(raising, at);

    expect(intends(rampOf(), raise, now).facts).toEqual([]);
    expect(ramp).toMatchObject({ exposurePercent: 25, raising: undefined, reached: { length: 4 } });
    expect(facts).toMatchObject([
      {
        type: 'Exposure Raised',
        step: 4,
        exposure: 25,
        data: { from: 5, to: 25, heldFor: 'PT4H', sees: { c: 12.5, t1: 12.5, deployed: 75 } },
      },
    ]);
    expect(facts[0]?.data).toMatchObject({ next: { exposure: 50, notBefore: '2026-11-23T17:12:00Z' } });
  });

  test('clears the gates that people were told to be closed, and no others', () => {
    const waiting = { ...hold('gates', [gate('fail')]).waiting, sinceAt: now - hourMs };
    const passed = { ...raising.raising, gates: [gate('pass'), gate('pass', 'errors')] } as Ramp['raising'];

    const change = raised({ ...raising, waiting, raising: passed }, at);

    expect(change.facts).toMatchObject([
      { type: 'Gate Cleared', data: { gate: { name: 'latency' }, waited: 'PT1H' } },
      { type: 'Exposure Raised' },
    ]);
  });

  test('that nobody intended is a defect', () => {
    expect(() => raised(rampOf(), at)).toThrow('was not being raised');
  });
});

describe('an update whose answer was lost', () => {
  test.each([
    ['was taken', 25, ['Exposure Raised'], 25],
    ['was taken, and more by others', 50, ['Exposure Raised'], 25],
    ['was not taken', 5, [], 5],
  ])('%s', (_, actual, told, exposurePercent) => {
    for (const settle of [settled, settledAtLast]) {
      const change = settle(raising, at, actual);

      expect(types(change)).toEqual(told);
      expect(change.ramp).toMatchObject({ exposurePercent, raising: undefined });
    }
  });

  test('nothing was on its way: nothing is told, whatever is seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), (actual) => {
        const ramp = rampOf();

        expect(settled(ramp, at, actual)).toEqual({ ramp, facts: [] });
      }),
    );
  });
});

describe('a wait', () => {
  const waited = (kind: Waiting['kind'], gates?: readonly Verdict[]) =>
    rampOf({ waiting: { ...hold(kind, gates).waiting, sinceAt: startAt } });
  const [closed, open, unknown] = [[gate('fail')], [gate('pass')], [gate('unknown')]];

  test.each([
    ['of a hold is nothing to tell', rampOf(), hold('hold'), []],
    ['at a gate tells which', rampOf(), hold('gates', closed), ['Gate Waiting']],
    ['at a gate that cannot say, too', rampOf(), hold('gates', unknown), ['Gate Waiting']],
    ['at the same gate is told once', waited('gates', closed), hold('gates', unknown), []],
    [
      'after the gate tells that it is open',
      waited('gates', closed),
      hold('approval', open),
      ['Gate Cleared'],
    ],
    ['at a gate through a failed look', waited('retry', closed), hold('gates', closed), []],
    ['for a window tells until when', rampOf(), hold('window'), ['Window Waiting']],
    ['for the same window is told once', waited('window'), hold('window'), []],
    ['in a freeze after a window is told', waited('window'), hold('freeze'), ['Window Waiting']],
    ['because AppConfig does not answer is told', waited('hold'), hold('retry'), ['Rampart Degraded']],
    ['and still does not: once', waited('retry'), hold('retry'), []],
  ] as const)('%s', (_, ramp, held, told) => {
    expect(types(waits(ramp, at, held))).toEqual(told);
  });

  test('of the same kind goes on from where it began, and one of another kind begins', () => {
    expect(waits(waited('gates', closed), at, hold('gates', closed)).ramp.waiting?.sinceAt).toBe(startAt);
    expect(waits(waited('gates', closed), at, hold('window')).ramp.waiting?.sinceAt).toBe(now);
  });

  test('at gates that is interrupted by a look that failed does not begin anew', () => {
    const interrupted = waits(waited('gates', closed), at, hold('retry')).ramp;

    expect(interrupted.waiting).toMatchObject({ kind: 'retry', sinceAt: startAt, gates: closed });
  });
});

describe('a pause', () => {
  const by = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev' } as const;

  test('and its end keep the step, and tell who and how long', () => {
    const { ramp: still, facts } = paused(rampOf(), at, by, 'a look');
    const later = { ...at, now: now + 2 * hourMs };
    const change = resumed(still, later, by, 'all clear');

    expect([isPaused(still), isPaused(change.ramp)]).toEqual([true, false]);
    expect(facts).toMatchObject([{ type: 'Ramp Paused', by, data: { reason: 'a look' } }]);
    expect(change.facts).toMatchObject([{ data: { pausedFor: 'PT2H', note: 'all clear' } }]);
    expect(change.ramp.reached).toEqual(rampOf().reached);
    expect(() => resumed(rampOf(), at, by)).toThrow('is not paused');
  });

  const question = { index: 2, ask: 'Go?', from: [], askedAt: startAt };
  const answer = { is: 'rejected', by, at: startAt } as const;
  test.each([
    ['open', { ...question, deadlineAt: undefined }, true],
    ['in time', { ...question, deadlineAt: now + 1 }, true],
    ['too late', { ...question, deadlineAt: now }, false],
    ['answered', { ...question, deadlineAt: undefined, answer }, false],
  ])('leaves a question that is %s as it is, or asks anew', (_, asked, stays) => {
    const { ramp } = paused(rampOf({ question: asked }), at, rampart, 'x');

    expect(resumed(ramp, at, by).ramp.question).toEqual(stays ? asked : undefined);
  });
});

test('a guard is told of once for each change of its alarm', () => {
  const alarm = { name: 'errors', arn: bound('errors').arn, state: 'ALARM', stateAt: now };
  const report: GuardReport = { bound: bound('errors'), is: 'breached', then: 'notify', because: 'x', alarm };
  const ramp = rampOf({ guards: [bound('errors')] });

  const once = guardTold(ramp, at, report);
  const known = { ...report, bound: once.ramp.guards[0] ?? report.bound };

  expect(once.facts).toMatchObject([
    { type: 'Guard Breached', data: { action: 'notify', guard: { verdict: 'fail' } } },
  ]);
  expect(guardTold(once.ramp, at, known).facts).toEqual([]);
  const again = { ...known, alarm: { ...alarm, stateAt: now + 1 } };
  expect(types(guardTold(once.ramp, at, again))).toEqual(['Guard Breached']);
  expect(guardTold(ramp, at, { ...report, then: 'nothing' }).facts).toEqual([]);
});

test('one change after the other is one, with the facts of both in order', () => {
  const change = chain(
    raising,
    (ramp) => raised(ramp, at),
    (ramp) => paused(ramp, at, rampart, 'x'),
  );

  expect(types(change)).toEqual(['Exposure Raised', 'Ramp Paused']);
  expect(change.ramp.exposurePercent).toBe(25);
  expect(isPaused(change.ramp)).toBe(true);
});
