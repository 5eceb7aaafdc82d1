/** What functions read their settings and secrets from: Parameter Store and Secrets Manager. */
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  GetParameterCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterRequest,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { secretsManager } from '#local/secretsmanager/index';
import { ssm } from '#local/ssm/index';
import { testAws } from '#test/support/aws';

const secret = 'xoxb-very-secret';

function parameters() {
  const client = new SSMClient(testAws((world) => [ssm(world)]).clientConfig());
  const put = (given: Partial<PutParameterRequest>) =>
    client.send(
      new PutParameterCommand({ Name: '/slack/token', Value: secret, Type: 'SecureString', ...given }),
    );
  const get = (Name: string, WithDecryption = true) =>
    client.send(new GetParameterCommand({ Name, WithDecryption })).then(({ Parameter }) => Parameter);
  return { client, put, get };
}

test('a SecureString is told only to who asks for it decrypted', async () => {
  const { put, get } = parameters();
  await put({});

  const open = await get('/slack/token');
  const sealed = await get('/slack/token', false);

  expect(open).toMatchObject({
    Value: secret,
    Type: 'SecureString',
    Version: 1,
    ARN: 'arn:aws:ssm:eu-central-1:111122223333:parameter/slack/token',
  });
  expect(sealed?.Value).not.toContain(secret);
  expect(Buffer.from(sealed?.Value ?? '', 'base64').toString()).not.toContain(secret);
});

test('a parameter has versions, found by number, and by ARN', async () => {
  const { put, get } = parameters();
  await put({ Name: 'level', Value: '1', Type: 'String' });
  await expect(put({ Name: 'level' })).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  await put({ Name: 'level', Value: '2', Type: undefined, Overwrite: true });

  expect(await get('level')).toMatchObject({ Value: '2', Version: 2, Type: 'String' });
  expect(await get('level:1')).toMatchObject({ Value: '1', Version: 1, Selector: ':1' });
  const arn = 'arn:aws:ssm:eu-central-1:111122223333:parameter/level';
  expect(await get(arn)).toMatchObject({ Value: '2' });
  await expect(get('level:3')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
  await expect(get('other')).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test('several parameters at once: what is not there is named', async () => {
  const { client, put } = parameters();
  await put({});

  const { Parameters, InvalidParameters } = await client.send(
    new GetParametersCommand({ Names: ['/slack/token', 'other'], WithDecryption: true }),
  );

  expect(Parameters).toMatchObject([{ Value: secret }]);
  expect(InvalidParameters).toEqual(['other']);
});

test.each<[given: Partial<PutParameterRequest>, refusal: RegExp]>([
  [{ Type: undefined }, /parameter type is required/],
  [{ Value: 'x'.repeat(4097) }, /4096 bytes/],
  [{ Tier: 'Advanced' }, /Tier Advanced is not implemented/],
  [{ Name: 'a//b' }, /Parameter name/],
])('%# a parameter that will not do is refused', async (given, refusal) => {
  const { put } = parameters();

  await expect(put(given)).rejects.toThrow(refusal);
});

test('a secret has a current and a previous value', async () => {
  const client = new SecretsManagerClient(testAws((world) => [secretsManager(world)]).clientConfig());
  const get = (SecretId: string, more: { VersionStage?: string; VersionId?: string } = {}) =>
    client.send(new GetSecretValueCommand({ SecretId, ...more }));
  const { ARN = '', VersionId } = await client.send(
    new CreateSecretCommand({ Name: 'slack', SecretString: secret }),
  );
  const first = await get('slack');
  await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'newer' }));

  expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-central-1:111122223333:secret:slack-[A-Za-z]{6}$/);
  expect(first).toMatchObject({ SecretString: secret, VersionId, VersionStages: ['AWSCURRENT'] });
  expect(await get(ARN)).toMatchObject({ SecretString: 'newer' });
  expect(await get(ARN.slice(0, -7), { VersionStage: 'AWSPREVIOUS' })).toMatchObject({
    SecretString: secret,
  });
  expect(await get('slack', { ...(VersionId && { VersionId }) })).toMatchObject({
    VersionStages: ['AWSPREVIOUS'],
  });
});

test('secrets that are not there, not filled or there already', async () => {
  const client = new SecretsManagerClient(testAws((world) => [secretsManager(world)]).clientConfig());
  const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
  await client.send(new CreateSecretCommand({ Name: 'empty' }));

  await expect(get('other')).rejects.toThrow("Secrets Manager can't find the specified secret.");
  await expect(get('empty')).rejects.toThrow(/staging label: AWSCURRENT/);
  await expect(client.send(new CreateSecretCommand({ Name: 'empty' }))).rejects.toMatchObject({
    name: 'ResourceExistsException',
  });
});
