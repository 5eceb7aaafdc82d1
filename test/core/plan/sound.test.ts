/** A plan that is posted past the plan file is held to what a ramp relies on. */
import { expect, test } from 'vitest';
import { type Plan, readStoredPlan } from '#core/plan/plan';
import { unsound } from '#core/plan/sound';
import { hourMs } from '#core/time';
import { planOf, withGates } from '#test/support/ramps';

const exposures = (...all: number[]): Partial<Plan> => ({
  steps: all.map((exposurePercent) => ({ exposurePercent, holdMs: hourMs, gates: [] })),
});
const metricGate = { kind: 'metric', metric: 'latency', below: 1, overMs: hourMs } as const;

test('a plan as the plan file makes it is sound', () => {
  expect(unsound(planOf())).toBeUndefined();
  expect(unsound(planOf({ start: '2026-12-01T09:00', timezone: 'Europe/Berlin' }))).toBeUndefined();
});

test.each<[what: string, plan: Plan, why: string]>([
  ['exposures that fall', planOf(exposures(0, 50, 25)), 'step 2 has 50 %, step 3 has 25 %'],
  ['the same exposure twice, as AppConfig keeps it', planOf(exposures(5, 5.000000001)), 'must rise'],
  ['more than everybody', planOf(exposures(0, 101)), 'not 101 %'],
  ['less than nobody', planOf(exposures(-1, 50)), 'not -1 %'],
  ['no steps', planOf({ steps: [] }), 'no step'],
  ['a name that would be a key of its own', planOf({ name: 'a#b' }), 'no name'],
  ['a hold without an end', planOf({ maxDurationMs: 0 }), 'has to last'],
  ['a zone that there is not', planOf({ timezone: 'Mars/Olympus' }), 'no time zone'],
  ['a start that is no time', planOf({ start: 'soon' }), 'not "soon"'],
  ['a freeze of no dates', planOf({ freezes: [{ from: 'x', to: '2026-12-24' }] }), 'x - 2026-12-24'],
  ['a gate of no metric', withGates(planOf(), [metricGate]), 'no metric named "latency"'],
])('%s: refused, with the reason', (_what, plan, why) => {
  expect(unsound(readStoredPlan(JSON.parse(JSON.stringify(plan))))).toContain(why);
});
