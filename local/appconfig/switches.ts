/** What AWS does not document about AppConfig, or documents in two ways, as choices of whoever builds a world. */

export type Switches = {
  /** UpdateExperimentRun below the exposure of now. */
  readonly loweringExposure: 'BadRequest' | 'Conflict';
  /** UpdateExperimentRun with the exposure of now: nothing happens, or it happens like a raise, or it is refused. */
  readonly sameExposure: 'ignored' | 'event' | 'BadRequest';
  /** Exposure and overrides in one UpdateExperimentRun. */
  readonly twoAttributes: 'BadRequest' | 'accepted';
  /** UpdateExperimentRun on a run that is DONE. */
  readonly updateDone: 'Conflict' | 'BadRequest';
  /** StopExperimentRun on a run that is DONE. `restoresAnew`: as if its restoration had never been deployed. */
  readonly stopDone: 'Conflict' | 'BadRequest' | 'accepted' | 'overwritesResult' | 'restoresAnew';
  /** StartExperimentRun while a run of the same definition is RUNNING. */
  readonly secondRun: 'Conflict' | 'BadRequest';
  /** StartExperimentRun while another definition runs on the same flag in the same environment. */
  readonly sameFlag: 'Conflict' | 'BadRequest' | 'accepted';
  /** UpdateExperimentDefinition while a run is RUNNING. */
  readonly updateActive: 'Conflict' | 'BadRequest';
  /** DeleteExperimentDefinition while a run is RUNNING. */
  readonly deleteActive: 'Conflict' | 'BadRequest';
  /** StartExperimentRun and UpdateExperimentDefinition on an ARCHIVED definition. */
  readonly useArchived: 'Conflict' | 'BadRequest';
  /** CreateExperimentDefinition with the name of another definition of the application. */
  readonly duplicateDefinitionName: 'Conflict' | 'BadRequest';
  /** A second application, environment, profile or strategy of the same name. */
  readonly duplicateName: 'accepted' | 'BadRequest';
  /** CreateExperimentDefinition with a flag that the latest version of the profile does not have, or a profile of another type. */
  readonly unknownFlag: 'BadRequest' | 'ResourceNotFound';
  /** StartExperimentRun when the flag is not deployed to the environment. */
  readonly undeployedFlag: 'BadRequest' | 'Conflict' | 'ResourceNotFound';
  /** An override to a treatment that the run does not have. */
  readonly unknownOverride: 'BadRequest' | 'accepted';
  /** Whether weights are percentages that have to sum up to 100, or relative to one another. */
  readonly weights: 'relative' | 'sumTo100';
  /** StartExperimentRun without ExposurePercentage. */
  readonly defaultExposure: 0 | 100;
  /** DeleteExperimentDefinition without DeleteType. */
  readonly defaultDelete: 'ARCHIVE' | 'DESTROY';
  /** What the overrides of an update do to those of before. */
  readonly overridesUpdate: 'replace' | 'merge';
  /** Whether an override gives its treatment to an entity that the audience rule leaves out, too. */
  readonly overridesSkipAudience: boolean;
  /**
   * A rule that needs an attribute that is missing, or that cannot be read as what it is compared with. `false`: the
   * operator that needs it is false, so `not` around it is true. `outside`: whoever lacks it is outside the audience.
   */
  readonly unresolvedAttribute: 'false' | 'outside';
  readonly eventOrder: 'newestFirst' | 'oldestFirst';
  readonly runOrder: 'newestFirst' | 'oldestFirst';
  readonly definitionOrder: 'oldestFirst' | 'newestFirst';
  /** Whether ListExperimentDefinitions shows ARCHIVED ones when no Status is asked for. */
  readonly listArchived: 'onlyWhenAsked' | 'always';
  /** How long the managed deployment of a start, update or stop takes. */
  readonly managedDeploymentMs: 0 | 30_000 | 600_000;
  /** Whether the monitors of the environment roll managed deployments back, too. */
  readonly monitorsRollBackManaged: boolean;
  /** What a managed deployment that is rolled back does to a run that is RUNNING: it stays as it is, or AppConfig stops it. */
  readonly rolledBackRun: 'keepsRunning' | 'stops';
  /** Whether an update of nothing but the description makes a managed deployment. */
  readonly describingDeploys: boolean;
  /** The quotas that AppConfig's documentation gives: applications, strategies, profiles, environments. */
  readonly quotas: 'documented' | 'none';
};

/** The defaults. */
export const switches: Switches = {
  loweringExposure: 'BadRequest',
  sameExposure: 'ignored',
  twoAttributes: 'BadRequest',
  updateDone: 'Conflict',
  stopDone: 'Conflict',
  secondRun: 'Conflict',
  sameFlag: 'Conflict',
  updateActive: 'Conflict',
  deleteActive: 'Conflict',
  useArchived: 'Conflict',
  duplicateDefinitionName: 'Conflict',
  duplicateName: 'accepted',
  unknownFlag: 'BadRequest',
  undeployedFlag: 'BadRequest',
  unknownOverride: 'BadRequest',
  weights: 'relative',
  defaultExposure: 0,
  defaultDelete: 'ARCHIVE',
  overridesUpdate: 'replace',
  overridesSkipAudience: true,
  unresolvedAttribute: 'false',
  eventOrder: 'newestFirst',
  runOrder: 'newestFirst',
  definitionOrder: 'oldestFirst',
  listArchived: 'onlyWhenAsked',
  managedDeploymentMs: 0,
  monitorsRollBackManaged: true,
  rolledBackRun: 'keepsRunning',
  describingDeploys: false,
  quotas: 'documented',
};
