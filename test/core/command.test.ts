/** What people may tell a ramp, by state: what changes, what is so already, and what is refused with its reason. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Command, obey, type Person } from '#core/command';
import type { Plan } from '#core/plan/plan';
import { type Cause, isPaused, type Ramp } from '#core/ramp';
import { hourMs } from '#core/time';
import { planOf, rampOf, startAt, withGates } from '#test/support/ramps';

const dev: Person = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev', via: 'cli' };
const boss: Person = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Boss' };
const now = startAt + hourMs;
const cause: Cause = {
  kind: 'guard',
  triggeredBy: 'CLOUDWATCH_ALARM',
  reason: 'alarm errors is in ALARM',
  decidedAt: startAt,
  nonce: 'n',
  by: { type: 'cloudwatch', alarmArn: 'arn' },
};
const question = { index: 2, ask: 'Go on?', from: ['*role/Boss'], askedAt: startAt, deadlineAt: undefined };
const answer = { is: 'rejected', by: boss, at: startAt } as const;
const approval = { kind: 'approval', from: ['*role/Boss'], ask: 'Go on?', onTimeout: 'wait' } as const;
const metric = { kind: 'metric', metric: 'latency', below: 1, overMs: hourMs } as const;

const states = {
  running: rampOf(),
  paused: rampOf({ pauses: [{ fromAt: startAt, by: boss, reason: 'a look' }] }),
  asking: rampOf({ question }),
  answered: rampOf({ question: { ...question, answer } }),
  pending: rampOf({ status: 'pending', run: undefined, reached: [], exposurePercent: 0 }),
  atTheLast: rampOf({ reached: planOf().steps.map(() => ({ raisedAt: startAt, exposurePercent: 100 })) }),
  ended: rampOf({ status: 'ended', outcome: 'stopped' }),
} satisfies Record<string, Ramp>;

type Told = { readonly by?: Person; readonly fenced?: boolean; readonly plan?: Plan };
const tell = (ramp: Ramp, command: Command, { by = dev, fenced = false, plan = planOf() }: Told = {}) =>
  obey({ plan, now, ramp, cause: fenced ? cause : undefined, by }, command);

type State = keyof typeof states;
type Row = [State, Command, 'changed' | 'already so' | 'refused', string | RegExp, Told?];
const skipHold: Command = { do: 'skip', what: 'hold', note: 'in a hurry' };
const table: Row[] = [
  ['running', { do: 'pause' }, 'changed', 'paused at 5 %. Nothing is rolled back; guards still watch.'],
  ['paused', { do: 'pause' }, 'already so', 'add-to-cart is paused: a look'],
  ['pending', { do: 'pause' }, 'changed', /^paused at 0 %/],
  ['running', { do: 'resume' }, 'already so', 'add-to-cart is not paused'],
  ['paused', { do: 'resume' }, 'changed', 'resumed at 5 %'],
  ['running', { do: 'approve' }, 'refused', 'nothing to answer: add-to-cart is RUNNING'],
  ['paused', { do: 'reject' }, 'refused', 'nothing to answer: add-to-cart is PAUSED'],
  ['asking', { do: 'approve' }, 'refused', /^you may not answer this: needs \*role\/Boss, you are .*Dev$/],
  ['asking', { do: 'approve' }, 'changed', 'approved: Go on?', { by: boss }],
  ['asking', { do: 'reject' }, 'changed', 'rejected: Go on?; paused', { by: boss }],
  ['asking', { do: 'reject', stop: true }, 'changed', /the run is being stopped$/, { by: boss }],
  ['answered', { do: 'approve' }, 'refused', /^rejected already by .*Boss at 2026-11-23T09:12/, { by: boss }],
  ['running', { do: 'skip', what: 'hold' }, 'refused', 'say why: a skip needs a reason'],
  ['running', skipHold, 'changed', 'hold of step 3 skipped once'],
  ['pending', skipHold, 'refused', 'nothing to skip: add-to-cart is PENDING'],
  ['atTheLast', skipHold, 'refused', 'nothing to skip: the last step has been reached'],
  ['running', { ...skipHold, what: { gate: 'latency' } }, 'refused', 'step 3 has no gate latency'],
  [
    'running',
    { ...skipHold, what: { gate: 'latency' } },
    'changed',
    'gate latency of step 3 skipped once',
    { plan: withGates(planOf(), [metric]) },
  ],
  [
    'asking',
    { ...skipHold, what: { gate: 'approval' } },
    'refused',
    'step 3 has no gate approval',
    { plan: withGates(planOf(), [approval]) },
  ],
  ['ended', { do: 'pause' }, 'refused', /^add-to-cart has ended \(STOPPED\)/],
  ['ended', { do: 'stop' }, 'already so', 'add-to-cart has ended (STOPPED)'],
  ['running', { do: 'stop' }, 'changed', 'add-to-cart is being stopped'],
  ['running', { do: 'stop' }, 'already so', /being stopped: alarm errors is in ALARM$/, { fenced: true }],
  ['paused', { do: 'resume' }, 'refused', /being stopped: alarm errors is in ALARM$/, { fenced: true }],
];

describe('a ramp that is', () => {
  test.each(table)('%s, told %o: %s', (state, command, is, told, more) => {
    const reply = tell(states[state], command, more);

    expect(reply.is).toBe(is);
    expect(reply.told).toMatch(told);
  });
});

test('the answer stands with who gave it, and the step knows when it was approved', () => {
  const reply = tell(states.asking, { do: 'approve', note: 'numbers ok' }, { by: boss });

  expect(reply).toMatchObject({
    change: {
      ramp: {
        question: { answer: { is: 'approved', by: boss, at: now, note: 'numbers ok' } },
        reached: [{}, {}, { exposurePercent: 5, approvedAt: now }],
        waiting: undefined,
      },
      facts: [{ type: 'Approval Given', by: boss, data: { waited: 'PT1H', note: 'numbers ok' } }],
    },
  });
});

test('a rejection pauses, or stops, in the name of who said so', () => {
  const paused = tell(states.asking, { do: 'reject', note: 'too slow' }, { by: boss });
  const stopped = tell(states.asking, { do: 'reject', stop: true }, { by: boss });

  expect(paused).toMatchObject({
    change: { facts: [{ type: 'Approval Rejected' }, { type: 'Ramp Paused' }] },
  });
  expect(paused.is === 'changed' && isPaused(paused.change.ramp)).toBe(true);
  expect(stopped).toMatchObject({ cause: { kind: 'rejected', triggeredBy: 'USER', by: boss } });
});

test('the same skip twice is already so', () => {
  const once = tell(states.running, skipHold);
  const again = once.is === 'changed' ? tell(once.change.ramp, skipHold) : once;

  expect(again).toEqual({ is: 'already so', told: 'hold of step 3 is skipped' });
});

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>({ do: 'pause' }, { do: 'resume' }, { do: 'approve' }, { do: 'stop', note: 'x' }),
  fc.boolean().map((stop): Command => ({ do: 'reject', stop })),
  fc.constantFrom<Command>(skipHold, { ...skipHold, what: 'window' }, { do: 'skip', what: 'hold' }),
);
const anyState = fc.constantFrom(...(Object.keys(states) as State[]));

test('no command raises exposure, starts, ends, or moves a ramp on; only a stop or a rejection has a cause', () => {
  fc.assert(
    fc.property(anyState, command, fc.constantFrom(dev, boss), fc.boolean(), (state, each, by, fenced) => {
      const before: Ramp = states[state];
      const reply = tell(before, each, { by, fenced });
      if (reply.is !== 'changed') return;
      const { ramp, facts } = reply.change;

      expect([ramp.exposurePercent, ramp.status, ramp.run, ramp.reached.length]).toEqual([
        before.exposurePercent,
        before.status,
        before.run,
        before.reached.length,
      ]);
      expect(fenced).toBe(false);
      expect(reply.cause !== undefined).toBe(
        each.do === 'stop' || (each.do === 'reject' && each.stop === true),
      );
      expect(facts.every((fact) => fact.by === by)).toBe(true);
    }),
  );
});
