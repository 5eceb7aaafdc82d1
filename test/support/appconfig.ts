/** AppConfig in a world of its own, with a client and a clock that is moved by hand. */
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { type AppConfig, type AppConfigOptions, appConfig } from '#local/appconfig/index';
import type { Aws, AwsOptions } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { testAws } from '#test/support/aws';

export type AppConfigTest = {
  readonly aws: Aws;
  readonly clock: VirtualClock;
  readonly client: AppConfigClient;
  readonly appConfig: AppConfig;
};

export function testAppConfig(options: AppConfigOptions = {}, awsOptions: AwsOptions = {}): AppConfigTest {
  const clock = new VirtualClock(Date.UTC(2026, 5, 16, 17, 54));
  let built: AppConfig | undefined;
  const aws = testAws(
    (world) => {
      built = appConfig(world, options);
      return [built.service];
    },
    { clock, ...awsOptions },
  );
  return { aws, clock, client: new AppConfigClient(aws.clientConfig()), appConfig: built as AppConfig };
}

export const minuteMs = 60_000;
