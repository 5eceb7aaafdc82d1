/** Requests to AppConfig as nobody would write them, and as somebody might: what a seed makes of an operation's limits. */

import { limits } from '#local/appconfig/limits/index';
import type { Limit } from '#local/appconfig/limits/limit';
import type { Random } from '#local/random';
import { flagDocument } from '#test/support/experiment';

/** What earlier answers told, by member: ids, names, tokens. */
export type Told = ReadonlyMap<string, readonly unknown[]>;

export function requestOf(operation: string, random: Random, told: Told): Readonly<Record<string, unknown>> {
  const members = Object.entries(limits[operation] ?? {});
  const given = members.filter(([name]) => random.next() < (isKey(name) ? 0.98 : 0.5));
  return Object.fromEntries(
    given.map(([name, limit]) => [
      name,
      random.next() < 0.95 ? sensible(name, limit, random, told) : wild(limit, random),
    ]),
  );
}

const isKey = (name: string) =>
  /Id$|Identifier$|^Run$|Number$|Arn$|^Name$|^Content|^Treatments$|^Control$|Rule|^FlagKey$|Version$|Uri$|^Growth|Minutes$|^TagKeys$/.test(
    name,
  ) && !/^Latest|^Kms/.test(name);

const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)] as T;

function sensible(name: string, limit: Limit, random: Random, told: Told): unknown {
  const known = told.get(name);
  // Mostly what was there first: that is where most has been built.
  if (known && known.length > 0 && random.next() < 0.95)
    return random.next() < 0.7 ? known[0] : pick(random, known);
  const maker = sensibly[name];
  return maker ? maker(random) : wild(limit, random);
}

const treatment = (random: Random) => ({
  Weight: random.integer(4) * 25,
  FlagValue: { Enabled: random.next() < 0.5 },
});
const names = ['shop', 'prod', 'flags', 'blue button', 'x', 'y'];

const sensibly: Readonly<Record<string, (random: Random) => unknown>> = {
  Name: (random) => pick(random, names),
  ApplicationIdentifier: (random) => pick(random, names),
  EnvironmentIdentifier: (random) => pick(random, names),
  ConfigurationProfileIdentifier: (random) => pick(random, names),
  Description: () => 'described',
  Hypothesis: () => 'blue sells',
  AudienceDescription: () => 'Germany',
  LaunchCriteria: () => 'more orders',
  Type: () => 'AWS.AppConfig.FeatureFlags',
  LocationUri: () => 'hosted',
  FlagKey: (random) => pick(random, ['checkout', 'search', 'nothing']),
  Treatments: (random) => Array.from({ length: 1 + random.integer(3) }, () => treatment(random)),
  Control: treatment,
  AudienceRule: (random) => pick(random, ['true', '(eq $country "DE")', 'false', '(eq $country']),
  ExposurePercentage: (random) => random.integer(101),
  TreatmentOverrides: (random) => ({ Inline: { u: pick(random, ['t1', 'c', 't9']) } }),
  Run: (random) => 1 + random.integer(4),
  Status: (random) => pick(random, ['RUNNING', 'DONE', 'IDLE', 'ACTIVE', 'ARCHIVED']),
  DeploymentNumber: (random) => 1 + random.integer(8),
  LatestDeploymentNumber: (random) => random.integer(8),
  ConfigurationVersion: (random) => pick(random, ['1', '2', '9', 'label']),
  VersionNumber: (random) => 1 + random.integer(3),
  LatestVersionNumber: (random) => random.integer(3),
  VersionLabel: (random) => pick(random, ['label', 'other']),
  Content: (random) =>
    pick(random, [flagDocument('checkout'), flagDocument('search', 'checkout'), Buffer.from('no')]),
  ContentType: () => 'application/json',
  DeploymentStrategyId: (random) =>
    pick(random, ['AppConfig.AllAtOnce', 'AppConfig.Linear50PercentEvery30Seconds']),
  DeploymentDurationInMinutes: (random) => random.integer(3),
  FinalBakeTimeInMinutes: (random) => random.integer(3),
  GrowthFactor: (random) => 1 + random.integer(100),
  GrowthType: (random) => pick(random, ['LINEAR', 'EXPONENTIAL']),
  Tags: (random) => ({ [pick(random, ['team', 'aws:x'])]: 'v' }),
  TagKeys: () => ['team'],
  DeleteType: (random) => pick(random, ['ARCHIVE', 'DESTROY']),
  MaxResults: (random) => 1 + random.integer(3),
  Monitors: () => [],
  Validators: () => [],
  ReplicateTo: () => 'NONE',
  RetrievalRoleArn: () => 'arn:aws:iam::111122223333:role/reader',
  DeploymentParameters: () => ({ Tags: { nonce: 'n' } }),
  Result: () => ({ ExecutiveSummary: 'done' }),
  AllowRevert: () => true,
};

/** Around the limit, on both sides, and now and then of another type. */
function wild(limit: Limit, random: Random): unknown {
  if (random.next() < 0.05) return pick(random, [5, 'text', true, {}, [], null]);
  switch (limit.kind) {
    case 'text':
      return pick(random, ['x', 'A b', 'é😀', 'x'.repeat((limit.max ?? 70) + random.integer(2))]);
    case 'choice':
      return pick(random, [...limit.of, 'NONSENSE']);
    case 'number': {
      const { min = 0, max = 1000 } = limit;
      return pick(random, [min, max, min - 1, max + 1, ...(limit.isWhole ? [] : [min + 0.5])]);
    }
    case 'flag':
      return random.next() < 0.5;
    case 'bytes':
      return Buffer.from('{');
    case 'list':
      return Array.from({ length: pick(random, [0, 1, limit.max ?? 3, (limit.max ?? 3) + 1]) }, () =>
        wild(limit.of, random),
      );
    case 'map':
      return Object.fromEntries(
        Array.from({ length: pick(random, [0, 1, limit.max ?? 3]) }, () => [
          String(wild(limit.key, random)),
          wild(limit.value, random),
        ]),
      );
    case 'structure':
      return Object.fromEntries(
        Object.entries(limit.members)
          .filter(() => random.next() < 0.8)
          .map(([name, member]) => [name, wild(member, random)]),
      );
    case 'union': {
      const [name, member] = pick(random, Object.entries(limit.members));
      return { [name]: wild(member, random) };
    }
  }
}
