import type { ExperimentDefinitionSnapshot } from '@aws-sdk/client-appconfig';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Assignment, assign, type DeliveredRun } from '#local/appconfig/assignment/assign';
import { positionOf } from '#local/appconfig/position';
import type { Attributes } from '#local/appconfig/rules/evaluate';

type Given = Partial<Omit<DeliveredRun, 'snapshot'>> & {
  /** Of the control, then of the treatments. */
  readonly weights?: readonly number[];
  readonly audience?: string;
};

function runOf({ weights = [1, 1], audience = 'true', ...given }: Given = {}): DeliveredRun {
  const treatments = weights.map((Weight, index) => ({
    Key: index === 0 ? 'c' : `t${index}`,
    Weight,
    FlagValue: { Enabled: index > 0 },
  }));
  const snapshot: ExperimentDefinitionSnapshot = { AudienceRule: audience };
  const [Control, ...Treatments] = treatments;
  if (Control) snapshot.Control = Control;
  return {
    runArn: 'run/1',
    exposure: 100,
    overrides: undefined,
    snapshot: { ...snapshot, Treatments },
    ...given,
  };
}

function assigned(
  run: DeliveredRun,
  id: string,
  attributes: Attributes = {},
  overridesSkipAudience = true,
): Assignment {
  const circumstances = { attributes, scope: 'flag', unresolvedAttribute: 'false' } as const;
  return assign(run, { id, circumstances }, { overridesSkipAudience });
}
const keyOf = (...given: Parameters<typeof assigned>) => assigned(...given).treatment?.Key;

const many = Array.from({ length: 100_000 }, (_, index) => `user-${index}`);
const some = many.slice(0, 2_000);

/** Within five standard deviations of a binomial: a sound assignment fails once in 1.7 million tries, and the ids never change. */
const expectShare = (count: number, of: number, share: number) =>
  expect(Math.abs(count - of * share)).toBeLessThanOrEqual(5 * Math.sqrt(of * share * (1 - share)));

describe('assignment', () => {
  test.each<[exposure: number, weights: readonly number[]]>([
    [100, [50, 50]],
    [100, [0, 100]],
    [40, [1, 2, 3]],
    [12.5, [10, 10, 20, 0, 30, 30]],
    [0.1, [50, 50]],
  ])('splits 100,000 entities at exposure %d by the weights %j', (exposure, weights) => {
    const run = runOf({ exposure, weights });
    const counts = Map.groupBy(many, (id) => keyOf(run, id));
    const total = weights.reduce((sum, weight) => sum + weight, 0);

    const exposed = many.length - (counts.get(undefined)?.length ?? 0);
    expectShare(exposed, many.length, exposure / 100);
    weights.forEach((weight, index) => {
      const count = counts.get(index === 0 ? 'c' : `t${index}`)?.length ?? 0;
      expectShare(count, many.length, (exposure / 100) * (weight / total));
      if (weight === 0) expect(count).toBe(0);
    });
  });

  test('at 0 % gives nobody a treatment, at 100 % everybody', () => {
    const reasons = (exposure: number) =>
      new Set(some.map((id) => assigned(runOf({ exposure }), id).because));

    expect(reasons(0)).toEqual(new Set(['not exposed']));
    expect(reasons(100)).toEqual(new Set(['exposed']));
  });

  test('keeps everybody who was in, with the same treatment, when exposure rises', () => {
    const exposure = fc.float({ min: 0, max: 100, noNaN: true });
    const weights = fc
      .array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 6 })
      .filter((all) => all.some(Boolean));

    fc.assert(
      fc.property(exposure, exposure, weights, fc.string(), (one, other, given, runArn) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const at = (percentage: number) => runOf({ exposure: percentage, weights: given, runArn });
        const [before, after] = [at(low), at(high)];

        for (const id of some.slice(0, 200)) {
          const key = keyOf(before, id);
          if (key !== undefined) expect(keyOf(after, id)).toBe(key);
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  test('tells exposures apart as 32 bits do', () => {
    const percentage = Math.fround(33.3);
    const counts = [33.3, percentage, 33.300001].map(
      (exposure) => some.filter((id) => keyOf(runOf({ exposure }), id) !== undefined).length,
    );

    expect(counts[0]).toBe(counts[1]);
    expect(counts[0]).toBe(counts[2]);
  });

  test('has nothing to do with that of another run, nor the treatment with exposure', () => {
    const half = (runArn: string) => runOf({ runArn, exposure: 50 });
    const both = many.slice(0, 20_000).filter((id) => keyOf(half('run/1'), id) && keyOf(half('run/2'), id));
    const first = many.slice(0, 20_000).filter((id) => keyOf(runOf({ exposure: 10 }), id) === 't1');

    expectShare(both.length, 20_000, 0.25);
    expectShare(first.length, 20_000, 0.05);
  });

  test('leaves out who is not in the audience, whatever the exposure', () => {
    const run = runOf({ audience: '(eq $country "DE")' });

    expect(assigned(run, 'user', { country: 'DE' })).toMatchObject({ because: 'exposed' });
    expect(assigned(run, 'user', { country: 'FR' })).toEqual({ because: 'outside the audience' });
    expect(assigned(run, 'user')).toEqual({ because: 'outside the audience' });
  });
});

describe('an override', () => {
  const run = runOf({
    exposure: 0,
    audience: '(exists "in")',
    overrides: { ann: 't1', bob: 'c', eve: 't9' },
  });

  test('gives its treatment at 0 %, the control as well', () => {
    expect(keyOf(run, 'ann', { in: '' })).toBe('t1');
    expect(keyOf(run, 'bob', { in: '' })).toBe('c');
    expect(assigned(run, 'someone', { in: '' })).toEqual({ because: 'not exposed' });
  });

  test.each([
    [true, 't1'],
    [false, undefined],
  ])('skips the audience: %s', (overridesSkipAudience, key) => {
    expect(keyOf(run, 'ann', {}, overridesSkipAudience)).toBe(key);
    expect(keyOf(run, 'ann', { in: '' }, overridesSkipAudience)).toBe('t1');
  });

  test('to a treatment that the run does not have is none', () => {
    expect(assigned(run, 'eve', { in: '' })).toEqual({ because: 'not exposed' });
    expect(assigned(run, 'constructor', { in: '' })).toEqual({ because: 'not exposed' });
  });
});

test('positions are those of the published hash', () => {
  // printf '5:run/16:user-1' | sha256sum: the first twelve digits.
  expect(positionOf('run/1', 'user-1') * 2 ** 48).toBe(0x62a960e4f9bc);
  expect(positionOf('a', 'bc')).not.toBe(positionOf('ab', 'c'));
});
