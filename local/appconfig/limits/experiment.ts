import { choice, flag, integer, type Limits, list, map, number, structure, text, union } from './limit.ts';
import { deploymentParameters, description, identifier, page, percentage, tags } from './shapes.ts';

const attributeValue = union({
  StringValue: text(0, 1024),
  NumberValue: number(),
  BooleanValue: flag,
  StringArray: list(text(0, 1024), 0, 25),
  NumberArray: list(number(), 0, 25),
});
const flagValue = structure(
  {
    Enabled: flag,
    AttributeValues: map(
      text(undefined, undefined, /^(?!enabled$)[a-z][a-zA-Z0-9_-]{0,63}$/),
      attributeValue,
      0,
      25,
    ),
  },
  'Enabled',
);
const treatment = structure(
  { Weight: number(0), Description: description, FlagValue: flagValue },
  'Weight',
  'FlagValue',
);
const overrides = union({
  Inline: map(text(1, 2048), text(undefined, undefined, /^[a-zA-Z0-9]{1,8}$/), 0, 32),
});
const status = choice('ACTIVE', 'IDLE', 'ARCHIVED');
const definition = { ApplicationIdentifier: identifier, ExperimentDefinitionIdentifier: identifier };
const run = { ...definition, Run: integer(1) };
const described = {
  Hypothesis: description,
  AudienceDescription: description,
  LaunchCriteria: description,
};
const tested = { Treatments: list(treatment, 1, 5), Control: treatment, AudienceRule: text(1, 16384) };

export const experimentLimits: Limits = {
  CreateExperimentDefinition: {
    ApplicationIdentifier: identifier,
    Name: text(undefined, undefined, /^(?!AWS\.).{1,64}$/su),
    ConfigurationProfileIdentifier: identifier,
    EnvironmentIdentifier: identifier,
    FlagKey: text(undefined, undefined, /^[a-z][a-zA-Z0-9_-]{1,64}$/),
    ...tested,
    ...described,
    Tags: tags,
  },
  GetExperimentDefinition: definition,
  UpdateExperimentDefinition: { ...definition, ...tested, ...described },
  DeleteExperimentDefinition: { ...definition, DeleteType: choice('ARCHIVE', 'DESTROY') },
  ListExperimentDefinitions: {
    ApplicationIdentifier: identifier,
    ConfigurationProfileIdentifier: identifier,
    EnvironmentIdentifier: identifier,
    Status: status,
    ...page,
  },
  StartExperimentRun: {
    ...definition,
    Description: description,
    ExposurePercentage: percentage,
    TreatmentOverrides: overrides,
    Tags: tags,
    DeploymentParameters: deploymentParameters,
  },
  GetExperimentRun: run,
  UpdateExperimentRun: {
    ...run,
    Description: description,
    ExposurePercentage: percentage,
    TreatmentOverrides: overrides,
    DeploymentParameters: deploymentParameters,
  },
  StopExperimentRun: {
    ...run,
    Result: structure({
      ExecutiveSummary: description,
      ReasonsToLaunch: description,
      ReasonsNotToLaunch: description,
    }),
    DeploymentParameters: deploymentParameters,
  },
  ListExperimentRuns: { ...definition, Status: choice('RUNNING', 'DONE'), ...page },
  ListExperimentRunEvents: { ...run, ...page },
};
