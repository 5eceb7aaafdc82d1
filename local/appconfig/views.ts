/** Definitions and runs as the answers of AppConfig show them. */
import type {
  ExperimentDefinition,
  ExperimentDefinitionSnapshot,
  ExperimentDefinitionSummary,
  ExperimentRun,
  ExperimentRunEvent,
  ExperimentRunSummary,
  TreatmentOverrides,
} from '@aws-sdk/client-appconfig';
import type { Definition, Overrides, Run, RunEvent } from './state.ts';

export const definitionView = (definition: Definition): ExperimentDefinition => ({
  ...snapshotOf(definition),
  ...stateOf(definition),
});

/** Without rule, treatments and control. */
export const definitionSummary = (definition: Definition): ExperimentDefinitionSummary => ({
  ApplicationId: definition.application.id,
  Id: definition.id,
  Name: definition.name,
  Hypothesis: definition.hypothesis,
  ConfigurationProfileId: definition.profile.id,
  EnvironmentId: definition.environment.id,
  FlagKey: definition.flagKey,
  ...stateOf(definition),
});

const stateOf = ({ status, createdAt, updatedAt }: Definition) => ({
  Status: status,
  CreatedAt: new Date(createdAt),
  UpdatedAt: new Date(updatedAt),
});

/** What a run keeps of its definition: everything but its state. */
export const snapshotOf = (definition: Definition): ExperimentDefinitionSnapshot => ({
  ApplicationId: definition.application.id,
  Id: definition.id,
  Name: definition.name,
  Hypothesis: definition.hypothesis,
  ConfigurationProfileId: definition.profile.id,
  EnvironmentId: definition.environment.id,
  FlagKey: definition.flagKey,
  AudienceRule: definition.audienceRule,
  AudienceDescription: definition.audienceDescription,
  LaunchCriteria: definition.launchCriteria,
  Treatments: [...definition.treatments],
  Control: definition.control,
});

export const runView = (run: Run): ExperimentRun => ({
  ApplicationId: run.definition.application.id,
  ...runSummary(run),
  ExposurePercentage: run.exposure,
  ...overridesView(run.overrides),
  Result: run.result,
  ExperimentDefinitionSnapshot: run.snapshot,
});

/** Without exposure, overrides, result and snapshot: the list of runs does not tell them. */
export const runSummary = (run: Run): ExperimentRunSummary => ({
  ExperimentDefinitionId: run.definition.id,
  Run: run.sequence,
  Description: run.description,
  Status: run.status,
  StartedAt: new Date(run.startedAt),
  UpdatedAt: new Date(run.updatedAt),
  ...(run.endedAt === undefined ? {} : { EndedAt: new Date(run.endedAt) }),
});

export const eventView = (event: RunEvent): ExperimentRunEvent => ({
  Description: event.description,
  AssociatedDeployment: event.deploymentArn,
  EventType: event.type,
  OccurredAt: new Date(event.occurredAt),
  TriggeredBy: event.triggeredBy,
  ExposurePercentage: event.exposure,
  ...overridesView(event.overrides),
});

const overridesView = (overrides: Overrides | undefined): { TreatmentOverrides?: TreatmentOverrides } =>
  overrides === undefined ? {} : { TreatmentOverrides: { Inline: { ...overrides } } };
