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

/** Policies name an experiment by its ids, a call may name it by names or ARNs. */
const byIds =
  (part: Needs): Needs =>
  (input, place) => {
    const known = place.experiment?.(input.ApplicationIdentifier, input.ExperimentDefinitionIdentifier);
    if (!known) return part(input, place);
    const { applicationId, definitionId, environmentId, configurationProfileId } = known;
    const ids = { ApplicationIdentifier: applicationId, ExperimentDefinitionIdentifier: definitionId };
    const deployed = { EnvironmentId: environmentId, ConfigurationProfileId: configurationProfileId };
    return part({ ...input, ...ids, ...deployed }, place);
  };
const experiments = (operations: string, ...about: readonly Resources[]): Record<string, Needs> =>
  Object.fromEntries(
    Object.entries(each('appconfig', operations, ...about)).map(([name, part]) => [name, byIds(part)]),
  );

/** Every start, update and stop of a run makes a managed deployment, and its caller must be allowed to. */
const deploys: Needs = (input, place) =>
  needs(
    'appconfig:StartDeployment',
    application,
    environment,
    profile,
    strategy,
  )(
    {
      EnvironmentId: '*',
      ConfigurationProfileId: '*',
      ...input,
      DeploymentStrategyId: 'AppConfig.ServiceManaged',
    },
    place,
  );
const tags: Needs = (input, place) =>
  input.Tags && Object.keys(input.Tags).length > 0 ? needs('appconfig:TagResource', run)(input, place) : [];
/** Of the deployment that is made, whose number nobody knows before. */
const deploymentTags: Needs = (input, place) => {
  const { Tags } = (input.DeploymentParameters ?? {}) as { readonly Tags?: object };
  if (!Tags || Object.keys(Tags).length === 0) return [];
  return needs('appconfig:TagResource', deployment)(
    { EnvironmentId: '*', ...input, DeploymentNumber: '*' },
    place,
  );
};
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
  ...experiments(
    'GetExperimentDefinition UpdateExperimentDefinition DeleteExperimentDefinition',
    application,
    definition,
  ),
  ...experiments('ListExperimentRuns', application, definition),
  ...experiments('GetExperimentRun ListExperimentRunEvents', application, definition, run),
  CreateExperimentDefinition: definitionProfile,
  StartExperimentRun: byIds(
    all(needs('appconfig:StartExperimentRun', application, definition), tags, deploys, deploymentTags),
  ),
  UpdateExperimentRun: byIds(
    all(needs('appconfig:UpdateExperimentRun', application, definition, run), deploys, deploymentTags),
  ),
  StopExperimentRun: byIds(
    all(needs('appconfig:StopExperimentRun', application, definition, run), deploys, deploymentTags),
  ),
};
