/** What has misled emulators of AWS's wire before. */
import * as appConfig from '@aws-sdk/client-appconfig';
import * as appConfigData from '@aws-sdk/client-appconfigdata';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as stepFunctions from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { createAws } from '#local/aws';
import { ServiceError } from '#local/wire/errors';
import { createRequestHandler } from '#local/wire/sdk-door';
import { createService } from '#local/wire/service';
import type { World } from '#local/world';
import { testAws } from '#test/support/aws';
import { overHttp, testDoor } from '#test/support/http';

const seen = (inputs: unknown[]) => (_world: World, input: unknown) => {
  inputs.push(input);
  return {};
};

test('AppConfig and AppConfigData sign alike, and the route tells them apart', async () => {
  const inputs: unknown[] = [];
  const aws = testAws((world) => [
    createService({
      sdk: appConfig,
      client: appConfig.AppConfigClient,
      world,
      operations: { GetDeployment: seen(inputs) },
    }),
    createService({
      sdk: appConfigData,
      client: appConfigData.AppConfigDataClient,
      world,
      operations: { StartConfigurationSession: seen(inputs) },
    }),
  ]);
  const deployment = { ApplicationId: 'a', EnvironmentId: 'e', DeploymentNumber: 2 };
  const session = {
    ApplicationIdentifier: 'a',
    EnvironmentIdentifier: 'e',
    ConfigurationProfileIdentifier: 'p',
  };

  await new appConfig.AppConfigClient(aws.clientConfig()).send(
    new appConfig.GetDeploymentCommand(deployment),
  );
  await new appConfigData.AppConfigDataClient(aws.clientConfig()).send(
    new appConfigData.StartConfigurationSessionCommand(session),
  );

  expect(inputs).toEqual([deployment, session]);
});

test('a client that does not sign says by its handler which service it means', async () => {
  const { AppConfigClient } = appConfig;
  const answer = (key: string) => ({
    ListTagsForResource: () => ({ Tags: key === 'map' ? { a: 'b' } : [] }),
  });
  const aws = testAws((world) => [
    createService({ sdk: scheduler, client: scheduler.SchedulerClient, world, operations: answer('list') }),
    createService({ sdk: appConfig, client: AppConfigClient, world, operations: answer('map') }),
  ]);
  const client = new AppConfigClient({
    ...aws.clientConfig(),
    requestHandler: createRequestHandler(aws.dispatcher, 'AppConfig') as never,
    signer: { sign: async (request) => request },
  });

  const got = await client.send(new appConfig.ListTagsForResourceCommand({ ResourceArn: 'arn' }));

  expect(got).toMatchObject({ Tags: { a: 'b' } });
});

test('metric data arrives compressed over HTTP, and plain in process, where compression would leave virtual time', async () => {
  const inputs: unknown[] = [];
  const encodings: unknown[] = [];
  const aws = testAws(
    (world) => [
      createService({
        sdk: cloudWatch,
        client: cloudWatch.CloudWatchClient,
        world,
        operations: { PutMetricData: seen(inputs) },
      }),
    ],
    { onTrace: ({ request }) => encodings.push(request.headers['content-encoding']) },
  );
  const metrics = Array.from({ length: 500 }, (_, i) => ({ MetricName: `metric ${i}`, Value: i }));
  const put = () => new cloudWatch.PutMetricDataCommand({ Namespace: 'N', MetricData: metrics });

  await new cloudWatch.CloudWatchClient(overHttp(await testDoor(aws))).send(put());
  await new cloudWatch.CloudWatchClient(aws.clientConfig()).send(put());

  expect(encodings).toEqual(['gzip', undefined]);
  expect(inputs).toEqual([
    { Namespace: 'N', MetricData: metrics },
    { Namespace: 'N', MetricData: metrics },
  ]);
});

test('a host prefix leads to the same service', async () => {
  const inputs: unknown[] = [];
  const aws = testAws((world) => [
    createService({
      sdk: stepFunctions,
      client: stepFunctions.SFNClient,
      world,
      operations: { StartSyncExecution: seen(inputs) },
    }),
  ]);

  await new stepFunctions.SFNClient(aws.clientConfig()).send(
    new stepFunctions.StartSyncExecutionCommand({ stateMachineArn: 'arn' }),
  );

  expect(inputs).toMatchObject([{ stateMachineArn: 'arn' }]);
});

test('required members that are missing are refused, each by name', async () => {
  const inputs: unknown[] = [];
  const aws = testAws((world) => [
    createService({
      sdk: appConfig,
      client: appConfig.AppConfigClient,
      world,
      operations: { CreateEnvironment: seen(inputs) },
    }),
  ]);

  const call = new appConfig.AppConfigClient(aws.clientConfig()).send(
    new appConfig.CreateEnvironmentCommand({ ApplicationId: 'a' } as appConfig.CreateEnvironmentCommandInput),
  );

  await expect(call).rejects.toMatchObject({ name: 'ValidationException', message: /'Name'/ });
  expect(inputs).toEqual([]);
});

test.each([
  ['ThrottlingException', 400, 3],
  ['InternalServerException', 500, 3],
  ['NotImplementedException', 501, 1],
  ['AccessDeniedException', 403, 1],
])('%s is tried as often as by AWS', async (name, status, attempts) => {
  const refuse = () => {
    throw new ServiceError(name, 'no', status);
  };
  const aws = testAws((world) => [
    createService({
      sdk: appConfig,
      client: appConfig.AppConfigClient,
      world,
      operations: { ListApplications: refuse },
    }),
  ]);
  const client = new appConfig.AppConfigClient(aws.clientConfig());

  const call = client.send(new appConfig.ListApplicationsCommand({}));

  await expect(call).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status, attempts } });
});

test('a body that is no JSON is refused, not a defect', async () => {
  const aws = createAws((world) => [
    createService({
      sdk: stepFunctions,
      client: stepFunctions.SFNClient,
      world,
      operations: { ListStateMachines: () => ({}) },
    }),
  ]);
  const { endpoint } = await testDoor(aws);

  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' },
    body: '{',
  });

  expect([answer.status, await answer.json()]).toMatchObject([400, { __type: 'SerializationException' }]);
  expect(aws.defects).toEqual([]);
});

test('a label that is no percent-encoding is refused, not a defect', async () => {
  const aws = createAws((world) => [
    createService({
      sdk: appConfig,
      client: appConfig.AppConfigClient,
      world,
      operations: { GetApplication: () => ({}) },
    }),
  ]);
  const { endpoint } = await testDoor(aws);

  const answer = await fetch(`${endpoint}/applications/%ZZ`);

  expect([answer.status, aws.defects]).toEqual([400, []]);
});

test('answering a call prints no warning of Node', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  const aws = testAws((world) => [
    createService({
      sdk: appConfig,
      client: appConfig.AppConfigClient,
      world,
      operations: { CreateApplication: () => ({ Name: 'n' }) },
    }),
  ]);

  await new appConfig.AppConfigClient(aws.clientConfig()).send(
    new appConfig.CreateApplicationCommand({ Name: 'n' }),
  );
  await new Promise((resolve) => setImmediate(resolve));

  expect(warnings).toEqual([]);
});
