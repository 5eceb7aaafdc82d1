/** A feature flag that is deployed: what every experiment stands on. */
import type { AppConfig } from '@aws-sdk/client-appconfig';

export async function deployFlag(aws: AppConfig, FlagKey: string) {
  const { Id: ApplicationId } = await aws.createApplication({ Name: 'shop' });
  const { Id: EnvironmentId } = await aws.createEnvironment({ ApplicationId, Name: 'prod' });
  const Type = 'AWS.AppConfig.FeatureFlags';
  const profile = { ApplicationId, Name: 'flags', Type, LocationUri: 'hosted' };
  const { Id: ConfigurationProfileId } = await aws.createConfigurationProfile(profile);
  const flags = {
    version: '1',
    flags: { [FlagKey]: { name: FlagKey } },
    values: { [FlagKey]: { enabled: false } },
  };
  const place = { ApplicationId, EnvironmentId, ConfigurationProfileId };
  const Content = new TextEncoder().encode(JSON.stringify(flags));
  await aws.createHostedConfigurationVersion({ ...place, Content, ContentType: 'application/json' });
  const atOnce = { Name: 'at once', DeploymentDurationInMinutes: 0, GrowthFactor: 100 };
  const { Id: DeploymentStrategyId } = await aws.createDeploymentStrategy(atOnce);
  await aws.startDeployment({ ...place, DeploymentStrategyId, ConfigurationVersion: '1' });
  return {
    ApplicationIdentifier: ApplicationId,
    EnvironmentIdentifier: EnvironmentId,
    ConfigurationProfileIdentifier: ConfigurationProfileId,
    FlagKey,
  };
}
