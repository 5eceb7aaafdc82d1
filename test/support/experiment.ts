/** An application with a deployed feature flag and an experiment on it, made as a user would make them. */
import {
  type AppConfigClient,
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateExperimentDefinitionCommand,
  type CreateExperimentDefinitionRequest,
  CreateHostedConfigurationVersionCommand,
  type Monitor,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';

export type Place = {
  readonly ApplicationId: string;
  readonly EnvironmentId: string;
  readonly ConfigurationProfileId: string;
  /** A strategy of 0 minutes without bake time. */
  readonly DeploymentStrategyId: string;
};

export type DefinitionKey = {
  readonly ApplicationIdentifier: string;
  readonly ExperimentDefinitionIdentifier: string;
};

export const flagDocument = (...keys: readonly string[]): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      version: '1',
      flags: Object.fromEntries(keys.map((key) => [key, { name: key }])),
      values: Object.fromEntries(keys.map((key) => [key, { enabled: false }])),
    }),
  );

type PlaceOptions = { readonly monitors?: Monitor[]; readonly flags?: readonly string[] };

/** Version 1 of the flags is deployed when this is done. */
export async function preparePlace(
  client: AppConfigClient,
  { monitors = [], flags = ['checkout', 'search'] }: PlaceOptions = {},
): Promise<Place> {
  const { Id: ApplicationId = '' } = await client.send(new CreateApplicationCommand({ Name: 'shop' }));
  const { Id: EnvironmentId = '' } = await client.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: 'prod', Monitors: monitors }),
  );
  const { Id: ConfigurationProfileId = '' } = await client.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: 'flags',
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    }),
  );
  const { Id: DeploymentStrategyId = '' } = await client.send(
    new CreateDeploymentStrategyCommand({
      Name: 'at once',
      DeploymentDurationInMinutes: 0,
      GrowthFactor: 100,
    }),
  );
  const place = { ApplicationId, EnvironmentId, ConfigurationProfileId, DeploymentStrategyId };
  await client.send(
    new CreateHostedConfigurationVersionCommand({
      ApplicationId,
      ConfigurationProfileId,
      Content: flagDocument(...flags),
      ContentType: 'application/json',
    }),
  );
  await client.send(new StartDeploymentCommand({ ...place, ConfigurationVersion: '1' }));
  return place;
}

export const definitionInput = (place: Place): CreateExperimentDefinitionRequest => ({
  ApplicationIdentifier: place.ApplicationId,
  Name: 'blue button',
  ConfigurationProfileIdentifier: place.ConfigurationProfileId,
  EnvironmentIdentifier: place.EnvironmentId,
  FlagKey: 'checkout',
  Treatments: [{ Weight: 50, FlagValue: { Enabled: true } }],
  Control: { Weight: 50, FlagValue: { Enabled: false } },
  AudienceRule: '(eq $country "DE")',
});

export async function prepareDefinition(
  client: AppConfigClient,
  place: Place,
  input: Partial<CreateExperimentDefinitionRequest> = {},
): Promise<DefinitionKey> {
  const { Id = '' } = await client.send(
    new CreateExperimentDefinitionCommand({ ...definitionInput(place), ...input }),
  );
  return { ApplicationIdentifier: place.ApplicationId, ExperimentDefinitionIdentifier: Id };
}
