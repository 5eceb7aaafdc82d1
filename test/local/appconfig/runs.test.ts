/** The life of an experiment run, through the SDK. */
import {
  DeleteExperimentDefinitionCommand,
  GetExperimentDefinitionCommand,
  GetExperimentRunCommand,
  ListDeploymentsCommand,
  ListExperimentRunEventsCommand,
  ListExperimentRunsCommand,
  StartExperimentRunCommand,
  StopExperimentRunCommand,
  UpdateExperimentDefinitionCommand,
  UpdateExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import type { AppConfigOptions } from '#local/appconfig/index';
import { testAppConfig } from '#test/support/appconfig';
import { type DefinitionKey, prepareDefinition, preparePlace } from '#test/support/experiment';

async function ready(options: AppConfigOptions = {}) {
  const { client, clock, appConfig } = testAppConfig(options);
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place);
  return { client, clock, appConfig, place, key };
}

const firstRun = (key: DefinitionKey) => ({ ...key, Run: 1 });

test('a run starts at 0, is raised, and is stopped with a result', async () => {
  const { client, clock, place, key } = await ready();

  const started = await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 0 }));
  await clock.run(clock.now() + 1000);
  const raised = await client.send(
    new UpdateExperimentRunCommand({ ...firstRun(key), ExposurePercentage: 25.5 }),
  );
  await clock.run(clock.now() + 1000);
  const Result = { ExecutiveSummary: 't1 wins', ReasonsToLaunch: 'conversion' };
  const stopped = await client.send(new StopExperimentRunCommand({ ...firstRun(key), Result }));

  expect(started).toMatchObject({
    ApplicationId: place.ApplicationId,
    ExperimentDefinitionId: key.ExperimentDefinitionIdentifier,
    Run: 1,
    Status: 'RUNNING',
    ExposurePercentage: 0,
    StartedAt: new Date('2026-06-16T17:54:00.000Z'),
    UpdatedAt: new Date('2026-06-16T17:54:00.000Z'),
    ExperimentDefinitionSnapshot: {
      Name: 'blue button',
      FlagKey: 'checkout',
      EnvironmentId: place.EnvironmentId,
      ConfigurationProfileId: place.ConfigurationProfileId,
      AudienceRule: '(eq $country "DE")',
      Treatments: [{ Key: 't1', Weight: 50, FlagValue: { Enabled: true } }],
      Control: { Key: 'c', Weight: 50, FlagValue: { Enabled: false } },
    },
  });
  expect(started.$metadata.httpStatusCode).toBe(201);
  expect(started).not.toHaveProperty('EndedAt');
  expect(started.ExperimentDefinitionSnapshot).not.toHaveProperty('Status');
  expect(raised).toMatchObject({ ExposurePercentage: 25.5, UpdatedAt: new Date('2026-06-16T17:54:01.000Z') });
  expect(stopped).toMatchObject({
    Status: 'DONE',
    ExposurePercentage: 25.5,
    Result,
    EndedAt: new Date('2026-06-16T17:54:02.000Z'),
    UpdatedAt: new Date('2026-06-16T17:54:02.000Z'),
  });
  expect(await client.send(new GetExperimentRunCommand(firstRun(key)))).toMatchObject({
    Status: 'DONE',
    Result,
  });
});

test('each start, update and stop makes a managed deployment and an event that names it', async () => {
  const { client, place, key } = await ready();
  const TreatmentOverrides = { Inline: { 'user-1': 't1' } };
  await client.send(new StartExperimentRunCommand(key));
  await client.send(new UpdateExperimentRunCommand({ ...firstRun(key), TreatmentOverrides }));
  await client.send(new UpdateExperimentRunCommand({ ...firstRun(key), ExposurePercentage: 10 }));
  await client.send(new UpdateExperimentRunCommand({ ...firstRun(key), Description: 'told, not deployed' }));
  await client.send(new StopExperimentRunCommand(firstRun(key)));

  const { Items: events = [] } = await client.send(new ListExperimentRunEventsCommand(firstRun(key)));
  const { Items: deployments = [] } = await client.send(new ListDeploymentsCommand(place));

  expect(
    events.map(({ EventType, ExposurePercentage, TriggeredBy, AssociatedDeployment }) => [
      EventType,
      ExposurePercentage,
      TriggeredBy,
      AssociatedDeployment?.split('/').at(-1),
    ]),
  ).toEqual([
    ['RUN_STOPPED', 10, 'USER', '5'],
    ['EXPOSURE_UPDATED', 10, 'USER', '4'],
    ['OVERRIDES_UPDATED', 0, 'USER', '3'],
    ['RUN_STARTED', 0, 'USER', '2'],
  ]);
  expect(events.map((event) => event.TreatmentOverrides)).toEqual([
    TreatmentOverrides,
    TreatmentOverrides,
    TreatmentOverrides,
    undefined,
  ]);
  expect(events[0]?.AssociatedDeployment).toBe(
    `arn:aws:appconfig:eu-central-1:111122223333:application/${place.ApplicationId}/environment/${place.EnvironmentId}/deployment/5`,
  );
  expect(
    deployments.map(({ DeploymentNumber, Type, State, ConfigurationVersion }) => [
      DeploymentNumber,
      Type,
      State,
      ConfigurationVersion,
    ]),
  ).toEqual([
    [5, 'MANAGED', 'COMPLETE', '1'],
    [4, 'MANAGED', 'COMPLETE', '1'],
    [3, 'MANAGED', 'COMPLETE', '1'],
    [2, 'MANAGED', 'COMPLETE', '1'],
    [1, 'USER', 'COMPLETE', '1'],
  ]);
  expect(deployments[0]).toMatchObject({ ConfigurationProfileId: place.ConfigurationProfileId });
});

