/** Applications, environments, profiles, versions, strategies, tags and settings. */
import * as sdk from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import { noteFetch, placeOf } from '#local/appconfig/served';
import { minuteMs, testAppConfig } from '#test/support/appconfig';
import { flagDocument, prepareDefinition, preparePlace } from '#test/support/experiment';

const names = { application: 'shop', environment: 'prod', profile: 'flags' };
const notFound = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
const badRequest = { name: 'BadRequestException', $metadata: { httpStatusCode: 400 } };
const conflict = { name: 'ConflictException', $metadata: { httpStatusCode: 409 } };

test('an application is made, changed, listed and deleted', async () => {
  const { client } = testAppConfig();
  const made = await client.send(new sdk.CreateApplicationCommand({ Name: 'a', Description: 'first' }));
  const ApplicationId = made.Id ?? '';

  expect(ApplicationId).toMatch(/^[a-z0-9]{7}$/);
  expect(made).toMatchObject({ Name: 'a', Description: 'first', $metadata: { httpStatusCode: 201 } });
  await client.send(new sdk.UpdateApplicationCommand({ ApplicationId, Name: 'b' }));
  const { Items } = await client.send(new sdk.ListApplicationsCommand({}));
  expect(Items).toEqual([{ Id: ApplicationId, Name: 'b', Description: 'first' }]);
  const gone = await client.send(new sdk.DeleteApplicationCommand({ ApplicationId }));
  expect(gone.$metadata.httpStatusCode).toBe(204);
  await expect(client.send(new sdk.GetApplicationCommand({ ApplicationId }))).rejects.toMatchObject({
    ...notFound,
    ResourceName: ApplicationId,
  });
});

