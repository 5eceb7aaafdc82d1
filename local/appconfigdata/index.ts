/** AWS AppConfig Data: what a client that polls gets of the deployed configuration. */
import * as sdk from '@aws-sdk/client-appconfigdata';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import type { AppConfigWorld } from '../appconfig/state.ts';
import { createService, type Service } from '../wire/service.ts';
import { badRequest } from './errors.ts';
import { getLatestConfiguration } from './get-latest-configuration.ts';
import type { DataSwitches, DataWorld } from './sessions.ts';
import { startConfigurationSession } from './start-configuration-session.ts';

const operations = {
  StartConfigurationSession: startConfigurationSession,
  GetLatestConfiguration: getLatestConfiguration,
};

/** @param world that of the control plane, whose deployments this delivers */
export function appConfigData(world: AppConfigWorld, switches: Partial<DataSwitches> = {}): Service {
  const random = world.random.fork('data');
  const data = { random, tokens: new Map(), switches: { enforcedInterval: 'always', ...switches } as const };
  return createService<DataWorld>({
    sdk,
    client: AppConfigDataClient,
    world: { ...world, data },
    operations,
    missing: (members) => badRequest(`Required members are missing: ${members.join(', ')}`),
  });
}
