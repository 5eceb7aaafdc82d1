/** Deployments take their time, one by one, and are rolled back. */
import {
  type AppConfigClient,
  CreateDeploymentStrategyCommand,
  CreateHostedConfigurationVersionCommand,
  GetDeploymentCommand,
  GetDeploymentStrategyCommand,
  GetEnvironmentCommand,
  ListDeploymentStrategiesCommand,
  StartDeploymentCommand,
  type StartDeploymentRequest,
  StartExperimentRunCommand,
  StopDeploymentCommand,
  StopExperimentRunCommand,
  UpdateDeploymentStrategyCommand,
} from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import type { AppConfigOptions } from '#local/appconfig/index';
import { placeOf, servedNow } from '#local/appconfig/served';
import { minuteMs, testAppConfig } from '#test/support/appconfig';
import { flagDocument, type Place, prepareDefinition, preparePlace } from '#test/support/experiment';
import { alarmArn, TestAlarms } from '#test/support/monitors';

async function ready(options: AppConfigOptions = {}) {
  const { client, clock, appConfig } = testAppConfig(options);
  const place = await preparePlace(client, { monitors: [{ AlarmArn: alarmArn }] });
  const { ApplicationId, EnvironmentId, ConfigurationProfileId } = place;
  const names = { application: ApplicationId, environment: EnvironmentId, profile: ConfigurationProfileId };
  const served = () => servedNow(placeOf(appConfig.world, names));
  await client.send(
    new CreateHostedConfigurationVersionCommand({
      ...place,
      Content: flagDocument('checkout', 'search', 'new'),
      ContentType: 'application/json',
      VersionLabel: 'with-new',
    }),
  );
  return { client, clock, place, served };
}

const start = (client: AppConfigClient, place: Place, more: Partial<StartDeploymentRequest> = {}) =>
  client.send(new StartDeploymentCommand({ ...place, ConfigurationVersion: '2', ...more }));

const get = (client: AppConfigClient, place: Place, DeploymentNumber = 2) =>
  client.send(new GetDeploymentCommand({ ...place, DeploymentNumber }));

