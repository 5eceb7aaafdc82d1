/** AppConfig, as its service authorization reference says and, for experiments, as accounts have seen it behave. */
import { all, arn, each, everything, type Input, type Needs, named, needs, type Resources } from './need.ts';

const at = (rest: (input: Input) => string): Resources => {
  return (input, place) => arn(place, 'appconfig', rest(input));
};
const app = (input: Input) => `application/${input.ApplicationIdentifier ?? input.ApplicationId}`;
const application = at(app);
const environment = at((input) => `${app(input)}/environment/${input.EnvironmentId}`);
const profile = at((input) => `${app(input)}/configurationprofile/${input.ConfigurationProfileId}`);
const version = at(
  (input) =>
    `${app(input)}/configurationprofile/${input.ConfigurationProfileId}/hostedconfigurationversion/${input.VersionNumber}`,
);
const strategy = at((input) => `deploymentstrategy/${input.DeploymentStrategyId}`);
const deployment = at(
  (input) => `${app(input)}/environment/${input.EnvironmentId}/deployment/${input.DeploymentNumber}`,
);
const definition = at(
  (input) => `${app(input)}/experimentdefinition/${input.ExperimentDefinitionIdentifier}`,
);
const run = at(
  (input) =>
    `${app(input)}/experimentdefinition/${input.ExperimentDefinitionIdentifier}/experimentrun/${input.Run ?? '*'}`,
);
const given = named('ResourceArn');

/** Every start, update and stop of a run makes a managed deployment, and its caller must be allowed to. */
const deploys: Needs = (input, place) => {
  const known = place.experiment?.(input.ApplicationIdentifier, input.ExperimentDefinitionIdentifier);
  const names = {
    ...input,
    EnvironmentId: known?.environmentId ?? '*',
    ConfigurationProfileId: known?.configurationProfileId ?? '*',
    DeploymentStrategyId: 'AppConfig.ServiceManaged',
  };
  return needs('appconfig:StartDeployment', application, environment, profile, strategy)(names, place);
};
const tags: Needs = (input, place) =>
  input.Tags && Object.keys(input.Tags).length > 0 ? needs('appconfig:TagResource', run)(input, place) : [];
const definitionProfile: Needs = (input, place) =>
  needs(
    'appconfig:CreateExperimentDefinition',
    application,
    at(() => `${app(input)}/configurationprofile/${input.ConfigurationProfileIdentifier}`),
  )(input, place);

export const appconfig: Readonly<Record<string, Needs>> = {
  ...each(
    'appconfig',
    'CreateApplication ListApplications CreateDeploymentStrategy ListDeploymentStrategies',
    everything,
  ),
  ...each('appconfig', 'ListExperimentDefinitions GetAccountSettings UpdateAccountSettings', everything),
  ...each('appconfig', 'GetApplication UpdateApplication DeleteApplication', application),
  ...each(
    'appconfig',
    'CreateEnvironment ListEnvironments CreateConfigurationProfile ListConfigurationProfiles',
    application,
  ),
  ...each(
    'appconfig',
    'GetEnvironment UpdateEnvironment DeleteEnvironment ListDeployments',
    application,
    environment,
  ),
  ...each(
    'appconfig',
    'GetConfigurationProfile UpdateConfigurationProfile DeleteConfigurationProfile',
    application,
    profile,
  ),
  ...each(
    'appconfig',
    'CreateHostedConfigurationVersion ListHostedConfigurationVersions',
    application,
    profile,
  ),
  ...each(
    'appconfig',
    'GetHostedConfigurationVersion DeleteHostedConfigurationVersion',
    application,
    profile,
    version,
  ),
  ...each('appconfig', 'GetDeploymentStrategy UpdateDeploymentStrategy DeleteDeploymentStrategy', strategy),
  ...each('appconfig', 'StartDeployment', application, profile, strategy, environment),
  ...each('appconfig', 'GetDeployment StopDeployment', application, deployment, environment),
  ...each('appconfig', 'TagResource UntagResource ListTagsForResource', given),
  ...each(
    'appconfig',
    'GetExperimentDefinition UpdateExperimentDefinition DeleteExperimentDefinition',
    application,
    definition,
  ),
  ...each('appconfig', 'ListExperimentRuns', application, definition),
  ...each('appconfig', 'GetExperimentRun ListExperimentRunEvents', application, definition, run),
  CreateExperimentDefinition: definitionProfile,
  StartExperimentRun: all(needs('appconfig:StartExperimentRun', application, definition), tags, deploys),
  UpdateExperimentRun: all(needs('appconfig:UpdateExperimentRun', application, definition, run), deploys),
  StopExperimentRun: all(needs('appconfig:StopExperimentRun', application, definition, run), deploys),
};
