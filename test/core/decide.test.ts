/** The one decision of a ramp, by table: what is seen, and what follows from it. */
import { describe, expect, test } from 'vitest';
import { type Decision, decide, type Given } from '#core/decide';
import type { Guard, Plan } from '#core/plan/plan';
import { dayMs, hourMs, minuteMs } from '#core/time';
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
  withGates,
} from '#test/support/ramps';

const guarded = (more: Partial<Guard>, alarm: Parameters<typeof alarmView>): Partial<Given> => ({
  plan: planOf({ guards: [guardOf(more)] }),
  ramp: rampOf({ guards: [bound('errors')] }),
  evidence: evidenceOf({ alarms: [alarmView(...alarm)] }),
});
const gated = (gates: Plan['steps'][number]['gates'], more: Partial<Given> = {}): Partial<Given> => ({
  plan: withGates(planOf({ guards: [guardOf()] }), gates),
  ramp: rampOf({ guards: [bound('errors')] }),
  ...more,
});
const latency = { kind: 'metric', metric: 'latency', below: 800, overMs: 30 * minuteMs } as const;
const approval = {
  kind: 'approval',
  from: ['*'],
  ask: 'Go on?',
  timeoutMs: dayMs,
  onTimeout: 'pause',
} as const;
const alarmsOk = evidenceOf({ alarms: [alarmView('errors', 'OK')] });
const asked = { index: 2, ask: 'Go on?', from: ['*'], askedAt: startAt, deadlineAt: startAt + dayMs };

