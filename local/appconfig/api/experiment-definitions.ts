import type {
  DeleteExperimentDefinitionRequest,
  ExperimentDefinition,
  ExperimentDefinitions,
  GetExperimentDefinitionRequest,
  ListExperimentDefinitionsRequest,
  UpdateExperimentDefinitionRequest,
} from '@aws-sdk/client-appconfig';
import { pathOf } from '../arn.ts';
import type { DefinitionFilter } from '../definition-index.ts';
import { badRequest, refusal } from '../errors.ts';
import * as find from '../find.ts';
import { flagOf, refuseAttributes } from '../flag-document.ts';
import { pageOf } from '../paging.ts';
import { refuseRule } from '../rule.ts';
import type { AppConfigWorld, Application } from '../state.ts';
import { readControl, readTreatments, refuseWeights } from '../treatments.ts';
import { definitionSummary, definitionView } from '../views.ts';

export const getExperimentDefinition = (
  world: AppConfigWorld,
  input: GetExperimentDefinitionRequest,
): ExperimentDefinition => definitionView(find.definition(world, input));

/** What is not given stays; a list of treatments replaces the one of before, and its keys are given anew. */
export function updateExperimentDefinition(
  world: AppConfigWorld,
  input: UpdateExperimentDefinitionRequest,
): ExperimentDefinition {
  const definition = find.definition(world, input);
  const { switches } = world;
  if (definition.running)
    throw refusal(switches.updateActive, `Experiment definition ${definition.id} has a run that is active`);
  if (definition.status === 'ARCHIVED')
    throw refusal(switches.useArchived, `Experiment definition ${definition.id} is archived`);
  const treatments = input.Treatments ? readTreatments(input.Treatments) : definition.treatments;
  const control = input.Control ? readControl(input.Control) : definition.control;
  refuseWeights(switches, treatments, control);
  const {
    AudienceRule: audienceRule = definition.audienceRule,
    Hypothesis: hypothesis = definition.hypothesis,
    AudienceDescription: audienceDescription = definition.audienceDescription,
    LaunchCriteria: launchCriteria = definition.launchCriteria,
  } = input;
  const flag = flagOf(definition.profile.versions.last, definition.flagKey);
  if (flag) refuseAttributes(flag, [...treatments, control]);
  refuseRule(audienceRule);
  Object.assign(definition, { treatments, control, audienceRule, hypothesis });
  Object.assign(definition, { audienceDescription, launchCriteria, updatedAt: world.clock.now() });
  return definitionView(definition);
}

/** An archived definition is hidden and kept, and can still be destroyed; a destroyed one is gone with all its runs. */
export function deleteExperimentDefinition(
  world: AppConfigWorld,
  input: DeleteExperimentDefinitionRequest,
): void {
  const definition = find.definition(world, input);
  const { store, switches, clock } = world;
  if (definition.running)
    throw refusal(switches.deleteActive, `Experiment definition ${definition.id} has a run that is active`);
  if ((input.DeleteType ?? switches.defaultDelete) === 'DESTROY') {
    store.definitions.remove(definition);
    definition.application.definitions.remove(definition);
  } else if (definition.status !== 'ARCHIVED') {
    store.definitions.moving(definition, () =>
      Object.assign(definition, { status: 'ARCHIVED', updatedAt: clock.now() }),
    );
  }
}

/** All of the account, not only those of one application. */
export function listExperimentDefinitions(
  world: AppConfigWorld,
  input: ListExperimentDefinitionsRequest,
): ExperimentDefinitions {
  const { store, switches } = world;
  const application = applicationOf(world, input);
  const unasked: DefinitionFilter['status'] = switches.listArchived === 'always' ? 'any' : 'notArchived';
  const filter: DefinitionFilter = {
    applicationId: application?.id,
    environmentId: within(application, find.environment, input.EnvironmentIdentifier)?.id,
    profileId: within(application, find.profile, input.ConfigurationProfileIdentifier)?.id,
    status: input.Status ?? unasked,
  };
  const name = `experiment definitions by ${JSON.stringify(filter)}`;
  const { list, accepts } = store.definitions.select(filter);
  return pageOf({ name, list, accepts, order: switches.definitionOrder, view: definitionSummary }, input);
}

/** An environment and a profile are told apart by their application, which their ARNs name as well. */
function applicationOf(
  world: AppConfigWorld,
  input: ListExperimentDefinitionsRequest,
): Application | undefined {
  const { ApplicationIdentifier, EnvironmentIdentifier, ConfigurationProfileIdentifier } = input;
  if (ApplicationIdentifier !== undefined) return find.application(world, ApplicationIdentifier);
  const part = EnvironmentIdentifier ?? ConfigurationProfileIdentifier;
  if (part === undefined) return undefined;
  if (pathOf(part)) return find.application(world, part);
  throw badRequest(
    'EnvironmentIdentifier and ConfigurationProfileIdentifier need an ApplicationIdentifier, unless they are ARNs',
  );
}

const within = <T>(
  application: Application | undefined,
  look: (application: Application, identifier: string) => T,
  identifier: string | undefined,
): T | undefined => (application && identifier !== undefined ? look(application, identifier) : undefined);
