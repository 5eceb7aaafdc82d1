/** Secrets by ARN, from Parameter Store or Secrets Manager, kept for minutes: in no environment, log, event or error. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

export type Secrets = ReturnType<typeof createSecrets>;

/** The message names the secret, never what is in it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** So long a secret that was replaced is still taken for the right one. */
const keptMs = 5 * 60_000;
const absent = ['ParameterNotFound', 'ResourceNotFoundException'];

export function createSecrets(ssm: SSMClient, secretsManager: SecretsManagerClient) {
  const known = new Map<string, { readonly value: string | undefined; readonly untilAt: number }>();
  return {
    /** @returns undefined when there is no such secret */
    async read(arn: string, now: number): Promise<string | undefined> {
      const kept = known.get(arn);
      if (kept && now < kept.untilAt) return kept.value;
      const value = await fetched(arn);
      known.set(arn, { value, untilAt: now + keptMs });
      return value;
    },

    /** It was refused: the next reader looks whether it has been replaced. */
    forget: (arn: string): void => {
      known.delete(arn);
    },
  };

  async function fetched(arn: string): Promise<string | undefined> {
    try {
      return arn.split(':')[2] === 'secretsmanager'
        ? await ofSecretsManager(arn)
        : await ofParameterStore(arn);
    } catch (error) {
      const { name } = error as Error;
      if (absent.includes(name)) return undefined;
      throw new SecretError(`the secret ${arn} cannot be read: ${name}`);
    }
  }

  async function ofSecretsManager(SecretId: string): Promise<string | undefined> {
    return (await secretsManager.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  }

  async function ofParameterStore(Name: string): Promise<string | undefined> {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value;
  }
}