describe('a run is refused', () => {
  const start = (key: DefinitionKey) => new StartExperimentRunCommand(key);
  const update = (key: DefinitionKey, more: object) =>
    new UpdateExperimentRunCommand({ ...firstRun(key), ...more });

  test('when it would expose fewer people', async () => {
    const { client, key } = await ready();
    await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 50 }));

    await expect(client.send(update(key, { ExposurePercentage: 49.9 }))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Exposure percentage can only be increased. Current: 50%, requested: 49.9%',
    });
  });

  test('with exposure and overrides in one update', async () => {
    const { client, key } = await ready();
    await client.send(start(key));

    const both = { ExposurePercentage: 10, TreatmentOverrides: { Inline: { u: 't1' } } };
    await expect(client.send(update(key, both))).rejects.toMatchObject({
      name: 'BadRequestException',
      message: 'Only one deployment attribute can be updated per request',
    });
    expect(await client.send(new GetExperimentRunCommand(firstRun(key)))).toMatchObject({
      ExposurePercentage: 0,
    });
  });

  test('while another one of the definition, or on the flag, is running', async () => {
    const { client, place, key } = await ready();
    const other = await prepareDefinition(client, place, { Name: 'same flag' });
    await client.send(start(key));

    await expect(client.send(start(key))).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(client.send(start(other))).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    });
    await client.send(new StopExperimentRunCommand(firstRun(key)));
    expect(await client.send(start(other))).toMatchObject({ Run: 1 });
  });

  test('once it is DONE', async () => {
    const { client, key } = await ready();
    await client.send(start(key));
    await client.send(new StopExperimentRunCommand(firstRun(key)));

    const conflict = { name: 'ConflictException' };
    await expect(client.send(update(key, { ExposurePercentage: 10 }))).rejects.toMatchObject(conflict);
    await expect(client.send(new StopExperimentRunCommand(firstRun(key)))).rejects.toMatchObject(conflict);
  });

  test('when its overrides name a treatment that it does not have', async () => {
    const { client, key } = await ready();

    const call = client.send(
      new StartExperimentRunCommand({ ...key, TreatmentOverrides: { Inline: { u: 't2' } } }),
    );

    await expect(call).rejects.toMatchObject({ name: 'BadRequestException', message: /t2/ });
  });
});

test('the definition is ACTIVE while a run is RUNNING, and only then cannot be changed', async () => {
  const { client, key } = await ready();
  const status = async () => (await client.send(new GetExperimentDefinitionCommand(key))).Status;
  const edit = () => client.send(new UpdateExperimentDefinitionCommand({ ...key, Hypothesis: 'blue sells' }));
  const before = await status();
  await client.send(new StartExperimentRunCommand(key));

  expect([before, await status()]).toEqual(['IDLE', 'ACTIVE']);
  await expect(edit()).rejects.toMatchObject({ name: 'ConflictException' });
  await expect(client.send(new DeleteExperimentDefinitionCommand(key))).rejects.toMatchObject({
    name: 'ConflictException',
  });
  await client.send(new StopExperimentRunCommand(firstRun(key)));
  expect(await status()).toBe('IDLE');
  expect(await edit()).toMatchObject({ Hypothesis: 'blue sells' });
});

test('runs are numbered from 1, and each keeps the definition as it was when it started', async () => {
  const { client, key } = await ready();
  for (const Run of [1, 2, 3]) {
    await client.send(new UpdateExperimentDefinitionCommand({ ...key, Hypothesis: `hypothesis ${Run}` }));
    await client.send(new StartExperimentRunCommand({ ...key, Description: `run ${Run}` }));
    await client.send(new StopExperimentRunCommand({ ...key, Run }));
  }
  await client.send(new UpdateExperimentDefinitionCommand({ ...key, Hypothesis: 'later' }));

  const { Items: runs = [] } = await client.send(new ListExperimentRunsCommand(key));
  const second = await client.send(new GetExperimentRunCommand({ ...key, Run: 2 }));

  expect(runs.map(({ Run, Description, Status }) => [Run, Description, Status])).toEqual([
    [3, 'run 3', 'DONE'],
    [2, 'run 2', 'DONE'],
    [1, 'run 1', 'DONE'],
  ]);
  expect(second.ExperimentDefinitionSnapshot).toMatchObject({ Hypothesis: 'hypothesis 2' });
  expect(runs[0]).not.toHaveProperty('ExposurePercentage');
});

test.each(['APPCONFIG', 'CLOUDWATCH_ALARM', 'INTERNAL_ERROR'] as const)(
  'AppConfig itself stops a run: triggered by %s',
  async (triggeredBy) => {
    const { client, appConfig, key } = await ready();
    await client.send(new StartExperimentRunCommand(key));

    appConfig.stopRun(
      { application: 'shop', definition: key.ExperimentDefinitionIdentifier, run: 1 },
      triggeredBy,
    );

    const { Items = [] } = await client.send(new ListExperimentRunEventsCommand(firstRun(key)));
    expect(Items[0]).toMatchObject({ EventType: 'RUN_STOPPED', TriggeredBy: triggeredBy });
    expect(await client.send(new GetExperimentRunCommand(firstRun(key)))).toMatchObject({ Status: 'DONE' });
  },
);
