/** When a digest is due, and what it says of each ramp. */
import { describe, expect, test } from 'vitest';
import { digestOf, nextDigestAt } from '#core/digest';
import type { Ramp } from '#core/ramp';
import { type Kept, standingOf, when } from '#core/standing';
import { dayMs, hourMs, minuteMs } from '#core/time';
import { planOf, rampOf, startAt } from '#test/support/ramps';

const berlin = { days: [1, 2, 3, 4, 5], atMinute: 9 * 60, timezone: 'Europe/Berlin' };
const iso = (at: number) => new Date(at).toISOString();

describe('the next digest', () => {
  test.each([
    ['on a day of the week before its hour', '2026-11-23T07:59:30Z', '2026-11-23T08:00:00.000Z'],
    ['at its very minute', '2026-11-23T08:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['a minute later: on the next day', '2026-11-23T08:01:00Z', '2026-11-24T08:00:00.000Z'],
    ['on a Friday evening: on Monday', '2026-11-27T20:00:00Z', '2026-11-30T08:00:00.000Z'],
    ['in summer: an hour earlier by UTC', '2026-07-01T00:00:00Z', '2026-07-01T07:00:00.000Z'],
  ])('%s', (_, from, expected) => {
    expect(iso(nextDigestAt(berlin, Date.parse(from)))).toBe(expected);
  });

  test('of a time at the last minute of the day', () => {
    const late = { ...berlin, days: [1, 2, 3, 4, 5, 6, 7], atMinute: 1439 };

    expect(iso(nextDigestAt(late, Date.parse('2026-11-23T12:00:00Z')))).toBe('2026-11-23T22:59:00.000Z');
  });
});

test.each([
  ['2026-12-03T08:02:00Z', '09:02'],
  ['2026-12-03T13:00:00Z', 'today 14:00'],
  ['2026-12-02T15:40:00Z', 'yesterday 16:40'],
  ['2026-12-04T08:00:00Z', 'tomorrow 09:00'],
  ['2026-11-23T09:42:00Z', 'Mon 23 Nov 10:42'],
])('%s is shown as %s', (at, shown) => {
  expect(when(Date.parse(at), { now: Date.parse('2026-12-03T09:00:00Z'), timezone: 'Europe/Berlin' })).toBe(
    shown,
  );
});

describe('a digest', () => {
  const now = startAt + 2 * dayMs;
  const seen = { now, timezone: 'UTC' };
  const at = startAt + hourMs;
  const kept = (more: Partial<Ramp>, rest: Partial<Kept> = {}): Kept => ({
    ramp: rampOf({ reached: [{ raisedAt: at, exposurePercent: 5 }], ...more }),
    cause: undefined,
    plan: planOf(),
    dueAt: now + hourMs,
    ...rest,
  });
  const digest = (...all: Kept[]) =>
    digestOf(
      { owner: 'team' },
      { at: now, since: now - dayMs },
      all.map((each) => standingOf(each, seen)),
      seen,
    );
  const by = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev' } as const;
  const question = { index: 2, ask: 'Go?', from: [], askedAt: now - hourMs, deadlineAt: undefined };
  const waiting = { sinceAt: now - hourMs, because: 'latency 912, must be < 800' };
  const stopDelay = {
    error: 'ConflictException: busy',
    attempts: 3,
    sinceAt: now,
    toldAt: now,
    toldFor: 'busy',
  };
  const cause = {
    kind: 'user',
    triggeredBy: 'USER',
    reason: 'enough',
    decidedAt: now,
    nonce: 'n',
    by,
  } as const;

  test.each<[string, Kept, string, string | undefined]>([
    ['running', kept({}), '→ 1 % today 10:12', undefined],
    [
      'waiting at a gate',
      kept({ waiting: { kind: 'gates', ...waiting } }),
      `waits: ${waiting.because}`,
      undefined,
    ],
    [
      'waiting for too long',
      kept({ waiting: { kind: 'gates', ...waiting, overdueToldAt: now } }),
      `waits for too long: ${waiting.because}`,
      'ramp status add-to-cart',
    ],
    [
      'asking',
      kept({ question, waiting: { kind: 'approval', ...waiting } }),
      'approval since 08:12',
      'ramp approve add-to-cart',
    ],
    [
      'paused',
      kept({ pauses: [{ fromAt: now - dayMs, by, reason: 'checking logs' }] }),
      'paused since yesterday 09:12: checking logs',
      'ramp resume add-to-cart',
    ],
    ['stopping', kept({}, { cause }), 'is being stopped: enough', undefined],
    [
      'not getting stopped',
      kept({ stopDelay }, { cause }),
      'stop delayed: ConflictException: busy',
      'ramp status add-to-cart',
    ],
  ])('tells of a ramp that is %s, and what a person has to do', (_, ramp, what, todo) => {
    const { needsYou, moving } = digest(ramp);

    expect([...needsYou, ...moving]).toMatchObject([{ name: 'add-to-cart', exposure: 5, what }]);
    expect(needsYou.map((line) => line.todo)).toEqual(todo === undefined ? [] : [todo]);
  });

  test('tells of what ended since the last one, and of nothing before', () => {
    const ended = (endedAt: number) =>
      kept({ status: 'ended', outcome: 'stopped', endedAt, stopped: undefined });

    expect(digest(ended(now - hourMs), ended(now - 2 * dayMs)).ended).toMatchObject([
      { state: 'STOPPED', endedAt: expect.any(String), what: expect.stringMatching(/^stopped 08:12/) },
    ]);
  });

  test('counts the hours that AWS bills, the ones begun included, and names the oldest run', () => {
    const young = kept({
      id: 'b',
      name: 'young',
      reached: [{ raisedAt: now - minuteMs, exposurePercent: 0 }],
    });

    expect(digest(kept({}), young).openRuns).toEqual({
      count: 2,
      billedHours: 48,
      oldest: { name: 'add-to-cart', openHours: 47, limitHours: 720 },
    });
  });

  test('stays small: of more lines than fit only the number is told', () => {
    const many = digest(...Array.from({ length: 10_000 }, (_, index) => kept({ id: `r${index}` })));

    expect(many.moving).toHaveLength(50);
    expect(many.more).toEqual({ needsYou: 0, moving: 9_950, ended: 0 });
    expect(many.openRuns.count).toBe(10_000);
    expect(JSON.stringify(many).length).toBeLessThan(64 * 1024);
  });
});
