/** Whatever is seen, in whatever state: nothing rises that must not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Given } from '#core/decide';
import { judge } from '#core/judge';
import type { Cause } from '#core/ramp';
import { dayMs, hourMs } from '#core/time';
import {
  alarmView,
  bound,
  evidenceOf,
  givenOf,
  guardOf,
  planOf,
  rampOf,
  running,
  startAt,
} from '#test/support/ramps';

const guard = guardOf();
const by = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev' } as const;
const cause: Cause = {
  kind: 'user',
  triggeredBy: 'USER',
  reason: 'said so',
  decidedAt: startAt,
  nonce: 'n',
  by,
};

const given: fc.Arbitrary<Given> = fc
  .record({
    now: fc.integer({ min: startAt, max: startAt + 40 * dayMs }),
    isPaused: fc.boolean(),
    isFenced: fc.boolean(),
    isFrozen: fc.boolean(),
    outboxIsFull: fc.boolean(),
    alarm: fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA', 'unknown', 'missing'),
    actual: fc.constantFrom(5, 10, 25, 50, 100),
    isRaising: fc.boolean(),
    run: fc.constantFrom('running', 'unknown', 'gone'),
  })
  .map(({ now, isPaused, isFenced, isFrozen, outboxIsFull, alarm, actual, isRaising, run }) =>
    givenOf({
      now,
      outboxIsFull,
      cause: isFenced ? cause : undefined,
      plan: planOf({
        guards: [guard],
        freezes: isFrozen ? [{ from: '2026-11-01', to: '2027-03-01' }] : [],
      }),
      ramp: rampOf({
        guards: [bound('errors')],
        pauses: isPaused ? [{ fromAt: startAt, by, reason: 'a look' }] : [],
        raising: isRaising
          ? { index: 3, fromPercent: 5, toPercent: 25, decidedAt: startAt + hourMs, gates: [] }
          : undefined,
      }),
      evidence: evidenceOf({
        run:
          run === 'running'
            ? running(actual)
            : run === 'gone'
              ? { kind: 'gone' }
              : { kind: 'unknown', error: 'no' },
        alarms:
          alarm === 'unknown' ? 'unknown' : alarm === 'missing' ? [] : [alarmView('errors', alarm as 'OK')],
      }),
    }),
  );

test('nothing is raised while paused, fenced, frozen, unseen, in ALARM or with a full outbox', () => {
  fc.assert(
    fc.property(given, (each) => {
      const { decision } = judge(each);
      const { ramp, evidence, plan } = each;
      const { alarms, run } = evidence;
      const isOk =
        alarms.kind === 'known' && [...alarms.byArn.values()].every(({ state }) => state !== 'ALARM');
      const isBlocked =
        ramp.pauses.length > 0 ||
        each.cause !== undefined ||
        plan.freezes.length > 0 ||
        each.outboxIsFull ||
        run.kind !== 'running' ||
        !isOk ||
        (alarms.kind === 'known' && alarms.byArn.size === 0);

      expect(decision.kind === 'raise' && isBlocked).toBe(false);
    }),
  );
});

test('exposure never falls, in the ledger or by a raise, and facts tell every step up', () => {
  fc.assert(
    fc.property(given, (each) => {
      const { decision, change } = judge(each);
      const { ramp, facts } = change;

      expect(ramp.exposurePercent).toBeGreaterThanOrEqual(each.ramp.exposurePercent);
      expect(ramp.reached.length).toBeGreaterThanOrEqual(each.ramp.reached.length);
      if (decision.kind === 'raise') expect(decision.toPercent).toBeGreaterThan(ramp.exposurePercent);
      const rose = ramp.exposurePercent > each.ramp.exposurePercent;
      const told = facts.filter(({ type }) => type === 'Exposure Raised' || type === 'Exposure Drifted');
      expect(told.length > 0).toBe(rose);
    }),
  );
});
