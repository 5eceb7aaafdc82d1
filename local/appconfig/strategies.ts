/** Deployment strategies: those that AppConfig brings along, and the growth that a strategy gives a deployment. */
import type { GrowthType } from '@aws-sdk/client-appconfig';
import type { Strategy } from './state.ts';

/** The strategy of the deployments that experiment runs make; it is not listed. */
export const serviceManaged = 'AppConfig.ServiceManaged';

type Predefined = Pick<
  Strategy,
  'id' | 'description' | 'durationMinutes' | 'bakeMinutes' | 'growthType' | 'growthFactor'
>;

const predefined: readonly Predefined[] = [
  {
    id: 'AppConfig.AllAtOnce',
    description: 'Quick',
    durationMinutes: 0,
    bakeMinutes: 10,
    growthType: 'LINEAR',
    growthFactor: 100,
  },
  {
    id: 'AppConfig.Linear50PercentEvery30Seconds',
    description: 'Test/Demo',
    durationMinutes: 1,
    bakeMinutes: 1,
    growthType: 'LINEAR',
    growthFactor: 50,
  },
  {
    id: 'AppConfig.Canary10Percent20Minutes',
    description: 'AWS Recommended',
    durationMinutes: 20,
    bakeMinutes: 10,
    growthType: 'EXPONENTIAL',
    growthFactor: 10,
  },
  {
    id: 'AppConfig.Linear20PercentEvery6Minutes',
    description: 'AWS Recommended',
    durationMinutes: 30,
    bakeMinutes: 30,
    growthType: 'LINEAR',
    growthFactor: 20,
  },
];

export const predefinedStrategies = (): Strategy[] =>
  predefined.map((strategy, at) => ({
    ...strategy,
    sequence: at + 1,
    name: strategy.id,
    tags: {},
    replicateTo: 'NONE',
    isPredefined: true,
  }));

type Growth = {
  readonly growthType: GrowthType;
  readonly growthFactor: number;
  readonly durationMs: number;
};

/** The first percentage is reached at once, each further one after an even share of the deployment's time. */
export function growthSteps({ growthType, growthFactor, durationMs }: Growth) {
  const percentages: number[] = [];
  for (let n = 0; (percentages.at(-1) ?? 0) < 100; n += 1) {
    const grown = growthType === 'LINEAR' ? growthFactor * (n + 1) : growthFactor * 2 ** n;
    percentages.push(Math.min(100, grown));
  }
  // Without time between them, nobody sees the steps.
  if (durationMs === 0) return [{ percentage: 100, afterMs: 0 }];
  return percentages.map((percentage, n) => ({
    percentage,
    afterMs: Math.round((durationMs * n) / percentages.length),
  }));
}
