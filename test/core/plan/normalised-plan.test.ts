import { describe, expect, test } from 'vitest';
import { type PlanFileInput, planFile } from '#core/plan/file';
import { normalise } from '#core/plan/normalise';
import { readStoredPlan } from '#core/plan/plan';
import { schedule } from '#core/schedule';
import { dayMs, hourMs, minuteMs } from '#core/time';

const planOf = (more: Partial<PlanFileInput> = {}) => normalise(planFile.parse({ ...smallest, ...more }));
const smallest: PlanFileInput = {
  version: 1,
  name: 'add-to-cart',
  owner: 'team-checkout',
  experiment: { application: 'shop', definition: 'add-to-cart-button' },
  curve: { preset: 'standard', over: '7d' },
  guards: [{ alarm: 'shop-prod-5xx' }],
};

describe('the smallest plan', () => {
  test('has a default for everything it does not say', () => {
    const { steps, ...plan } = planOf();

    expect(plan).toEqual({
      contract: 1,
      version: 1,
      name: 'add-to-cart',
      owner: 'team-checkout',
      tags: {},
      experiment: { application: 'shop', definition: 'add-to-cart-button', overrides: {} },
      timezone: 'UTC',
      start: 'now',
      windows: [],
      freezes: [],
      maxDurationMs: 30 * dayMs,
      metrics: {},
      guards: [
        {
          kind: 'alarm',
          alarm: 'shop-prod-5xx',
          forMs: 0,
          then: 'stop',
          insufficientData: 'notify',
          suppressed: 'ignore',
        },
      ],
      onStop: { summary: 'Stopped by rampart at {{exposure}} after {{elapsed}}: {{reason}}' },
      end: { then: 'hold' },
      notify: { eventBus: 'default' },
    });
    expect(steps.map(({ exposurePercent }) => exposurePercent)).toEqual([0, 1, 5, 10, 25, 50, 100]);
  });

  test('can be scheduled as it stands', () => {
    const startAt = Date.UTC(2026, 10, 23);

    const { completeAt } = schedule(planOf(), { startAt, reached: [] }, startAt);

    expect(completeAt).toBe(startAt + 7 * dayMs);
  });
});

test('a plan that was stored is read back as it was, and nothing else is taken for one', () => {
  const plan = planOf({
    steps: [
      { name: 'validate', exposure: 0, hold: '30m' },
      { exposure: '50%', hold: '1d', gates: [{ approval: { from: ['slack:S0PMGROUP'], timeout: '3d' } }] },
      { exposure: 100, hold: '2d' },
    ],
    curve: undefined,
    metrics: { p99: { namespace: 'Shop', name: 'Latency', stat: 'p99' } },
    gates: [{ alarms: 'ok' }, { metric: 'p99', below: 800 }],
    gateTimeout: { after: '2d' },
    notify: { slack: { channel: '#exp' }, digest: { at: '09:00' } },
    end: { then: 'stop' },
  });

  const stored: unknown = JSON.parse(JSON.stringify(plan));

  expect(readStoredPlan(stored)).toEqual(plan);
  expect(() => readStoredPlan({ ...(stored as object), contract: 2 })).toThrow();
  expect(() => readStoredPlan({})).toThrow();
});

describe('gates', () => {
  const approval = (ask: string) => ({ approval: { from: ['slack:S0PMGROUP'], ask } });
  const gatesOf = (more: Partial<PlanFileInput>) =>
    planOf({ curve: undefined, ...more }).steps.map(({ gates }) => gates.map(({ kind }) => kind));
  const step = (exposure: number, ...gates: ReturnType<typeof approval>[]) => ({
    exposure,
    hold: '1h',
    gates,
  });

  test('of the plan are asked before every raise, so not after the last step', () => {
    expect(gatesOf({ gates: [{ alarms: 'ok' }], steps: [step(0), step(1), step(2)] })).toEqual([
      ['alarms'],
      ['alarms'],
      [],
    ]);
  });

  test('ask for approval last and once, in the words of the step', () => {
    const plan = planOf({
      curve: undefined,
      gates: [approval('Always?'), { alarms: 'ok' }],
      steps: [step(0), step(1, approval('Half?')), step(2)],
    });

    expect(
      plan.steps.map(({ gates }) => gates.map((gate) => ('ask' in gate ? gate.ask : gate.kind))),
    ).toEqual([['alarms', 'Always?'], ['alarms', 'Half?'], []]);
  });

  test('look at one period of their metric unless told', () => {
    const metrics = { p99: { namespace: 'Shop', name: 'Latency', stat: 'p99', period: '1m' } };

    const { steps } = planOf({ metrics, gates: [{ metric: 'p99', below: 800 }] });

    expect(steps[0]?.gates).toEqual([{ kind: 'metric', metric: 'p99', below: 800, overMs: minuteMs }]);
  });
});

test('an alarm given by its ARN has its name too', () => {
  const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop: 5xx';

  expect(planOf({ guards: [{ alarm: arn }] }).guards[0]).toMatchObject({ alarm: 'shop: 5xx', arn });
});

describe('curves', () => {
  const exposures = (curve: PlanFileInput['curve']) =>
    planOf({ curve }).steps.map(({ exposurePercent }) => exposurePercent);
  const over = '7d';

  test.each<[string, PlanFileInput['curve'], number[]]>([
    ['cautious', { preset: 'cautious', over }, [0, 1, 2, 5, 10, 20, 35, 50, 75, 100]],
    ['fast', { preset: 'fast', over }, [0, 10, 50, 100]],
    ['doubling', { preset: 'doubling', over }, [0, 1, 2, 4, 8, 16, 32, 64, 100]],
    ['linear', { preset: 'linear', steps: 4, over }, [0, 25, 50, 75, 100]],
    ['linear in thirds', { preset: 'linear', steps: 3, over }, [0, 33.3333, 66.6667, 100]],
    ['exponential by 2', { preset: 'exponential', growth: 2, over }, [0, 2, 4, 8, 16, 32, 64, 100]],
    ['exponential by 5', { preset: 'exponential', growth: 5, over }, [0, 5, 10, 20, 40, 80, 100]],
    ['exponential by 10', { preset: 'exponential', growth: 10, over }, [0, 10, 20, 40, 80, 100]],
    ['exponential by 25', { preset: 'exponential', growth: 25, over }, [0, 25, 50, 100]],
    ['geometric in five', { preset: 'geometric', steps: 5, over }, [0, 1, 3.1623, 10, 31.6228, 100]],
    [
      'geometric in six',
      { preset: 'geometric', steps: 6, over },
      [0, 1, 2.5119, 6.3096, 15.8489, 39.8107, 100],
    ],
  ])('%s', (_name, curve, expected) => {
    expect(exposures(curve)).toEqual(expected);
  });

  test('hold 0 % for half an hour and spread the rest in whole minutes, the last getting what is left', () => {
    const holds = planOf({ curve: { preset: 'fast', over: '2h' } }).steps.map(
      ({ holdMs }) => holdMs / minuteMs,
    );
    const uneven = planOf({ curve: { preset: 'standard', over: '7h' } }).steps.map(({ holdMs }) => holdMs);

    expect(holds).toEqual([30, 30, 30, 30]);
    expect(uneven.reduce((sum, ms) => sum + ms)).toBe(7 * hourMs);
    expect(new Set(uneven.slice(1, -1))).toEqual(new Set([65 * minuteMs]));
  });
});