test('an environment keeps its monitors until others replace them', async () => {
  const { client } = testAppConfig();
  const Monitors = [{ AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a' }];
  const place = await preparePlace(client, { monitors: Monitors });

  await client.send(new sdk.UpdateEnvironmentCommand({ ...place, Description: 'live' }));
  expect(await client.send(new sdk.GetEnvironmentCommand(place))).toMatchObject({
    Name: 'prod',
    Description: 'live',
    State: 'READY_FOR_DEPLOYMENT',
    Monitors,
  });
  await client.send(new sdk.UpdateEnvironmentCommand({ ...place, Monitors: [] }));
  expect(await client.send(new sdk.GetEnvironmentCommand(place))).not.toHaveProperty('Monitors');
});

test('profiles are listed by type, and found under their new name', async () => {
  const { client } = testAppConfig();
  const place = await preparePlace(client);
  const hosted = { ApplicationId: place.ApplicationId, LocationUri: 'hosted' };
  await client.send(new sdk.CreateConfigurationProfileCommand({ ...hosted, Name: 'text' }));
  await client.send(new sdk.UpdateConfigurationProfileCommand({ ...place, Name: 'features' }));

  const list = async (Type?: string) =>
    (
      await client.send(new sdk.ListConfigurationProfilesCommand({ ...place, ...(Type ? { Type } : {}) }))
    ).Items?.map(({ Name }) => Name);
  expect(await list()).toEqual(['features', 'text']);
  expect(await list('AWS.Freeform')).toEqual(['text']);
  const input = { ConfigurationProfileIdentifier: 'features', EnvironmentIdentifier: 'prod' };
  expect(await prepareDefinition(client, place, { ...input, ApplicationIdentifier: 'shop' })).toBeDefined();
  await expect(
    prepareDefinition(client, place, { Name: 'x', ConfigurationProfileIdentifier: 'flags' }),
  ).rejects.toMatchObject(notFound);
});

describe('hosted versions', () => {
  const create = (place: Awaited<ReturnType<typeof preparePlace>>, more: object = {}) =>
    new sdk.CreateHostedConfigurationVersionCommand({
      ...place,
      Content: flagDocument('checkout'),
      ContentType: 'application/json',
      ...more,
    });

  test('are numbered, kept byte by byte, and their numbers are not used again', async () => {
    const { client } = testAppConfig();
    const place = await preparePlace(client);
    const made = await client.send(create(place, { Description: 'second', VersionLabel: 'v2' }));
    await client.send(new sdk.DeleteHostedConfigurationVersionCommand({ ...place, VersionNumber: 2 }));
    const third = await client.send(create(place, { LatestVersionNumber: 2, VersionLabel: 'v3' }));
    const { Items } = await client.send(new sdk.ListHostedConfigurationVersionsCommand(place));

    expect(made).toMatchObject({ VersionNumber: 2, Description: 'second', VersionLabel: 'v2' });
    expect(Buffer.from(third.Content ?? [])).toEqual(flagDocument('checkout'));
    expect(Items?.map(({ VersionNumber }) => VersionNumber)).toEqual([3, 1]);
    const labelled = { ...place, VersionLabel: 'v*' };
    expect((await client.send(new sdk.ListHostedConfigurationVersionsCommand(labelled))).Items?.length).toBe(
      1,
    );
  });

  test('are refused when somebody else was faster, when their label is taken, or when they are too large', async () => {
    const { client } = testAppConfig();
    const place = await preparePlace(client);
    await client.send(create(place, { VersionLabel: 'v2' }));

    await expect(client.send(create(place, { LatestVersionNumber: 1 }))).rejects.toMatchObject(conflict);
    await expect(client.send(create(place, { VersionLabel: 'v2' }))).rejects.toMatchObject(conflict);
    await expect(
      client.send(create(place, { Content: new Uint8Array(2 * 1024 * 1024 + 1) })),
    ).rejects.toMatchObject({ name: 'PayloadTooLargeException', Measure: 'KILOBYTES', Limit: 2048 });
  });

  test('of feature flags are validated, with every problem told', async () => {
    const { client } = testAppConfig();
    const place = await preparePlace(client);
    const Content = Buffer.from(JSON.stringify({ version: '1', values: { nothing: { enabled: true } } }));

    await expect(client.send(create(place, { Content }))).rejects.toMatchObject({
      ...badRequest,
      Reason: 'InvalidConfiguration',
      Details: { InvalidConfiguration: [{ Location: '#/values/nothing' }] },
    });
  });
});

test('a strategy is changed and deleted, unless it is one of AppConfig', async () => {
  const { client } = testAppConfig();
  const { DeploymentStrategyId } = await preparePlace(client);
  const update = (id: string) =>
    client.send(new sdk.UpdateDeploymentStrategyCommand({ DeploymentStrategyId: id, GrowthFactor: 20 }));

  expect(await update(DeploymentStrategyId)).toMatchObject({ GrowthFactor: 20, GrowthType: 'LINEAR' });
  await expect(update('AppConfig.AllAtOnce')).rejects.toMatchObject(badRequest);
  await client.send(new sdk.DeleteDeploymentStrategyCommand({ DeploymentStrategyId }));
  await expect(update(DeploymentStrategyId)).rejects.toMatchObject(notFound);
});

test('what is in use is not deleted', async () => {
  const { client } = testAppConfig();
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place);
  const deletions = {
    application: new sdk.DeleteApplicationCommand(place),
    environment: new sdk.DeleteEnvironmentCommand(place),
    profile: new sdk.DeleteConfigurationProfileCommand(place),
  };

  await expect(client.send(deletions.application)).rejects.toMatchObject(badRequest);
  await expect(client.send(deletions.environment)).rejects.toMatchObject(conflict);
  await expect(client.send(deletions.profile)).rejects.toMatchObject({
    ...badRequest,
    message: `Cannot delete configuration profile ${place.ConfigurationProfileId} because there are still hosted configuration versions existing under it.`,
  });
  await client.send(new sdk.DeleteHostedConfigurationVersionCommand({ ...place, VersionNumber: 1 }));
  await expect(client.send(deletions.profile)).rejects.toMatchObject(conflict);
  await client.send(new sdk.DeleteExperimentDefinitionCommand({ ...key, DeleteType: 'DESTROY' }));
  await client.send(deletions.environment);
  await client.send(deletions.profile);
  expect((await client.send(deletions.application)).$metadata.httpStatusCode).toBe(204);
});

describe('deletion protection', () => {
  const prepared = async (isEnabled: boolean) => {
    const { client, clock, appConfig } = testAppConfig();
    const place = await preparePlace(client);
    const settings = { DeletionProtection: { Enabled: isEnabled, ProtectionPeriodInMinutes: 15 } };
    await client.send(new sdk.UpdateAccountSettingsCommand(settings));
    await clock.run(clock.now() + 60 * minuteMs);
    noteFetch(appConfig.world, placeOf(appConfig.world, names));
    const remove = (DeletionProtectionCheck?: sdk.DeletionProtectionCheck) =>
      client.send(
        new sdk.DeleteEnvironmentCommand({
          ...place,
          ...(DeletionProtectionCheck ? { DeletionProtectionCheck } : {}),
        }),
      );
    return { clock, remove };
  };

  test('keeps what was fetched of late', async () => {
    const { clock, remove } = await prepared(true);
    await clock.run(clock.now() + 14 * minuteMs);
    await expect(remove()).rejects.toMatchObject(conflict);
    await clock.run(clock.now() + minuteMs);
    expect(await remove()).toBeDefined();
  });

  test('is bypassed', async () => {
    expect(await (await prepared(true)).remove('BYPASS')).toBeDefined();
  });

  test('is off by default, and applied when the request says so', async () => {
    const { remove } = await prepared(false);
    await expect(remove('APPLY')).rejects.toMatchObject(conflict);
    expect(await remove()).toBeDefined();
  });
});

test('account settings change one by one', async () => {
  const { client } = testAppConfig();
  const settings = async () => {
    const { $metadata, ...told } = await client.send(new sdk.GetAccountSettingsCommand({}));
    return told;
  };

  expect(await settings()).toEqual({
    DeletionProtection: { Enabled: false, ProtectionPeriodInMinutes: 60 },
    VendedMetrics: { Enabled: false },
  });
  await client.send(new sdk.UpdateAccountSettingsCommand({ VendedMetrics: { Enabled: true } }));
  await client.send(new sdk.UpdateAccountSettingsCommand({ DeletionProtection: { Enabled: true } }));
  expect(await settings()).toEqual({
    DeletionProtection: { Enabled: true, ProtectionPeriodInMinutes: 60 },
    VendedMetrics: { Enabled: true },
  });
});

describe('tags', () => {
  test('are kept by everything that has an ARN', async () => {
    const { client } = testAppConfig();
    const place = await preparePlace(client);
    const key = await prepareDefinition(client, place, { Tags: { team: 'checkout' } });
    const DeploymentParameters = { Tags: { nonce: 'n1' } };
    await client.send(
      new sdk.StartExperimentRunCommand({ ...key, Tags: { ramp: 'r1' }, DeploymentParameters }),
    );
    const root = 'arn:aws:appconfig:eu-central-1:111122223333';
    const application = `${root}:application/${place.ApplicationId}`;
    const definition = `${application}/experimentdefinition/${key.ExperimentDefinitionIdentifier}`;
    const tagsOf = async (ResourceArn: string) =>
      (await client.send(new sdk.ListTagsForResourceCommand({ ResourceArn }))).Tags;

    expect(await tagsOf(definition)).toEqual({ team: 'checkout' });
    expect(await tagsOf(`${definition}/experimentrun/1`)).toEqual({ ramp: 'r1' });
    expect(await tagsOf(`${application}/environment/${place.EnvironmentId}/deployment/2`)).toEqual({
      nonce: 'n1',
    });
    for (const ResourceArn of [
      application,
      `${application}/environment/${place.EnvironmentId}`,
      `${application}/configurationprofile/${place.ConfigurationProfileId}`,
      `${root}:deploymentstrategy/${place.DeploymentStrategyId}`,
    ]) {
      await client.send(new sdk.TagResourceCommand({ ResourceArn, Tags: { a: '1', b: '2' } }));
      await client.send(new sdk.UntagResourceCommand({ ResourceArn, TagKeys: ['a', 'c'] }));
      expect(await tagsOf(ResourceArn)).toEqual({ b: '2' });
    }
    await expect(tagsOf(`${definition}/experimentrun/2`)).rejects.toMatchObject(notFound);
    await expect(tagsOf(`${root}:extension/abcdefg`)).rejects.toMatchObject(badRequest);
  });

  test('are 50 at most, and none of them AWS’s', async () => {
    const { client } = testAppConfig();
    const { ApplicationId } = await preparePlace(client);
    const ResourceArn = `arn:aws:appconfig:eu-central-1:111122223333:application/${ApplicationId}`;
    const add = (from: number, count: number) => {
      const Tags = Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${from + n}`, 'v']));
      return client.send(new sdk.TagResourceCommand({ ResourceArn, Tags }));
    };

    await add(0, 50);
    await add(0, 50);
    await expect(add(50, 1)).rejects.toMatchObject(badRequest);
    await expect(
      client.send(new sdk.CreateApplicationCommand({ Name: 'x', Tags: { 'aws:x': 'v' } })),
    ).rejects.toMatchObject(badRequest);
  });
});

test.each([
  ['KmsKeyIdentifier', new sdk.StartDeploymentCommand({ ...ids(), KmsKeyIdentifier: 'key' })],
  [
    'DynamicExtensionParameters',
    new sdk.StartDeploymentCommand({ ...ids(), DynamicExtensionParameters: { 'e#p': 'v' } }),
  ],
  [
    'LocationUri',
    new sdk.CreateConfigurationProfileCommand({ ...ids(), Name: 'x', LocationUri: 's3://bucket/key' }),
  ],
  [
    'Validators',
    new sdk.UpdateConfigurationProfileCommand({
      ...ids(),
      Validators: [{ Type: 'JSON_SCHEMA', Content: '{}' }],
    }),
  ],
  [
    'ReplicateTo',
    new sdk.CreateDeploymentStrategyCommand({
      Name: 'x',
      DeploymentDurationInMinutes: 0,
      GrowthFactor: 1,
      ReplicateTo: 'SSM_DOCUMENT',
    }),
  ],
  ['CreateExtension', new sdk.CreateExtensionCommand({ Name: 'x', Actions: {} })],
])('what is not emulated is refused by name: %s', async (what, command) => {
  const { client } = testAppConfig();

  await expect(client.send(command as sdk.CreateExtensionCommand)).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: expect.stringContaining(what),
  });
});

function ids() {
  const id = 'abcdefg';
  return {
    ApplicationId: id,
    EnvironmentId: id,
    ConfigurationProfileId: id,
    DeploymentStrategyId: id,
    ConfigurationVersion: '1',
  };
}