type Row = [what: string, given: Partial<Given>, decision: Partial<Decision> | Record<string, unknown>];
const table: Readonly<Record<string, readonly Row[]>> = {
  'a ramp on schedule': [
    [
      'holds until its hold is over',
      { now: startAt + hourMs },
      { kind: 'hold', untilAt: startAt + 4 * hourMs },
    ],
    ['raises when it is over', {}, { kind: 'raise', index: 3, fromPercent: 5, toPercent: 25 }],
    [
      'has nothing to do when it has ended',
      { ramp: rampOf({ status: 'ended', outcome: 'stopped' }) },
      { kind: 'end' },
    ],
    [
      'stops when the last step has been held and the plan says so',
      { ramp: ended(), evidence: evidenceOf({ run: running(100) }) },
      { kind: 'stop', because: 'the ramp is complete' },
    ],
    [
      'holds on when the plan says hold',
      { plan: planOf({ end: { then: 'hold' } }), ramp: ended(), evidence: evidenceOf({ run: running(100) }) },
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'end' }) },
    ],
    [
      'stops at the limit of the plan, even when paused',
      {
        ramp: rampOf({ pauses: [{ fromAt: startAt, by: { type: 'rampart' }, reason: 'x' }] }),
        now: startAt + 40 * dayMs,
      },
      { kind: 'stop', cause: expect.objectContaining({ kind: 'deadline', triggeredBy: 'USER' }) },
    ],
    [
      'waits in a freeze',
      { plan: planOf({ freezes: [{ from: '2026-11-20', to: '2026-11-24' }] }) },
      {
        kind: 'hold',
        waiting: expect.objectContaining({ kind: 'freeze' }),
        untilAt: Date.UTC(2026, 10, 24, 23),
      },
    ],
    [
      'does not raise while nobody can be told',
      { outboxIsFull: true },
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'outbox' }) },
    ],
  ],
  'a ramp and its run': [
    ['is stopped when the fence stands', { cause: cause() }, { kind: 'stop', because: 'said so' }],
    [
      'records a run that somebody else stopped',
      { evidence: evidenceOf({ run: done() }) },
      { kind: 'stop', because: 'the run is over, and not by our doing' },
    ],
    [
      'never raises when AppConfig does not answer',
      { evidence: evidenceOf({ run: { kind: 'unknown', error: 'no' } }) },
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'retry' }) },
    ],
    [
      'starts when it is time',
      { ramp: pending(), evidence: evidenceOf({ run: { kind: 'none' } }) },
      { kind: 'start' },
    ],
    [
      'waits for its start',
      { ramp: pending(startAt + dayMs), evidence: evidenceOf({ run: { kind: 'none' } }) },
      { kind: 'hold', untilAt: startAt + dayMs },
    ],
  ],
  'a guard': [
    [
      'in ALARM stops',
      guarded({}, ['errors', 'ALARM']),
      { kind: 'stop', cause: expect.objectContaining({ kind: 'guard', triggeredBy: 'CLOUDWATCH_ALARM' }) },
    ],
    [
      'in ALARM pauses, if the plan says pause',
      guarded({ then: 'pause' }, ['errors', 'ALARM']),
      { kind: 'pause' },
    ],
    [
      'in ALARM that only notifies lets raise',
      guarded({ then: 'notify' }, ['errors', 'ALARM']),
      { kind: 'raise' },
    ],
    [
      'is waited for while it is not in ALARM for long enough',
      guarded({ forMs: 5 * hourMs }, ['errors', 'ALARM']),
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'alarm' }), untilAt: startAt + 5 * hourMs },
    ],
    [
      'that shouted before the ramp was opened does not stop it',
      guarded({}, ['errors', 'ALARM', { stateAt: startAt - 10 * hourMs }]),
      { kind: 'hold' },
    ],
    ['without data does not stop', guarded({}, ['errors', 'INSUFFICIENT_DATA']), { kind: 'raise' }],
    [
      'without data stops where the plan says so',
      guarded({ insufficientData: 'stop' }, ['errors', 'INSUFFICIENT_DATA']),
      { kind: 'stop' },
    ],
    [
      'that is suppressed does not stop',
      guarded({}, ['errors', 'ALARM', { suppressedBy: 'Alarm' }]),
      { kind: 'raise' },
    ],
    [
      'that is suppressed stops where the plan says act',
      guarded({ suppressed: 'act' }, ['errors', 'ALARM', { suppressedBy: 'Alarm' }]),
      { kind: 'stop' },
    ],
    [
      'that cannot be read lets nothing raise',
      { ...guarded({}, ['errors', 'OK']), evidence: evidenceOf({ alarms: 'unknown' }) },
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'alarm' }) },
    ],
  ],
  'a gate': [
    ['of alarms that are OK is open', gated([{ kind: 'alarms' }], { evidence: alarmsOk }), { kind: 'raise' }],
    [
      'of alarms without data is closed',
      gated([{ kind: 'alarms' }], {
        evidence: evidenceOf({ alarms: [alarmView('errors', 'INSUFFICIENT_DATA')] }),
      }),
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'gates', because: 'errors has no data' }) },
    ],
    [
      'of a metric within its limit is open',
      gated([latency], {
        evidence: evidenceOf({ alarms: [alarmView('errors', 'OK')], metrics: { latency: [700, 799] } }),
      }),
      { kind: 'raise', because: 'latency 799 < 800' },
    ],
    [
      'of a metric beyond its limit is closed',
      gated([latency], {
        evidence: evidenceOf({ alarms: [alarmView('errors', 'OK')], metrics: { latency: [900, 700] } }),
      }),
      { kind: 'hold', because: 'latency 900, must be < 800' },
    ],
    [
      'of a metric without data is closed',
      gated([latency], { evidence: alarmsOk }),
      { kind: 'hold', because: 'latency has no data in the last 30m' },
    ],
  ],
  'an approval': [
    [
      'is asked when the hold is over',
      gated([approval], { evidence: alarmsOk }),
      {
        kind: 'ask',
        question: expect.objectContaining({ ask: 'Go on?', deadlineAt: startAt + 4 * hourMs + dayMs }),
      },
    ],
    [
      'is not asked while a gate is closed',
      gated([latency, approval], { evidence: alarmsOk }),
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'gates' }) },
    ],
    [
      'is waited for',
      gated([approval], { evidence: alarmsOk, ramp: rampOf({ guards: [bound('errors')], question: asked }) }),
      { kind: 'hold', waiting: expect.objectContaining({ kind: 'approval' }), untilAt: startAt + dayMs },
    ],
    [
      'that nobody gives pauses, if the plan says so',
      gated([approval], {
        evidence: alarmsOk,
        ramp: rampOf({ guards: [bound('errors')], question: asked }),
        now: startAt + dayMs,
      }),
      { kind: 'pause', because: 'nobody answered in time: Go on?' },
    ],
  ],
};

for (const [subject, rows] of Object.entries(table)) {
  describe(subject, () => {
    test.each(rows)('%s', (_, given, decision) => {
      expect(decide(givenOf(given))).toMatchObject(decision);
    });
  });
}

function ended() {
  return rampOf({
    exposurePercent: 100,
    reached: [0, 1, 5, 25, 50, 100].map((exposurePercent) => ({ exposurePercent, raisedAt: startAt })),
  });
}
function pending(at = startAt) {
  return rampOf({ status: 'pending', run: undefined, reached: [], startAt: at });
}
function done() {
  return { kind: 'done', exposurePercent: 5, endedAt: startAt, resultText: '', triggeredBy: 'USER' } as const;
}
function cause() {
  return {
    kind: 'user',
    triggeredBy: 'USER',
    reason: 'said so',
    decidedAt: startAt,
    nonce: 'n',
    by: { type: 'rampart' },
  } as const;
}
