import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanFileInput } from '#core/plan/file';
import { readStoredPlan } from '#core/plan/plan';
import { readPlan } from '#core/plan/read';
import { minuteMs, parseDuration } from '#core/time';

const startedAt = () => Date.UTC(2026, 10, 23);
const read = (file: object) => readPlan(new TextEncoder().encode(JSON.stringify(file)), startedAt);
const plan = (more: Partial<PlanFileInput>): PlanFileInput => ({
  version: 1,
  name: 'add-to-cart',
  owner: 'team-checkout',
  experiment: { application: 'shop', definition: 'add-to-cart-button' },
  guards: [{ alarm: 'shop-prod-5xx' }],
  maxDuration: '364d',
  ...more,
});
/** As AppConfig keeps them. */
const rises = (exposures: readonly number[]) =>
  exposures.every((exposure, i) => i === 0 || Math.fround(exposure) > Math.fround(exposures[i - 1] ?? 0));

const over = fc.integer({ min: 60, max: 300 * 1440 }).map((minutes) => `${minutes}m`);
const curves: fc.Arbitrary<NonNullable<PlanFileInput['curve']>> = fc.oneof(
  fc.record({ preset: fc.constantFrom('standard', 'cautious', 'fast', 'doubling'), over }),
  fc.record({ preset: fc.constant('linear' as const), steps: fc.integer({ min: 1, max: 200 }), over }),
  fc.record({ preset: fc.constant('geometric' as const), steps: fc.integer({ min: 2, max: 200 }), over }),
  fc.record({
    preset: fc.constant('exponential' as const),
    growth: fc.oneof(
      fc.double({ min: 0.001, max: 100, noNaN: true }),
      fc.constantFrom(99.99999, 100, 50, 49.99999),
    ),
    over,
  }),
);

describe('every curve', () => {
  test('rises from 0 to 100 % in exactly its time, a minute a step at least; or says it is too short', () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const { plan: accepted, diagnostics } = read(plan({ curve }));

        if (!accepted) {
          expect(diagnostics.map(({ path }) => path.join('.'))).toEqual(['curve.over']);
          return;
        }
        const exposures = accepted.steps.map(({ exposurePercent }) => exposurePercent);
        const holds = accepted.steps.map(({ holdMs }) => holdMs);
        expect([exposures[0], exposures.at(-1), rises(exposures)]).toEqual([0, 100, true]);
        expect(holds.reduce((sum, ms) => sum + ms)).toBe(parseDuration(curve.over));
        expect(Math.min(...holds)).toBeGreaterThanOrEqual(minuteMs);
      }),
      { numRuns: 200 },
    );
  });
});

describe('every plan', () => {
  const exposure = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true }));
  const exposures = fc.array(exposure, { minLength: 1, maxLength: 6 });
  const ladders = fc.oneof(
    exposures,
    exposures.map((list) => list.toSorted((a, b) => a - b)),
  );

  test('is accepted if and only if its exposure rises with every step', () => {
    fc.assert(
      fc.property(ladders, (ladder) => {
        const steps = ladder.map((exposure) => ({ exposure, hold: '1h' }));

        const { plan: accepted, diagnostics } = read(plan({ steps }));

        expect(accepted !== undefined).toBe(rises(ladder));
        expect(diagnostics.some(({ code }) => code === 'exposure-not-rising')).toBe(!rises(ladder));
      }),
      { numRuns: 200 },
    );
  });

  test('is read back from the ledger as it was', () => {
    fc.assert(
      fc.property(curves, fc.constantFrom('hold', 'stop'), (curve, end) => {
        const { plan: before } = read(plan({ curve, end }));

        if (before) expect(readStoredPlan(JSON.parse(JSON.stringify(before)))).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });
});
