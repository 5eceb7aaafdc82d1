import {
  AppConfigClient,
  CreateConfigurationProfileCommand,
  CreateHostedConfigurationVersionCommand,
  StartDeploymentCommand,
  StartExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import {
  AppConfigDataClient,
  type BadRequestException,
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
  type StartConfigurationSessionRequest,
} from '@aws-sdk/client-appconfigdata';
import { describe, expect, test } from 'vitest';
import { appConfig } from '#local/appconfig/index';
import { appConfigData } from '#local/appconfigdata/index';
import type { DataSwitches } from '#local/appconfigdata/sessions';
import { VirtualClock } from '#local/clock';
import { testAws } from '#test/support/aws';
import { type Place, prepareDefinition, preparePlace } from '#test/support/experiment';

const secondMs = 1000;

async function ready(switches: Partial<DataSwitches> = {}) {
  const clock = new VirtualClock();
  const aws = testAws(
    (world) => {
      const control = appConfig(world);
      return [control.service, appConfigData(control.world, switches)];
    },
    { clock },
  );
  const control = new AppConfigClient(aws.clientConfig());
  const data = new AppConfigDataClient(aws.clientConfig());
  const place = await preparePlace(control);
  const names = {
    ApplicationIdentifier: 'shop',
    EnvironmentIdentifier: 'prod',
    ConfigurationProfileIdentifier: 'flags',
  };
  const session = async (input: Partial<StartConfigurationSessionRequest> = {}) =>
    (await data.send(new StartConfigurationSessionCommand({ ...names, ...input })))
      .InitialConfigurationToken ?? '';
  const poll = async (ConfigurationToken: string) => {
    const answer = await data.send(new GetLatestConfigurationCommand({ ConfigurationToken }));
    const {
      NextPollConfigurationToken: next = '',
      NextPollIntervalInSeconds: seconds,
      VersionLabel: label,
    } = answer;
    const text = Buffer.from(answer.Configuration ?? []).toString();
    return { next, seconds, label, text, type: answer.ContentType };
  };
  const wait = (ms: number) => clock.run(clock.now() + ms);
  return { control, data, place, session, poll, wait, clock };
}

async function deploy(
  control: AppConfigClient,
  place: Place,
  content: string,
  given: Record<string, string> = {},
) {
  const { VersionLabel, ContentType = 'application/json', ...deployment } = given;
  const version = await control.send(
    new CreateHostedConfigurationVersionCommand({
      ApplicationId: place.ApplicationId,
      ConfigurationProfileId: deployment.ConfigurationProfileId ?? place.ConfigurationProfileId,
      Content: Buffer.from(content),
      ContentType,
      ...(VersionLabel === undefined ? {} : { VersionLabel }),
    }),
  );
  await control.send(
    new StartDeploymentCommand({ ...place, ...deployment, ConfigurationVersion: `${version.VersionNumber}` }),
  );
}

const flag = (enabled: boolean) =>
  JSON.stringify({
    version: '1',
    flags: { checkout: { name: 'Checkout' } },
    values: { checkout: { enabled } },
  });

/** The problem that a refused token has. */
async function problemOf(call: Promise<unknown>) {
  const error = (await call.catch((thrown: unknown) => thrown)) as BadRequestException;
  expect(error).toMatchObject({ name: 'BadRequestException', Reason: 'InvalidParameters' });
  return error.Details?.InvalidParameters?.ConfigurationToken?.Problem;
}

test('a session gets the deployed flags, nothing while they stay the same, and what is deployed next', async () => {
  const { control, place, session, poll, wait } = await ready();

  const first = await poll(await session());
  await wait(60 * secondMs);
  const same = await poll(first.next);
  await deploy(control, place, flag(true), { VersionLabel: 'v2' });
  await wait(60 * secondMs);
  const changed = await poll(same.next);
  await wait(60 * secondMs);
  const again = await poll(changed.next);

  expect(first).toMatchObject({ seconds: 60, label: undefined, type: 'application/json' });
  expect(JSON.parse(first.text)).toEqual({ checkout: { enabled: false }, search: { enabled: false } });
  expect(same).toMatchObject({ text: '', label: undefined });
  expect(changed).toMatchObject({ text: '{"checkout":{"enabled":true}}', label: 'v2' });
  expect(again).toMatchObject({ text: '', label: undefined });
});

test('a token is good for one call', async () => {
  const { session, poll, wait } = await ready();
  const token = await session();
  const { next } = await poll(token);
  await wait(60 * secondMs);

  expect(await problemOf(poll(token))).toBe('Corrupted');
  expect(await problemOf(poll('made up'))).toBe('Corrupted');
  expect((await poll(next)).text).toBe('');
});

test('a token is good for 24 hours', async () => {
  const { session, poll, wait } = await ready();
  const [one, other] = [await session(), await session()];
  const day = 24 * 60 * 60 * secondMs;

  await wait(day);
  await poll(one);
  await wait(1);

  expect(await problemOf(poll(other))).toBe('Expired');
});

test('sessions do not disturb each other', async () => {
  const { session, poll } = await ready();
  const [one, other] = [await session(), await session()];

  expect((await poll(one)).text).not.toBe('');
  expect((await poll(other)).text).not.toBe('');
});

describe('the poll interval', () => {
  test('that a client requires is told and held, and a call that is too early costs nothing', async () => {
    const { session, poll, wait } = await ready();
    const { next, seconds } = await poll(await session({ RequiredMinimumPollIntervalInSeconds: 15 }));

    await wait(15 * secondMs - 1);
    const early = await problemOf(poll(next));
    await wait(1);

    expect(seconds).toBe(15);
    expect(early).toBe('PollIntervalNotSatisfied');
    expect((await poll(next)).seconds).toBe(15);
  });

  test.each(['always', 'whenRequired'] as const)(
    'of 60 seconds, which nobody required, is enforced: %s',
    async (enforcedInterval) => {
      const { session, poll, wait } = await ready({ enforcedInterval });
      const { next } = await poll(await session());
      await wait(59 * secondMs);

      if (enforcedInterval === 'whenRequired') expect((await poll(next)).text).toBe('');
      else expect(await problemOf(poll(next))).toBe('PollIntervalNotSatisfied');
    },
  );

  test.each([14, 86_401, 0])('of %d seconds is refused', async (RequiredMinimumPollIntervalInSeconds) => {
    const { session } = await ready();

    await expect(session({ RequiredMinimumPollIntervalInSeconds })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  test.each([15, 86_400])('of %d seconds is accepted', async (RequiredMinimumPollIntervalInSeconds) => {
    const { session } = await ready();

    expect(await session({ RequiredMinimumPollIntervalInSeconds })).not.toBe('');
  });
});

describe('what does not exist', () => {
  test.each([
    ['ApplicationIdentifier', 'Application'],
    ['EnvironmentIdentifier', 'Environment'],
    ['ConfigurationProfileIdentifier', 'ConfigurationProfile'],
  ])('%s', async (member, ResourceType) => {
    const { session } = await ready();

    await expect(session({ [member]: 'nothing' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType,
      ReferencedBy: { [member]: 'nothing' },
      $metadata: { httpStatusCode: 404 },
    });
    await expect(session({ [member]: 'x'.repeat(129) })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  test('a deployment', async () => {
    const { control, place, session, poll } = await ready();
    const { ApplicationId } = place;
    await control.send(
      new CreateConfigurationProfileCommand({ ApplicationId, Name: 'new', LocationUri: 'hosted' }),
    );

    await expect(poll(await session({ ConfigurationProfileIdentifier: 'new' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType: 'Deployment',
    });
  });
});

test('a freeform configuration comes as it is', async () => {
  const { control, place, session, poll } = await ready();
  const { Id: ConfigurationProfileId = '' } = await control.send(
    new CreateConfigurationProfileCommand({
      ApplicationId: place.ApplicationId,
      Name: 'text',
      LocationUri: 'hosted',
    }),
  );
  await deploy(control, place, 'a: 1\n', { ConfigurationProfileId, ContentType: 'application/x-yaml' });

  expect(await poll(await session({ ConfigurationProfileIdentifier: 'text' }))).toMatchObject({
    text: 'a: 1\n',
    type: 'application/x-yaml',
  });
});

test('a run does not show: treatments are for the agent', async () => {
  const { control, place, session, poll, wait } = await ready();
  const { next } = await poll(await session());
  const key = await prepareDefinition(control, place, { AudienceRule: 'true' });
  await control.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 100 }));
  await wait(60 * secondMs);

  expect((await poll(next)).text).toBe('');
  expect(JSON.parse((await poll(await session())).text)).toMatchObject({ checkout: { enabled: false } });
});

test('a growing deployment reaches sessions one by one, and each only once', async () => {
  const { control, place, session, poll, wait } = await ready();
  const sessions = await Promise.all(Array.from({ length: 60 }, () => session()));
  const tokens = await Promise.all(sessions.map(async (token) => (await poll(token)).next));
  const pollAll = async () => {
    const answers = await Promise.all(tokens.map((token) => poll(token)));
    answers.forEach(({ next }, index) => {
      tokens[index] = next;
    });
    return answers.filter(({ text }) => text === '{"checkout":{"enabled":true}}').length;
  };
  await deploy(control, place, flag(true), { DeploymentStrategyId: 'AppConfig.Canary10Percent20Minutes' });
  const counts: number[] = [];
  for (let minute = 0; minute < 40; minute += 1) {
    await wait(60 * secondMs);
    counts.push(await pollAll());
  }

  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sessions.length);
  expect(Math.max(...counts)).toBeLessThan(sessions.length);
});
