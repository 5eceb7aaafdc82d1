/** AppConfig among the other services: alarms of CloudWatch roll its deployments back, and what its agent returns is counted there. */
import {
  AppConfigClient,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  StartDeploymentCommand,
  StartExperimentRunCommand,
  UpdateAccountSettingsCommand,
} from '@aws-sdk/client-appconfig';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { assemble, type Services } from '#local/services';
import { testAws } from '#test/support/aws';
import { prepareDefinition, preparePlace } from '#test/support/experiment';

function everything() {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  let built: Services | undefined;
  const aws = testAws(
    (world) => {
      built = assemble(world);
      return built.services;
    },
    { clock },
  );
  const { agent } = built as Services;
  const config = aws.clientConfig();
  return { clock, agent, appConfig: new AppConfigClient(config), cloudWatch: new CloudWatchClient(config) };
}

const alarm = {
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanThreshold' as const,
  Threshold: 0,
  Period: 60,
  Statistic: 'Sum' as const,
};

test('an alarm of CloudWatch rolls a growing deployment back', async () => {
  const { clock, appConfig, cloudWatch } = everything();
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...alarm,
      AlarmName: 'errors',
      Namespace: 'shop',
      MetricName: 'Errors',
      TreatMissingData: 'notBreaching',
    }),
  );
  await clock.run(clock.now() + 120_000);
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  const place = await preparePlace(appConfig, { monitors: [{ AlarmArn: MetricAlarms[0]?.AlarmArn }] });
  const growing = {
    ...place,
    ConfigurationVersion: '1',
    DeploymentStrategyId: 'AppConfig.Canary10Percent20Minutes',
  };
  const { DeploymentNumber } = await appConfig.send(new StartDeploymentCommand(growing));
  const state = async () =>
    (await appConfig.send(new GetDeploymentCommand({ ...place, DeploymentNumber }))).State;
  expect(await state()).toBe('DEPLOYING');

  await cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'a drill' }),
  );
  await clock.run(clock.now() + 1_000);

  expect(await state()).toBe('ROLLED_BACK');
  const { Items = [] } = await appConfig.send(new ListDeploymentsCommand(place));
  expect(Items.map(({ State }) => State)).toEqual(['ROLLED_BACK', 'COMPLETE']);
});

test('an alarm on ReturnedCount sees what the agent returns', async () => {
  const { clock, agent, appConfig, cloudWatch } = everything();
  await appConfig.send(new UpdateAccountSettingsCommand({ VendedMetrics: { Enabled: true } }));
  const place = await preparePlace(appConfig);
  const key = await prepareDefinition(appConfig, place, { AudienceRule: 'true' });
  await appConfig.send(
    new StartExperimentRunCommand({
      ...key,
      ExposurePercentage: 0,
      TreatmentOverrides: { Inline: { qa: 't1' } },
    }),
  );
  const dimensions = {
    ApplicationId: place.ApplicationId,
    EnvironmentId: place.EnvironmentId,
    ConfigurationProfileId: place.ConfigurationProfileId,
    FlagKey: 'checkout',
    Variant: '__t1__',
  };
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...alarm,
      AlarmName: 'traffic',
      Namespace: 'AWS/AppConfig',
      MetricName: 'ReturnedCount',
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Threshold: 2,
    }),
  );
  const read = (entityId: string) =>
    agent.flag({ application: 'shop', environment: 'prod', profile: 'flags', flag: 'checkout', entityId });
  for (const entity of ['qa', 'someone', 'qa', 'someone else', 'qa']) read(entity);

  await clock.run(clock.now() + 60_000);

  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ['traffic'] }));
  expect(MetricAlarms[0]).toMatchObject({ StateValue: 'ALARM', StateReason: expect.stringContaining('3.0') });
});
