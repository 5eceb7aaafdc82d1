/** Who sees what, as an application asks: through the agent, while the SDK changes the run. */
import {
  CreateHostedConfigurationVersionCommand,
  StartDeploymentCommand,
  StartExperimentRunCommand,
  StopExperimentRunCommand,
  UpdateAccountSettingsCommand,
  UpdateExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import { createAgent, type FlagRead, type FlagRequest } from '#local/appconfig/assignment/agent';
import { returnedCount } from '#local/appconfig/assignment/returned-count';
import type { AppConfigOptions } from '#local/appconfig/index';
import { minuteMs, testAppConfig } from '#test/support/appconfig';
import { prepareDefinition, preparePlace } from '#test/support/experiment';
import { alarmArn, TestAlarms } from '#test/support/monitors';

type Json = Record<string, unknown>;

const sizes = { attributes: { size: { constraints: { type: 'number' } } } };
const document = (checkout: Json) => ({ version: '1', flags: { checkout: sizes }, values: { checkout } });

async function ready(options: AppConfigOptions = {}, deployed: Json = { enabled: false, size: 0 }) {
  const { client, clock, appConfig } = testAppConfig(options);
  const place = await preparePlace(client);
  const deploy = async (value: Json, strategy: Json = {}) => {
    const { VersionNumber } = await client.send(
      new CreateHostedConfigurationVersionCommand({
        ...place,
        Content: Buffer.from(JSON.stringify(document(value))),
        ContentType: 'application/json',
      }),
    );
    await client.send(
      new StartDeploymentCommand({ ...place, ConfigurationVersion: `${VersionNumber}`, ...strategy }),
    );
  };
  await deploy(deployed);
  const key = await prepareDefinition(client, place, {
    Treatments: [
      { Weight: 50, FlagValue: { Enabled: true, AttributeValues: { size: { NumberValue: 1 } } } },
      { Weight: 25, FlagValue: { Enabled: false } },
    ],
    Control: { Weight: 25, FlagValue: { Enabled: true, AttributeValues: { size: { NumberValue: 9 } } } },
  });
  const reads: FlagRead[] = [];
  const agent = createAgent(appConfig.world, (read) => reads.push(read));
  const ask = (entityId?: string, given: Partial<FlagRequest> = {}) =>
    agent.flag({
      application: 'shop',
      environment: 'prod',
      profile: 'flags',
      flag: 'checkout',
      context: { country: 'DE' },
      ...(entityId === undefined ? {} : { entityId }),
      ...given,
    });
  const start = (input: Json = {}) =>
    client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 0, ...input }));
  const raise = (ExposurePercentage: number) =>
    client.send(new UpdateExperimentRunCommand({ ...key, Run: 1, ExposurePercentage }));
  const stop = () => client.send(new StopExperimentRunCommand({ ...key, Run: 1 }));
  return { client, clock, place, key, ask, reads, deploy, start, raise, stop };
}

const entities = Array.from({ length: 1_000 }, (_, index) => `user-${index}`);
const off = { enabled: false };

test('everybody gets the deployed flag, before a run and at 0 %', async () => {
  const { ask, start } = await ready();

  expect(ask('user-1')).toEqual(off);
  await start();
  expect(entities.map((id) => ask(id))).toEqual(entities.map(() => off));
});

test('a treatment comes with its variant, its state, and its attributes where it is enabled', async () => {
  const { ask, start } = await ready();
  await start({ ExposurePercentage: 100 });

  const answers = new Set(entities.map((id) => JSON.stringify(ask(id))));

  expect([...answers].map((answer) => JSON.parse(answer))).toEqual(
    expect.arrayContaining([
      { _variant: '__c__', enabled: true, size: 9 },
      { _variant: '__t1__', enabled: true, size: 1 },
      { _variant: '__t2__', enabled: false },
    ]),
  );
  expect(answers.size).toBe(3);
});

test('whoever is outside the audience, or has no entity id, gets the deployed flag at 100 %', async () => {
  const { ask, start } = await ready();
  await start({ ExposurePercentage: 100 });

  expect(ask('user-1', { context: { country: 'FR' } })).toEqual(off);
  expect(ask('user-1', { context: {} })).toEqual(off);
  expect(ask()).toEqual(off);
});

test('raising exposure keeps everybody, and a stop puts everybody back on what is deployed then', async () => {
  const { ask, start, raise, stop, deploy } = await ready();
  await start();
  let before = new Map<string, unknown>();
  for (const exposure of [0.1, 5, 5.5, 20, 50, 99.9, 100]) {
    await raise(exposure);
    const now = new Map(
      entities.map((id) => [id, ask(id)] as const).filter(([, answer]) => answer?._variant),
    );
    for (const [id, answer] of before) expect(now.get(id)).toEqual(answer);
    before = now;
  }
  expect(before.size).toBe(entities.length);

  await deploy({ enabled: true, size: 5 });
  expect(entities.every((id) => ask(id)?._variant !== undefined)).toBe(true);
  await stop();

  expect(entities.map((id) => ask(id))).toEqual(entities.map(() => ({ enabled: true, size: 5 })));
});

test('the next run draws anew', async () => {
  const { ask, start, stop } = await ready();
  const treatments = () => entities.map((id) => ask(id)?._variant);
  await start({ ExposurePercentage: 100 });
  const first = treatments();
  await stop();
  await start({ ExposurePercentage: 100 });

  expect(treatments()).not.toEqual(first);
});

