/** What a ramp costs, read from the histories of its executions: AWS bills every transition, and a history has its limit. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '#core/plan/plan';
import { readPlan } from '#core/plan/read';
import { dayMs, hourMs, minuteMs } from '#core/time';
import { stepsArbitrary, windowArbitrary } from '#test/support/arbitraries';
import { type RampWorld, rampWorld } from '#test/support/ramp-world';
import { guardOf, planOf, startAt } from '#test/support/ramps';

/** With the experiment of the test, and nothing that waits for data which nobody has. */
const adapted = (plan: Plan): Plan => ({
  ...plan,
  experiment: planOf().experiment,
  guards: [],
  notify: { eventBus: 'default' },
  steps: plan.steps.map((step) => ({ ...step, gates: step.gates.filter(({ kind }) => kind !== 'metric') })),
});

function exampleOf(name: string): Plan {
  const { plan } = readPlan(readFileSync(`examples/${name}.ramp.yaml`), () => startAt);
  if (!plan) throw new Error(`examples/${name}.ramp.yaml is no plan`);
  return adapted(plan);
}

const approval = { kind: 'approval', from: ['*'], ask: 'Go on?', onTimeout: 'wait' } as const;
const generated = fc
  .record({
    steps: stepsArbitrary(fc.constantFrom([], [{ kind: 'alarms' }], [{ kind: 'alarms' }, approval])),
    windows: fc.array(windowArbitrary, { maxLength: 2 }),
    freezes: fc.constantFrom([], [{ from: '2026-11-24', to: '2026-11-25' }]),
  })
  .map((given) => planOf({ ...(given as Partial<Plan>), maxDurationMs: 60 * dayMs }));

/** To its end; whoever is asked says yes within half a day. */
async function histories(world: RampWorld, plan: Plan) {
  const { ramp } = await world.ask({ do: 'start', plan });
  let asked = 0;
  const asks = plan.steps.some((step) => step.gates.some(({ kind }) => kind === 'approval'));
  for (let looks = 0; looks < 100; looks += 1) {
    await world.pass(asks ? 12 * hourMs : 20 * dayMs);
    const entry = await world.ledger.read(ramp);
    if (entry?.ramp.status === 'ended') break;
    if (entry?.ramp.waiting?.kind !== 'approval') continue;
    await world.ask({ do: 'approve', ramp });
    asked += 1;
  }
  return { ...(await costs(world, ramp)), asked };
}

async function costs(world: RampWorld, ramp: string) {
  const { status, events } = await world.history(ramp);
  const transitions = events.filter(({ type }) => type?.endsWith('StateEntered')).length;
  const waits = events.filter(({ type }) => type === 'TaskSubmitted').length;
  return { status, transitions, waits, events: events.length };
}

const plans: readonly (readonly [string, Plan])[] = [
  ...['demo', 'cautious', 'standard'].map((name) => [`examples/${name}`, exampleOf(name)] as const),
  ...fc.sample(generated, { seed: 7, numRuns: 4 }).map((plan, index) => [`plan ${index}`, plan] as const),
];

describe('the executions of a ramp', () => {
  test.each(plans)('on %s stay below their bars', async (_, plan) => {
    const world = await rampWorld({ watchEvery: 'rate(365 days)' });

    const { status, transitions, waits, events, asked } = await histories(world, plan);

    expect(status).toBe('SUCCEEDED');
    const steps = plan.steps.length;
    // Somebody who answers costs a wake-up and another decision.
    expect(transitions).toBeLessThanOrEqual(5 * (steps + asked) + 6);
    expect(events).toBeLessThanOrEqual(18 * steps + 13 * Math.max(0, waits - steps) + 20);
  });

  test('that waits at closed gates and for people pay for those waits, and no more', async () => {
    const steps = [1, 50, 100].map((exposurePercent, index) => ({
      exposurePercent,
      holdMs: hourMs,
      gates: index === 0 ? [{ kind: 'alarms' } as const] : [],
    }));
    const world = await rampWorld({ watchEvery: 'rate(10 minutes)' });
    await world.putAlarm('errors');
    await world.alarm('errors', 'INSUFFICIENT_DATA');
    const { ramp } = await world.ask({ do: 'start', plan: planOf({ steps, guards: [guardOf()] }) });
    await world.pass(2 * hourMs);
    for (const what of ['pause', 'resume', 'pause', 'resume']) {
      await world.ask({ do: what, ramp });
      await world.pass(minuteMs);
    }
    await world.alarm('errors', 'OK');
    await world.pass(4 * hourMs);

    const { status, waits, events } = await costs(world, ramp);

    expect(status).toBe('SUCCEEDED');
    expect(waits).toBeGreaterThanOrEqual(steps.length + 5);
    expect(events).toBeLessThanOrEqual(18 * steps.length + 13 * (waits - steps.length) + 20);
  });
});
