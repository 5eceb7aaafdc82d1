/** Experiment definitions: made, changed, listed, archived, destroyed. */
import * as sdk from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import { testAppConfig } from '#test/support/appconfig';
import { definitionInput, prepareDefinition, preparePlace } from '#test/support/experiment';

const treatment = (Weight: number, Enabled = true) => ({ Weight, FlagValue: { Enabled } });

test('a definition is IDLE, its treatments have keys, and its weights are told as they were given', async () => {
  const { client } = testAppConfig();
  const place = await preparePlace(client);
  const input = {
    ...definitionInput(place),
    Treatments: [treatment(33.3), treatment(0.1), treatment(16.6)],
    Hypothesis: 'blue sells',
    AudienceDescription: 'Germany',
    LaunchCriteria: 'more orders',
  };

  const made = await client.send(new sdk.CreateExperimentDefinitionCommand(input));

  expect(made).toMatchObject({
    Status: 'IDLE',
    Hypothesis: 'blue sells',
    AudienceDescription: 'Germany',
    LaunchCriteria: 'more orders',
    CreatedAt: new Date('2026-06-16T17:54:00.000Z'),
    UpdatedAt: new Date('2026-06-16T17:54:00.000Z'),
    Treatments: [
      { Key: 't1', Weight: 33.3 },
      { Key: 't2', Weight: 0.1 },
      { Key: 't3', Weight: 16.6 },
    ],
    Control: { Key: 'c', Weight: 50 },
    $metadata: { httpStatusCode: 201 },
  });
  expect(made.Id).toMatch(/^[a-z0-9]{7}$/);
});

test('a definition is found by id, by name, by ARN, under an application by id, name or ARN', async () => {
  const { client } = testAppConfig();
  const place = await preparePlace(client);
  const { ExperimentDefinitionIdentifier: id } = await prepareDefinition(client, place, { Name: 'a/b c' });
  const root = `arn:aws:appconfig:eu-central-1:111122223333:application/${place.ApplicationId}`;

  for (const ApplicationIdentifier of [place.ApplicationId, 'shop', root]) {
    for (const ExperimentDefinitionIdentifier of [id, 'a/b c', `${root}/experimentdefinition/${id}`]) {
      const key = { ApplicationIdentifier, ExperimentDefinitionIdentifier };
      expect(await client.send(new sdk.GetExperimentDefinitionCommand(key))).toMatchObject({ Id: id });
    }
  }
});

describe('a definition is refused', () => {
  test.each([
    [
      'of an application that is not there',
      { ApplicationIdentifier: 'nothing' },
      'ResourceNotFoundException',
      /application nothing/,
    ],
    [
      'in an environment that is not there',
      { EnvironmentIdentifier: 'nothing' },
      'ResourceNotFoundException',
      /environment nothing/,
    ],
    [
      'on a profile that is not there',
      { ConfigurationProfileIdentifier: 'nothing' },
      'ResourceNotFoundException',
      /configuration profile nothing/,
    ],
    ['on a flag that is not there', { FlagKey: 'nothing' }, 'BadRequestException', /Flag nothing/],
    [
      'with an audience rule that is none',
      { AudienceRule: '(eq $country' },
      'BadRequestException',
      /at line 1, column \d+/,
    ],
    [
      'with weights of 0',
      { Treatments: [treatment(0)], Control: treatment(0) },
      'BadRequestException',
      /more than 0/,
    ],
    [
      'with an attribute that its flag does not have',
      {
        Control: {
          Weight: 1,
          FlagValue: { Enabled: true, AttributeValues: { colour: { StringValue: 'blue' } } },
        },
      },
      'BadRequestException',
      /colour is no attribute/,
    ],
  ])('%s', async (_what, input, name, message) => {
    const { client } = testAppConfig();
    const place = await preparePlace(client);

    const call = prepareDefinition(client, place, input);

    await expect(call).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect((await client.send(new sdk.ListExperimentDefinitionsCommand({}))).Items).toEqual([]);
  });
});

