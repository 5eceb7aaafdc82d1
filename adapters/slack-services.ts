/** What the function that speaks to Slack reaches: the ledger, the bus, secrets, Slack, and nothing of AppConfig. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type Bus, createBus } from './bus.ts';
import { readSlackConfig, type SlackConfig } from './config.ts';
import { type Send, sendOf } from './https.ts';
import type { Reach } from './lambda.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { createTable } from './table.ts';
import { createThreads, type Threads } from './threads.ts';

export type SlackServices = {
  readonly config: SlackConfig;
  readonly ledger: Pick<Ledger, 'plan' | 'lease' | 'unlease' | 'once'>;
  readonly threads: Threads;
  readonly bus: Bus;
  readonly secrets: Secrets;
  readonly send: Send;
};

/** Secrets are kept from one invocation to the next; whose way out is taken is found anew each time. */
export const slackServices: Reach<SlackServices> = ({ config, settings }) => {
  const slackConfig = readSlackConfig();
  const dynamoDB = new DynamoDBClient({ ...settings, maxAttempts: 3 });
  const bus = createBus(new EventBridgeClient({ ...settings, maxAttempts: 3 }), config.eventBusName);
  const secrets = createSecrets(
    new SSMClient({ ...settings, maxAttempts: 3 }),
    new SecretsManagerClient({ ...settings, maxAttempts: 3 }),
  );
  return (invocation) => ({
    config: slackConfig,
    ledger: createLedger(dynamoDB, config.tableName, invocation),
    threads: createThreads(createTable(dynamoDB, config.tableName, invocation)),
    bus,
    secrets,
    send: sendOf(globalThis),
  });
};