test('the predefined strategies are listed, the service-managed one is not', async () => {
  const { client } = testAppConfig();

  const { Items = [] } = await client.send(new ListDeploymentStrategiesCommand({}));

  expect(
    Items.map((strategy) => [
      strategy.Id,
      strategy.DeploymentDurationInMinutes,
      strategy.GrowthType,
      strategy.GrowthFactor,
      strategy.FinalBakeTimeInMinutes,
    ]),
  ).toEqual([
    ['AppConfig.AllAtOnce', 0, 'LINEAR', 100, 10],
    ['AppConfig.Linear50PercentEvery30Seconds', 1, 'LINEAR', 50, 1],
    ['AppConfig.Canary10Percent20Minutes', 20, 'EXPONENTIAL', 10, 10],
    ['AppConfig.Linear20PercentEvery6Minutes', 30, 'LINEAR', 20, 30],
  ]);
  await expect(
    client.send(new GetDeploymentStrategyCommand({ DeploymentStrategyId: 'AppConfig.ServiceManaged' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('a deployment grows and bakes on the clock', () => {
  test.each([
    ['AppConfig.AllAtOnce', [[0, 100]], 0, 10],
    [
      'AppConfig.Linear50PercentEvery30Seconds',
      [
        [0, 50],
        [0.5, 100],
      ],
      1,
      2,
    ],
    [
      'AppConfig.Linear20PercentEvery6Minutes',
      [
        [0, 20],
        [6, 40],
        [12, 60],
        [18, 80],
        [24, 100],
      ],
      30,
      60,
    ],
    [
      'AppConfig.Canary10Percent20Minutes',
      [
        [0, 10],
        [4, 20],
        [8, 40],
        [12, 80],
        [16, 100],
      ],
      20,
      30,
    ],
  ])('%s', async (DeploymentStrategyId, growth, bakesAfter, completesAfter) => {
    const { client, clock, place } = await ready();
    const startedAt = clock.now();

    await start(client, place, { DeploymentStrategyId });
    await clock.run();

    const { EventLog = [], State, CompletedAt } = await get(client, place);
    const told = EventLog.toReversed().map(({ EventType, Description, OccurredAt }) => [
      ((OccurredAt?.getTime() ?? 0) - startedAt) / minuteMs,
      Description?.match(/[\d.]+%/)?.[0] ?? EventType,
    ]);
    expect(told).toEqual([
      [0, 'DEPLOYMENT_STARTED'],
      ...growth.map(([at, percentage]) => [at, `${percentage?.toFixed(2)}%`]),
      [bakesAfter, 'BAKE_TIME_STARTED'],
      [completesAfter, 'DEPLOYMENT_COMPLETED'],
    ]);
    expect([State, CompletedAt?.getTime()]).toEqual(['COMPLETE', startedAt + completesAfter * minuteMs]);
  });

  test('and only the targets that it has reached get the new version', async () => {
    const { client, clock, place, served } = await ready();

    await start(client, place, { DeploymentStrategyId: 'AppConfig.Linear50PercentEvery30Seconds' });

    expect(served()).toMatchObject({
      version: { sequence: 2 },
      growing: { deploymentNumber: 2, percentage: 50, before: { sequence: 1 } },
    });
    await clock.run(clock.now() + minuteMs / 2);
    expect(served()).not.toHaveProperty('growing');
  });
});

describe('one deployment at a time goes to an environment', () => {
  test('the next one is refused, also that of a run, until the first is complete', async () => {
    const { client, clock, place } = await ready();
    const key = await prepareDefinition(client, place);
    await start(client, place, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });

    const busy = { name: 'ConflictException', $metadata: { httpStatusCode: 409 } };
    await expect(start(client, place)).rejects.toMatchObject(busy);
    await expect(client.send(new StartExperimentRunCommand(key))).rejects.toMatchObject(busy);
    await clock.run();
    expect(await client.send(new StartExperimentRunCommand(key))).toMatchObject({ Status: 'RUNNING' });
  });

  test('even a stop is refused, and the run goes on', async () => {
    const { client, place } = await ready();
    const key = await prepareDefinition(client, place);
    await client.send(new StartExperimentRunCommand(key));
    await start(client, place, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });

    await expect(client.send(new StopExperimentRunCommand({ ...key, Run: 1 }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
  });

  test('and the caller may say which deployment it believes to be the latest', async () => {
    const { client, place } = await ready();

    await expect(start(client, place, { LatestDeploymentNumber: 0 })).rejects.toMatchObject({
      name: 'ConflictException',
    });
    expect(await start(client, place, { LatestDeploymentNumber: 1 })).toMatchObject({ DeploymentNumber: 2 });
  });
});

test('a version may be deployed by its label', async () => {
  const { client, place } = await ready();

  expect(await start(client, place, { ConfigurationVersion: 'with-new' })).toMatchObject({
    ConfigurationVersion: '2',
    VersionLabel: 'with-new',
    State: 'COMPLETE',
  });
});

describe('a monitor', () => {
  test.each(['ALARM', 'INSUFFICIENT_DATA'] as const)('in %s rolls a deployment back', async (state) => {
    const monitors = new TestAlarms();
    const { client, clock, place, served } = await ready({ monitors });
    await start(client, place, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });
    await clock.run(clock.now() + minuteMs);
    monitors.set(alarmArn, state);

    const { State, EventLog = [] } = await get(client, place);
    const { State: environmentState } = await client.send(new GetEnvironmentCommand(place));

    expect([State, environmentState, served().version?.sequence]).toEqual(['ROLLED_BACK', 'ROLLED_BACK', 1]);
    expect(EventLog.slice(0, 2)).toMatchObject([
      { EventType: 'ROLLBACK_COMPLETED' },
      {
        EventType: 'ROLLBACK_STARTED',
        TriggeredBy: 'CLOUDWATCH_ALARM',
        Description: expect.stringContaining(alarmArn),
      },
    ]);
    await clock.run();
    expect((await get(client, place)).State).toBe('ROLLED_BACK');
  });

  test('that is in ALARM already rolls it back at once', async () => {
    const monitors = new TestAlarms();
    monitors.set(alarmArn, 'ALARM');
    const { client, place } = await ready({ monitors });

    expect(await start(client, place, { DeploymentStrategyId: 'AppConfig.AllAtOnce' })).toMatchObject({
      State: 'ROLLED_BACK',
    });
  });

  test('whose actions are disabled, or that comes back to OK, does nothing', async () => {
    const monitors = new TestAlarms();
    monitors.disableActions(alarmArn);
    const { client, clock, place } = await ready({ monitors });
    await start(client, place, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });
    monitors.set(alarmArn, 'ALARM');
    monitors.set(alarmArn, 'OK');
    await clock.run();

    expect((await get(client, place)).State).toBe('COMPLETE');
  });

  test('does nothing once the deployment is complete', async () => {
    const monitors = new TestAlarms();
    const { client, clock, place } = await ready({ monitors });
    await start(client, place, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });
    await clock.run();
    monitors.set(alarmArn, 'ALARM');

    expect((await get(client, place)).State).toBe('COMPLETE');
  });
});

describe('StopDeployment', () => {
  const stop = (client: AppConfigClient, place: Place, AllowRevert?: boolean) =>
    client.send(new StopDeploymentCommand({ ...place, DeploymentNumber: 2, AllowRevert }));

  test('rolls a growing deployment back', async () => {
    const { client, place, served } = await ready();
    await start(client, place, { DeploymentStrategyId: 'AppConfig.Canary10Percent20Minutes' });

    const stopped = await stop(client, place);

    expect(stopped).toMatchObject({ State: 'ROLLED_BACK', $metadata: { httpStatusCode: 202 } });
    expect(served().version?.sequence).toBe(1);
    expect((await get(client, place)).EventLog?.[1]).toMatchObject({ TriggeredBy: 'USER' });
  });

  test('needs AllowRevert in bake time', async () => {
    const { client, place } = await ready();
    await start(client, place, { DeploymentStrategyId: 'AppConfig.AllAtOnce' });

    await expect(stop(client, place)).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(await stop(client, place, true)).toMatchObject({ State: 'ROLLED_BACK' });
  });

  test('reverts a complete deployment with AllowRevert, for 72 hours', async () => {
    const { client, clock, place, served } = await ready();
    await start(client, place);
    await expect(stop(client, place)).rejects.toMatchObject({ name: 'BadRequestException' });
    await clock.run(clock.now() + 72 * 60 * minuteMs);

    expect(await stop(client, place, true)).toMatchObject({ State: 'REVERTED' });
    expect(served().version?.sequence).toBe(1);

    await start(client, place);
    await clock.run(clock.now() + 72 * 60 * minuteMs + 1);
    await expect(
      client.send(new StopDeploymentCommand({ ...place, DeploymentNumber: 3, AllowRevert: true })),
    ).rejects.toMatchObject({ name: 'BadRequestException', message: /72 hours/ });
  });
});

test('a strategy that is changed later does not change a deployment that is under way', async () => {
  const { client, clock, place } = await ready();
  const { Id = '' } = await client.send(
    new CreateDeploymentStrategyCommand({ Name: 'slow', DeploymentDurationInMinutes: 60, GrowthFactor: 50 }),
  );

  await start(client, place, { DeploymentStrategyId: Id });
  await client.send(new UpdateDeploymentStrategyCommand({ DeploymentStrategyId: Id, GrowthFactor: 1 }));
  await clock.run(clock.now() + 30 * minuteMs);

  expect(await get(client, place)).toMatchObject({ State: 'DEPLOYING', PercentageComplete: 100 });
});
