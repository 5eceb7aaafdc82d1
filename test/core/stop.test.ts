/** Whose stop it was, by what AppConfig shows: the mark in the Result decides, whatever rampart had in mind. */
import { describe, expect, test } from 'vitest';
import type { DoneView, RestorationView } from '#core/evidence';
import type { Cause } from '#core/ramp';
import { alarmNonce, markerOf } from '#core/result';
import { finished, refused, stopped } from '#core/stop';
import { hourMs, minuteMs } from '#core/time';
import { alarmArn, bound, planOf, rampOf, startAt } from '#test/support/ramps';

const now = startAt + hourMs;
const at = { plan: planOf(), now };
const dev = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev' } as const;
const byUser: Cause = {
  kind: 'user',
  triggeredBy: 'USER',
  reason: 'stopped by Dev: enough',
  decidedAt: now - minuteMs,
  nonce: 'mine',
  by: dev,
  note: 'enough',
};
const stateAt = now - 2 * minuteMs;
const byAlarm: Cause = {
  kind: 'guard',
  triggeredBy: 'CLOUDWATCH_ALARM',
  reason: 'alarm errors is in ALARM',
  decidedAt: now - minuteMs,
  nonce: 'alarm',
  by: { type: 'cloudwatch', alarmArn: alarmArn('errors') },
  alarm: { name: 'errors', arn: alarmArn('errors'), state: 'ALARM', stateAt, reason: 'too many' },
};
const done = (resultText: string, more: Partial<DoneView> = {}): DoneView => ({
  kind: 'done',
  exposurePercent: 5,
  endedAt: now - minuteMs / 2,
  resultText,
  triggeredBy: 'USER',
  ...more,
});
const complete: RestorationView = { kind: 'complete' };
const ramp = rampOf({ guards: [bound('errors')] });
const recordOf = (cause: Cause | undefined, run: DoneView, restoration = complete) =>
  stopped(ramp, at, cause, { run, restoration });

describe('a stop is recorded as', () => {
  const unfenced = markerOf(alarmNonce({ place: 0, stateAt }));
  const earlier = { endedAt: byUser.decidedAt - 5000 };
  test.each([
    ['ours, where our mark stands', byUser, done(`enough ${markerOf('mine')}`), 'user', 'USER', true],
    ['theirs, where none stands', byUser, done('by hand'), 'outside', 'USER', false],
    ['AppConfig’s own', byAlarm, done('', { triggeredBy: 'APPCONFIG' }), 'outside', 'APPCONFIG', false],
    [
      'theirs, if it ended before we decided',
      byUser,
      done(markerOf('mine'), earlier),
      'outside',
      'USER',
      false,
    ],
    ['the alarm’s, with its mark', byAlarm, done(markerOf('alarm')), 'guard', 'CLOUDWATCH_ALARM', true],
    ['the alarm’s, though nobody could write', undefined, done(unfenced), 'guard', 'CLOUDWATCH_ALARM', true],
    ['the alarm’s, which was before a person', byUser, done(unfenced), 'guard', 'CLOUDWATCH_ALARM', true],
    ['somebody’s, without a word', undefined, done('', { triggeredBy: undefined }), 'outside', 'USER', false],
  ] as const)('%s', (_, cause, run, kind, triggeredBy, isOurs) => {
    expect(recordOf(cause, run).ramp.stopped).toMatchObject({ kind, triggeredBy, isOurs, at: run.endedAt });
  });
});

test('once recorded, it stays as it is', () => {
  const first = recordOf(byUser, done(markerOf('mine'))).ramp;

  expect(stopped(first, at, byAlarm, { run: done(markerOf('alarm')), restoration: complete })).toEqual({
    ramp: first,
    facts: [],
  });
});

describe('what is told', () => {
  test('begins with what led to it, and ends with who sees what', () => {
    const { facts } = recordOf(byAlarm, done(markerOf('alarm')));

    expect(facts.map(({ type }) => type)).toEqual(['Guard Breached', 'Stop Requested', 'Ramp Stopped']);
    expect(facts.at(-1)?.data).toMatchObject({
      exposureWas: 5,
      ranFor: 'PT8H59M30S',
      stopLatencyMs: 1.5 * minuteMs,
      sees: { c: 0, t1: 0, deployed: 100 },
      reason: { kind: 'guard', alarmReason: 'too many' },
    });
  });

  test.each([
    [complete, 100, /^all users go back to the deployed flag as their agents poll/],
    [{ kind: 'pending' }, 95, /once AppConfig has deployed it/],
    [
      { kind: 'undone', number: 4, told: 'deployment #4 is ROLLED_BACK' },
      95,
      /^users may still see treatments/,
    ],
  ] as const)('is what users see while the restoration is %o', (restoration, deployed, effect) => {
    const { facts } = recordOf(byUser, done(markerOf('mine')), restoration as typeof complete);

    expect(facts.at(-1)?.data).toMatchObject({
      sees: { deployed },
      usersEffect: expect.stringMatching(effect),
    });
  });

  test('includes a raise that AppConfig took before the stop, and that nobody had heard of', () => {
    const raising = { index: 3, fromPercent: 5, toPercent: 25, decidedAt: now - hourMs, gates: [] };
    const run = done(markerOf('mine'), { exposurePercent: 25 });

    const change = stopped({ ...ramp, raising }, at, byUser, { run, restoration: complete });

    expect(change.facts.map(({ type }) => type)).toEqual([
      'Exposure Raised',
      'Stop Requested',
      'Ramp Stopped',
    ]);
    expect(change.ramp).toMatchObject({
      exposurePercent: 25,
      raising: undefined,
      stopped: { exposureWas: 25 },
    });
  });
});

test('the end counts what was raised, and every hour begun', () => {
  const { ramp: recorded } = recordOf(byUser, done(markerOf('mine')));

  const { ramp: after, facts } = finished(recorded, at, 'stopped', 'enough');

  expect(after).toMatchObject({ status: 'ended', outcome: 'stopped', stopped: { restoration: 'complete' } });
  expect(facts).toMatchObject([
    { data: { raises: 2, duration: 'PT8H59M30S', billedHours: 9, summary: 'enough' } },
  ]);
});

test('a ramp that never had a run is refused, and tells by whom it was stopped, if anybody did', () => {
  const pending = rampOf({ status: 'pending', run: undefined, reached: [], exposurePercent: 0 });

  const by = refused(pending, at, 'enough', byUser);
  const alone = refused(pending, at, 'the flag is not deployed');

  expect(by.facts.map(({ type }) => type)).toEqual(['Stop Requested', 'Ramp Finished']);
  expect(alone).toMatchObject({
    ramp: { status: 'ended', outcome: 'refused' },
    facts: [{ type: 'Ramp Finished', data: { raises: 0, summary: 'the flag is not deployed' } }],
  });
});
