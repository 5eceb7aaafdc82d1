/** What AppConfig knows and a call does not say: names instead of ids, and what the runs of a definition deploy to. */
import * as find from '../appconfig/find.ts';
import type { AppConfigWorld } from '../appconfig/state.ts';
import type { Experiment } from './needs/need.ts';

export const experimentsOf =
  (world: AppConfigWorld): Experiment =>
  (application, definition) => {
    try {
      const found = find.definition(world, {
        ApplicationIdentifier: String(application),
        ExperimentDefinitionIdentifier: String(definition),
      });
      return {
        applicationId: found.application.id,
        definitionId: found.id,
        environmentId: found.environment.id,
        configurationProfileId: found.profile.id,
      };
    } catch {
      return undefined; // the operation itself says that there is none
    }
  };
