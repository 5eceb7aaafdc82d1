/** The shop that a plan is about, made in AppConfig as its owners would have made it: flag deployed, experiment defined. */
import {
  AppConfigClient,
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateEnvironmentCommand,
  CreateExperimentDefinitionCommand,
  CreateHostedConfigurationVersionCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import type { Plan } from '#core/plan/plan';
import type { RampWorld } from './world.ts';

/** Where the shop asks for its flag. */
export type Place = {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  readonly flag: string;
};

/** A definition may be called anything; the key of a flag may not. */
const flagKeyOf = (definition: string): string =>
  /^[a-z][a-zA-Z0-9_-]{1,63}$/.test(definition) ? definition : 'the-flag';

/** Every user has a country: the audience is everybody. */
const audience = '(exists "country")';

export async function openShop(world: RampWorld, { experiment }: Pick<Plan, 'experiment'>): Promise<Place> {
  const { Id = '' } = await new AppConfigClient(world.clientConfig()).send(
    new CreateApplicationCommand({ Name: experiment.application }),
  );
  return furnish(world, Id, experiment);
}

/** An experiment of an application, in an environment of its own. */
export async function furnish(
  world: RampWorld,
  ApplicationId: string,
  experiment: Plan['experiment'],
  place = { environment: 'prod', profile: 'flags' },
): Promise<Place> {
  const client = new AppConfigClient(world.clientConfig());
  const flag = flagKeyOf(experiment.definition);
  const { Id: EnvironmentId = '' } = await client.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: place.environment }),
  );
  const { Id: ConfigurationProfileId = '' } = await client.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: place.profile,
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    }),
  );
  const profile = { ApplicationId, ConfigurationProfileId };
  await client.send(
    new CreateHostedConfigurationVersionCommand({
      ...profile,
      Content: flagDocument(flag),
      ContentType: 'application/json',
    }),
  );
  await client.send(
    new StartDeploymentCommand({
      ...profile,
      EnvironmentId,
      DeploymentStrategyId: 'AppConfig.AllAtOnce',
      ConfigurationVersion: '1',
    }),
  );
  await client.send(
    new CreateExperimentDefinitionCommand({
      ApplicationIdentifier: ApplicationId,
      Name: experiment.definition,
      ConfigurationProfileIdentifier: ConfigurationProfileId,
      EnvironmentIdentifier: EnvironmentId,
      FlagKey: flag,
      AudienceRule: audience,
      ...treatments(experiment.overrides),
    }),
  );
  return { application: ApplicationId, environment: EnvironmentId, profile: ConfigurationProfileId, flag };
}

const flagDocument = (flag: string): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      version: '1',
      flags: { [flag]: { name: flag } },
      values: { [flag]: { enabled: false } },
    }),
  );

/** As many treatments as the plan's testers ask for, all of one weight. */
function treatments(overrides: Plan['experiment']['overrides']) {
  const count = Math.max(1, ...Object.values(overrides).map((key) => Number(key.slice(1)) || 0));
  const Weight = 100 / (count + 1);
  return {
    Control: { Weight, FlagValue: { Enabled: false } },
    Treatments: Array.from({ length: count }, () => ({ Weight, FlagValue: { Enabled: true } })),
  };
}
