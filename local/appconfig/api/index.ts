/** Every operation that is emulated; the others are refused by name. */
import * as settings from './account-settings.ts';
import * as applications from './applications.ts';
import * as profiles from './configuration-profiles.ts';
import { createExperimentDefinition } from './create-experiment-definition.ts';
import * as strategies from './deployment-strategies.ts';
import * as deployments from './deployments.ts';
import * as environments from './environments.ts';
import * as definitions from './experiment-definitions.ts';
import * as runs from './experiment-runs.ts';
import * as versions from './hosted-configuration-versions.ts';
import { startExperimentRun } from './start-experiment-run.ts';
import { stopExperimentRun } from './stop-experiment-run.ts';
import * as tags from './tags.ts';
import { updateExperimentRun } from './update-experiment-run.ts';

export const operations = {
  CreateApplication: applications.createApplication,
  GetApplication: applications.getApplication,
  UpdateApplication: applications.updateApplication,
  DeleteApplication: applications.deleteApplication,
  ListApplications: applications.listApplications,
  CreateEnvironment: environments.createEnvironment,
  GetEnvironment: environments.getEnvironment,
  UpdateEnvironment: environments.updateEnvironment,
  DeleteEnvironment: environments.deleteEnvironment,
  ListEnvironments: environments.listEnvironments,
  CreateConfigurationProfile: profiles.createConfigurationProfile,
  GetConfigurationProfile: profiles.getConfigurationProfile,
  UpdateConfigurationProfile: profiles.updateConfigurationProfile,
  DeleteConfigurationProfile: profiles.deleteConfigurationProfile,
  ListConfigurationProfiles: profiles.listConfigurationProfiles,
  CreateHostedConfigurationVersion: versions.createHostedConfigurationVersion,
  GetHostedConfigurationVersion: versions.getHostedConfigurationVersion,
  DeleteHostedConfigurationVersion: versions.deleteHostedConfigurationVersion,
  ListHostedConfigurationVersions: versions.listHostedConfigurationVersions,
  CreateDeploymentStrategy: strategies.createDeploymentStrategy,
  GetDeploymentStrategy: strategies.getDeploymentStrategy,
  UpdateDeploymentStrategy: strategies.updateDeploymentStrategy,
  DeleteDeploymentStrategy: strategies.deleteDeploymentStrategy,
  ListDeploymentStrategies: strategies.listDeploymentStrategies,
  StartDeployment: deployments.startDeployment,
  GetDeployment: deployments.getDeployment,
  StopDeployment: deployments.stopDeployment,
  ListDeployments: deployments.listDeployments,
  CreateExperimentDefinition: createExperimentDefinition,
  GetExperimentDefinition: definitions.getExperimentDefinition,
  UpdateExperimentDefinition: definitions.updateExperimentDefinition,
  DeleteExperimentDefinition: definitions.deleteExperimentDefinition,
  ListExperimentDefinitions: definitions.listExperimentDefinitions,
  StartExperimentRun: startExperimentRun,
  GetExperimentRun: runs.getExperimentRun,
  UpdateExperimentRun: updateExperimentRun,
  StopExperimentRun: stopExperimentRun,
  ListExperimentRuns: runs.listExperimentRuns,
  ListExperimentRunEvents: runs.listExperimentRunEvents,
  GetAccountSettings: settings.getAccountSettings,
  UpdateAccountSettings: settings.updateAccountSettings,
  ListTagsForResource: tags.listTagsForResource,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
};
