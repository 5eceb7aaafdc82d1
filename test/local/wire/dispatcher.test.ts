import * as sdk from '@aws-sdk/client-appconfig';
import {
  AppConfigClient,
  ConflictException,
  GetExperimentRunCommand,
  ListApplicationsCommand,
} from '@aws-sdk/client-appconfig';
import { expect, test } from 'vitest';
import { createAws } from '#local/aws';
import { createService } from '#local/wire/service';
import type { World } from '#local/world';
import { testAws } from '#test/support/aws';

const key = { ApplicationIdentifier: 'My App', ExperimentDefinitionIdentifier: 'exp 1/x', Run: 3 };

type Run = (input: sdk.GetExperimentRunRequest) => sdk.ExperimentRun;
const service = (world: World, run: Run) => {
  const operations = { GetExperimentRun: (_world: World, input: sdk.GetExperimentRunRequest) => run(input) };
  return createService({ sdk, client: AppConfigClient, world, operations });
};
const appConfig = (run: Run) => testAws((world) => [service(world, run)]);

test('an operation sees what the client sent, and the client what the operation answers', async () => {
  const seen: unknown[] = [];
  const aws = appConfig((input) => {
    seen.push(input);
    return {
      ApplicationId: 'abc1234',
      Run: 3,
      Status: 'RUNNING',
      StartedAt: new Date(5),
      ExposurePercentage: 12.5,
    } as sdk.ExperimentRun;
  });
  const client = new AppConfigClient(aws.clientConfig());

  const run = await client.send(new GetExperimentRunCommand(key));

  expect(seen).toEqual([key]);
  expect(run).toMatchObject({
    ApplicationId: 'abc1234',
    Run: 3,
    StartedAt: new Date(5),
    ExposurePercentage: 12.5,
  });
});

test('a modelled error arrives as its own class', async () => {
  const aws = appConfig(() => {
    throw new ConflictException({ message: 'busy', $metadata: {} });
  });

  const call = new AppConfigClient(aws.clientConfig()).send(new GetExperimentRunCommand(key));

  await expect(call).rejects.toBeInstanceOf(ConflictException);
  await expect(call).rejects.toMatchObject({ message: 'busy', $metadata: { httpStatusCode: 409 } });
});

test('what is not emulated is refused by name', async () => {
  const aws = appConfig(() => ({}) as sdk.ExperimentRun);

  const call = new AppConfigClient(aws.clientConfig()).send(new ListApplicationsCommand({}));

  await expect(call).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'AppConfig.ListApplications is not implemented by the embedded AWS',
    $metadata: { httpStatusCode: 501, attempts: 1 },
  });
});

test('a defect of an operation answers 500, runs once, and is reported once with its error', async () => {
  let runs = 0;
  const aws = createAws((world) => [
    service(world, () => {
      runs += 1;
      throw new TypeError('oops');
    }),
  ]);

  const call = new AppConfigClient(aws.clientConfig()).send(new GetExperimentRunCommand(key));

  await expect(call).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  expect(runs).toBe(1);
  expect(aws.defects).toMatchObject([{ call: 'AppConfig.GetExperimentRun', error: { message: 'oops' } }]);
});
