/** What a gate says, by table: only what is seen to be well is open. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allPass, approvalOf, closedGates, verdicts } from '#core/gate';
import type { Gate } from '#core/plan/plan';
import { minuteMs } from '#core/time';
import { alarmView, bound, evidenceOf } from '#test/support/ramps';

const alarms: Gate = { kind: 'alarms' };
const latency = (more: Partial<Extract<Gate, { kind: 'metric' }>> = {}): Gate => ({
  kind: 'metric',
  metric: 'latency',
  below: 800,
  overMs: 30 * minuteMs,
  ...more,
});
const approval: Gate = { kind: 'approval', from: [], ask: 'Go on?', onTimeout: 'wait' };
const guards = [bound('errors'), bound('latency')];
const of = (gate: Gate, seen: Parameters<typeof evidenceOf>[0]) =>
  verdicts([gate], evidenceOf(seen), guards)[0];

describe('the gate of the alarms', () => {
  const [ok, well] = [alarmView('errors', 'OK'), alarmView('latency', 'OK')];
  const silent = alarmView('latency', 'INSUFFICIENT_DATA');
  const loud = alarmView('latency', 'ALARM');

  test.each([
    ['all are OK', [ok, well], 'pass', '2 of 2 OK', 'alarms 2 OK'],
    ['one is in ALARM', [ok, loud], 'fail', '1 of 2 OK', 'latency in ALARM'],
    ['one has no data', [ok, silent], 'unknown', '1 of 2 OK', 'latency has no data'],
    ['one is gone', [ok], 'unknown', '1 of 2 OK', 'latency is missing'],
    ['one is loud and one is gone', [loud], 'fail', '0 of 2 OK', 'latency in ALARM'],
  ] as const)('when %s', (_, seen, verdict, observed, because) => {
    expect(of(alarms, { alarms: seen })).toEqual({
      name: 'alarms',
      limit: 'all OK',
      verdict,
      observed,
      because,
    });
  });

  test('is closed while nobody can say', () => {
    expect(of(alarms, { alarms: 'unknown' })).toMatchObject({
      verdict: 'unknown',
      because: 'alarms cannot be read: ThrottlingException',
    });
  });

  test('asks no others than those that guard the ramp', () => {
    const stranger = alarmView('of somebody else', 'ALARM');

    expect(of(alarms, { alarms: [ok, well, stranger] })?.verdict).toBe('pass');
  });
});

describe('the gate of a metric', () => {
  test.each([
    ['every value is below', latency(), [700, 799.9], 'pass', 'latency 799.9 < 800'],
    ['one value is not', latency(), [700, 812.34, 750], 'fail', 'latency 812.3, must be < 800'],
    ['a value is the limit itself', latency(), [800], 'fail', 'latency 800, must be < 800'],
    ['above', latency({ above: 500 }), [600], 'pass', 'latency 600 > 500 and < 800'],
    ['not above', latency({ above: 500 }), [500], 'fail', 'latency 500, must be > 500 and < 800'],
    ['there are no values', latency(), [], 'unknown', 'latency has no data in the last 30m'],
  ] as const)('when %s', (_, gate, values, verdict, because) => {
    expect(of(gate, { metrics: { latency: values } })).toMatchObject({ name: 'latency', verdict, because });
  });

  test('is closed while the metric is not there, or cannot be read', () => {
    const { alarms: none } = evidenceOf();
    const unread = new Map([['latency', { kind: 'unknown', error: 'no answer' }]] as const);

    expect(of(latency(), {})?.verdict).toBe('unknown');
    expect(verdicts([latency()], { alarms: none, metrics: unread }, guards)).toMatchObject([
      { verdict: 'unknown', because: 'latency cannot be read: no answer' },
    ]);
  });

  test('passes exactly when all values are within', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 19 }),
        (seen, below, above) => {
          const verdict = of(latency({ below, above }), { metrics: { latency: seen } })?.verdict;

          expect(verdict).toBe(seen.every((value) => value < below && value > above) ? 'pass' : 'fail');
        },
      ),
    );
  });
});

test('gates are told in the order of the plan, without the approval, which is asked when they are open', () => {
  const seen = evidenceOf({ alarms: [alarmView('errors', 'OK')], metrics: { latency: [900] } });

  const all = verdicts([latency(), alarms, approval], seen, guards);

  expect(all.map(({ name }) => name)).toEqual(['latency', 'alarms']);
  expect(allPass(all)).toBe(false);
  expect(closedGates(all)).toBe('latency 900, must be < 800 · latency is missing');
  expect(allPass([])).toBe(true);
  expect(approvalOf([alarms, approval])).toBe(approval);
  expect(() => approvalOf([alarms])).toThrow('the step asks nobody');
});
