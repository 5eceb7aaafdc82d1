import type {
  CreateExperimentDefinitionRequest,
  ExperimentDefinition,
  TreatmentInput,
} from '@aws-sdk/client-appconfig';
import { newId, readTags } from '../create.ts';
import { refusal } from '../errors.ts';
import * as find from '../find.ts';
import { flagOf, refuseAttributes } from '../flag-document.ts';
import type { FlagDefinition } from '../flags/document.ts';
import { refuseRule } from '../rule.ts';
import { Sequence } from '../sequence.ts';
import type { AppConfigWorld, Application, Definition, Profile } from '../state.ts';
import { readControl, readTreatments, refuseWeights } from '../treatments.ts';
import { definitionView } from '../views.ts';
import { featureFlags } from './configuration-profiles.ts';

export function createExperimentDefinition(
  world: AppConfigWorld,
  input: CreateExperimentDefinitionRequest,
): ExperimentDefinition {
  const application = find.application(world, input.ApplicationIdentifier);
  const profile = find.profile(application, input.ConfigurationProfileIdentifier);
  const environment = find.environment(application, input.EnvironmentIdentifier);
  const { Name: name = '', FlagKey: flagKey = '', AudienceRule: audienceRule = '' } = input;
  const flag = knownFlag(world, profile, flagKey);
  const treatments = readTreatments(input.Treatments ?? []);
  const control = readControl(input.Control as TreatmentInput);
  refuseWeights(world.switches, treatments, control);
  refuseAttributes(flag, [...treatments, control]);
  refuseRule(audienceRule);
  refuseUsedName(world, application, name);
  const tags = readTags(input.Tags);
  const now = world.clock.now();
  const definition: Definition = {
    sequence: world.store.definitions.nextSequence(),
    id: newId(world, (id) => application.definitions.get(id) !== undefined),
    name,
    tags,
    application,
    environment,
    profile,
    flagKey,
    status: 'IDLE',
    treatments,
    control,
    audienceRule,
    hypothesis: input.Hypothesis,
    audienceDescription: input.AudienceDescription,
    launchCriteria: input.LaunchCriteria,
    createdAt: now,
    updatedAt: now,
    runs: new Sequence(),
    running: undefined,
  };
  application.definitions.add(definition);
  world.store.definitions.add(definition);
  return definitionView(definition);
}

/** The flag has to be in the latest version of a profile of feature flags. */
function knownFlag({ switches }: AppConfigWorld, profile: Profile, flagKey: string): FlagDefinition {
  const { id, type, versions } = profile;
  if (type !== featureFlags)
    throw refusal(
      switches.unknownFlag,
      `Configuration profile ${id} is of type ${type}: it has no flags`,
      id,
    );
  const flag = flagOf(versions.last, flagKey);
  if (flag) return flag;
  const message = `Flag ${flagKey} is not in the latest version of configuration profile ${id}`;
  throw refusal(switches.unknownFlag, message, flagKey);
}

function refuseUsedName({ switches }: AppConfigWorld, { id, definitions }: Application, name: string): void {
  if (!definitions.named(name)) return;
  throw refusal(
    switches.duplicateDefinitionName,
    `Application ${id} already has an experiment definition named ${name}`,
  );
}