test('an update changes what it names and keeps the rest', async () => {
  const { client, clock } = testAppConfig();
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place, { Hypothesis: 'first' });
  await clock.run(clock.now() + 1000);

  const changed = await client.send(
    new sdk.UpdateExperimentDefinitionCommand({
      ...key,
      Treatments: [treatment(1), treatment(2)],
      Hypothesis: '',
    }),
  );

  expect(changed).toMatchObject({
    Hypothesis: '',
    AudienceRule: '(eq $country "DE")',
    Treatments: [{ Key: 't1' }, { Key: 't2' }],
    CreatedAt: new Date('2026-06-16T17:54:00.000Z'),
    UpdatedAt: new Date('2026-06-16T17:54:01.000Z'),
  });
});

describe('ListExperimentDefinitions', () => {
  async function three() {
    const { client } = testAppConfig();
    const place = await preparePlace(client);
    const stage = await client.send(new sdk.CreateEnvironmentCommand({ ...place, Name: 'stage' }));
    await prepareDefinition(client, place, { Name: 'idle' });
    const active = await prepareDefinition(client, place, { Name: 'active', FlagKey: 'search' });
    const archived = await prepareDefinition(client, place, {
      Name: 'archived',
      EnvironmentIdentifier: stage.Id,
    });
    await client.send(new sdk.StartExperimentRunCommand(active));
    await client.send(new sdk.DeleteExperimentDefinitionCommand(archived));
    const list = async (input: sdk.ListExperimentDefinitionsRequest) =>
      (await client.send(new sdk.ListExperimentDefinitionsCommand(input))).Items?.map(({ Name }) => Name);
    return { client, place, list };
  }

  test('filters by status, application, environment and profile', async () => {
    const { place, list } = await three();
    const ApplicationIdentifier = 'shop';

    expect(await list({})).toEqual(['idle', 'active']);
    expect(await list({ Status: 'ACTIVE' })).toEqual(['active']);
    expect(await list({ Status: 'IDLE' })).toEqual(['idle']);
    expect(await list({ Status: 'ARCHIVED' })).toEqual(['archived']);
    expect(await list({ ApplicationIdentifier })).toEqual(['idle', 'active']);
    expect(await list({ ApplicationIdentifier, EnvironmentIdentifier: 'stage' })).toEqual([]);
    expect(await list({ ApplicationIdentifier, EnvironmentIdentifier: 'stage', Status: 'ARCHIVED' })).toEqual(
      ['archived'],
    );
    expect(
      await list({
        ApplicationIdentifier,
        ConfigurationProfileIdentifier: place.ConfigurationProfileId,
        Status: 'ACTIVE',
      }),
    ).toEqual(['active']);
    const application = `arn:aws:appconfig:eu-central-1:111122223333:application/${place.ApplicationId}`;
    expect(
      await list({ EnvironmentIdentifier: `${application}/environment/${place.EnvironmentId}` }),
    ).toEqual(['idle', 'active']);
  });

  test('refuses an environment that no application tells apart', async () => {
    const { list } = await three();

    await expect(list({ EnvironmentIdentifier: 'prod' })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  test('shows no rule and no treatments', async () => {
    const { client } = await three();

    const { Items: [first] = [] } = await client.send(new sdk.ListExperimentDefinitionsCommand({}));

    expect(first).not.toHaveProperty('AudienceRule');
    expect(first).not.toHaveProperty('Treatments');
    expect(first).toMatchObject({ FlagKey: 'checkout', Status: 'IDLE' });
  });
});

test('an archived definition is kept with its runs and does not start; a destroyed one is gone and frees its name', async () => {
  const { client } = testAppConfig();
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place);
  await client.send(new sdk.StartExperimentRunCommand(key));
  await client.send(new sdk.StopExperimentRunCommand({ ...key, Run: 1 }));

  const archived = await client.send(new sdk.DeleteExperimentDefinitionCommand(key));
  expect(archived.$metadata.httpStatusCode).toBe(204);
  expect(await client.send(new sdk.GetExperimentDefinitionCommand(key))).toMatchObject({
    Status: 'ARCHIVED',
  });
  expect((await client.send(new sdk.ListExperimentRunsCommand(key))).Items?.length).toBe(1);
  await expect(client.send(new sdk.StartExperimentRunCommand(key))).rejects.toMatchObject({
    name: 'ConflictException',
  });

  await client.send(new sdk.DeleteExperimentDefinitionCommand({ ...key, DeleteType: 'DESTROY' }));
  await expect(client.send(new sdk.GetExperimentRunCommand({ ...key, Run: 1 }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await prepareDefinition(client, place)).toBeDefined();
});