describe('an override', () => {
  const overridden = { TreatmentOverrides: { Inline: { qa: 't2' } } };

  test.each([true, false])('skips the audience: %s', async (overridesSkipAudience) => {
    const { ask, start } = await ready({ switches: { overridesSkipAudience } });
    await start(overridden);

    expect(ask('qa')).toEqual({ _variant: '__t2__', enabled: false });
    expect(ask('qa', { context: {} })).toEqual(
      overridesSkipAudience ? { _variant: '__t2__', enabled: false } : off,
    );
    expect(ask('someone')).toEqual(off);
  });
});

test.each(['false', 'outside'] as const)('an attribute that is missing: %s', async (unresolvedAttribute) => {
  const { client, clock, appConfig } = testAppConfig({ switches: { unresolvedAttribute } });
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place, { AudienceRule: '(not (eq $country "US"))' });
  await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 100 }));
  await clock.run(clock.now());

  const asked = {
    application: 'shop',
    environment: 'prod',
    profile: 'flags',
    flag: 'checkout',
    entityId: 'ann',
  };
  const answer = createAgent(appConfig.world).flag(asked);

  expect(answer?._variant !== undefined).toBe(unresolvedAttribute === 'false');
});

test('a variant of the deployed flag is told where no treatment is', async () => {
  const variants = [
    { name: 'beta', enabled: true, rule: '(exists key::"beta")', attributeValues: { size: 7 } },
    { name: 'default', enabled: false },
  ];
  const { ask } = await ready({}, { _variants: variants });

  expect(ask('user-1', { context: { beta: '' } })).toEqual({ _variant: 'beta', enabled: true, size: 7 });
  expect(ask('user-1')).toEqual({ _variant: 'default', enabled: false });
});

test('a growing deployment reaches some before others, and nobody loses it again', async () => {
  const { ask, deploy, clock } = await ready();
  await deploy({ enabled: true, size: 2 }, { DeploymentStrategyId: 'AppConfig.Canary10Percent20Minutes' });
  const reached = () => entities.filter((id) => ask(id)?.enabled);
  const counts: number[] = [];
  let before: string[] = [];
  for (let minute = 0; minute <= 30; minute += 1) {
    const now = new Set(reached());
    expect(before.filter((id) => !now.has(id))).toEqual([]);
    before = [...now];
    counts.push(now.size);
    await clock.run(clock.now() + minuteMs);
  }

  // Five standard deviations around the 10 % of the first step.
  expect(Math.abs((counts[0] ?? 0) - 100)).toBeLessThan(48);
  expect(counts.at(-1)).toBe(entities.length);
});

test('every answer is told, and counted once the account wants it', async () => {
  const { ask, reads, start, client, place } = await ready();
  await start({ ExposurePercentage: 100 });
  const treated = ask('user-1');
  await client.send(new UpdateAccountSettingsCommand({ VendedMetrics: { Enabled: true } }));
  ask('user-1');
  ask('user-1', { context: {} });
  ask('user-1', { flag: 'unknown' });

  expect(reads.map(({ variant, entityId }) => [variant, entityId])).toEqual([
    [treated?._variant, 'user-1'],
    [treated?._variant, 'user-1'],
    [undefined, 'user-1'],
  ]);
  expect(reads.map(returnedCount)).toEqual([
    undefined,
    {
      namespace: 'AWS/AppConfig',
      name: 'ReturnedCount',
      dimensions: {
        ApplicationId: place.ApplicationId,
        EnvironmentId: place.EnvironmentId,
        ConfigurationProfileId: place.ConfigurationProfileId,
        FlagKey: 'checkout',
        Variant: treated?._variant,
      },
    },
    undefined,
  ]);
});

test('what does not exist is said', async () => {
  const { ask } = await ready();

  expect(ask('user-1', { flag: 'unknown' })).toBeUndefined();
  expect(() => ask('user-1', { environment: 'nowhere' })).toThrow(/environment nowhere/);
});

describe('a stop whose deployment a monitor rolls back', () => {
  const tenMinutes = { managedDeploymentMs: 600_000 } as const;

  async function rolledBack() {
    const alarms = new TestAlarms();
    const { client, clock, appConfig } = testAppConfig({ switches: tenMinutes, monitors: alarms });
    const place = await preparePlace(client, { monitors: [{ AlarmArn: alarmArn }] });
    const key = await prepareDefinition(client, place, { AudienceRule: 'true' });
    await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 100 }));
    await clock.run(clock.now() + 10 * minuteMs);
    await client.send(new StopExperimentRunCommand({ ...key, Run: 1 }));
    const agent = createAgent(appConfig.world);
    const ask = (entityId: string) =>
      agent.flag({ application: 'shop', environment: 'prod', profile: 'flags', flag: 'checkout', entityId });
    const stopped = entities.filter((id) => ask(id)?._variant).length;
    alarms.set(alarmArn, 'ALARM');
    await clock.run(clock.now() + minuteMs);
    alarms.set(alarmArn, 'OK');
    return { client, clock, key, ask, stopped };
  }

  test('gives everybody the treatment again, though the run is DONE', async () => {
    const { ask, stopped } = await rolledBack();

    expect(stopped).toBe(0);
    expect(entities.filter((id) => ask(id)?._variant)).toHaveLength(entities.length);
  });

  test('no longer matters once the next run decides over the flag', async () => {
    const { ask, client, key } = await rolledBack();

    await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 0 }));

    expect(entities.filter((id) => ask(id)?._variant)).toEqual([]);
  });
});
