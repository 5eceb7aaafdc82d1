/** The SDK's clients, with everything that could differ between machines given: the only place that makes one. */
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { lazily } from './lazily.ts';

/** What stands between us and AWS. In Lambda nothing is given but the region; elsewhere a request handler and credentials. */
export type ClientSettings = {
  readonly region: string;
  readonly [setting: string]: unknown;
};
export type StopClients = ReturnType<typeof createStopClients>;

/** Whoever stops a run knows why, and reads neither alarms nor metrics: what it does not name is not in its bundle. */
export const createStopClients = (settings: ClientSettings) => lazily(stopMakers(settings));

export const createClients = (settings: ClientSettings) =>
  lazily({
    ...stopMakers(settings),
    cloudWatch: () => new CloudWatchClient({ ...settings, maxAttempts: 3, disableRequestCompression: true }),
  });

const stopMakers = (settings: ClientSettings) => ({
  appConfig: () => new AppConfigClient({ ...settings, maxAttempts: 3 }),
  /** StartExperimentRun takes no idempotency token: a start whose answer was lost must never be sent again unseen. */
  appConfigOnce: () => new AppConfigClient({ ...settings, maxAttempts: 1 }),
  dynamoDB: () => new DynamoDBClient({ ...settings, maxAttempts: 3 }),
  eventBridge: () => new EventBridgeClient({ ...settings, maxAttempts: 3 }),
  stepFunctions: () => new SFNClient({ ...settings, maxAttempts: 3 }),
});
