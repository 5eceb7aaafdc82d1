/**
 * What AppConfig Agent answers next to an application: the treatment of a run, or else the deployed flag.
 * https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-retrieving-experiment-treatments.html
 * A real agent polls, so its answer can be behind by one interval; this one answers by what is delivered now.
 */
import type { Treatment } from '@aws-sdk/client-appconfig';
import { askFlag, type Delivered, delivered, type FlagAnswer, plainAttributes } from '../flags/value.ts';
import type { Attributes, Circumstances } from '../rules/evaluate.ts';
import { type Place, placeOf, type Served, servedNow } from '../served.ts';
import type { AppConfigWorld } from '../state.ts';
import { assign, type Entity } from './assign.ts';
import { flagsIn, versionFor } from './deployed.ts';

export type FlagRequest = {
  /** Ids or names. */
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  readonly flag: string;
  /** Without it nobody gets a treatment. */
  readonly entityId?: string;
  readonly context?: Attributes;
};

/** One answer, for whoever counts them. */
export type FlagRead = {
  readonly applicationId: string;
  readonly environmentId: string;
  readonly profileId: string;
  readonly flag: string;
  readonly entityId: string | undefined;
  /** `__c__` or `__t1__` for a treatment, its name for a variant of the flag, none for a flag without variants. */
  readonly variant: string | undefined;
  /** Whether the account wants ReturnedCount. */
  readonly isVended: boolean;
};

/** `_variant` comes with a treatment or a variant, attributes come with an enabled flag. */
export type FlagBody = Delivered & { readonly _variant?: string };

export type Agent = {
  /**
   * Undefined where no such flag is deployed.
   * @throws ResourceNotFoundException
   */
  flag(request: FlagRequest): FlagBody | undefined;
};

export function createAgent(world: AppConfigWorld, onRead: (read: FlagRead) => void = () => {}): Agent {
  return {
    flag: (request) => {
      const place = placeOf(world, request);
      const answer = answerFor(world, place, request);
      if (!answer) return undefined;
      onRead(readOf(world, place, request, answer));
      const variant = answer.variant === undefined ? {} : { _variant: answer.variant };
      return { ...variant, ...delivered(answer) };
    },
  };
}

function readOf(
  { store }: AppConfigWorld,
  { environment, profile }: Place,
  { flag, entityId }: FlagRequest,
  { variant }: FlagAnswer,
): FlagRead {
  return {
    applicationId: environment.application.id,
    environmentId: environment.id,
    profileId: profile.id,
    flag,
    entityId,
    variant,
    isVended: store.settings.VendedMetrics.Enabled ?? false,
  };
}

function answerFor({ switches }: AppConfigWorld, place: Place, request: FlagRequest): FlagAnswer | undefined {
  const { flag: key, entityId, context = {} } = request;
  const { environment, profile } = place;
  const circumstances: Circumstances = {
    attributes: context,
    scope: `flag/${profile.application.id}/${profile.id}/${key}`,
    unresolvedAttribute: switches.unresolvedAttribute,
  };
  const served = servedNow(place);
  const entity = entityId === undefined ? undefined : { id: entityId, circumstances };
  const treatment = entity && treatmentFor(served, key, entity, switches);
  if (treatment) return answerOf(treatment);
  const version = versionFor(served, environment.id, entityId ?? '');
  const flag = version && flagsIn(version)?.get(key);
  return flag && askFlag(flag, circumstances);
}

/** One run decides over a flag. Where more are delivered (a stop was rolled back, or the world accepts it), the latest does. */
function treatmentFor(
  { overlays }: Served,
  key: string,
  entity: Entity,
  switches: AppConfigWorld['switches'],
): Treatment | undefined {
  const run = overlays.findLast(({ snapshot }) => snapshot.FlagKey === key);
  return run && assign(run, entity, switches).treatment;
}

const answerOf = ({ Key, FlagValue }: Treatment): FlagAnswer => ({
  enabled: FlagValue?.Enabled ?? false,
  attributes: plainAttributes(FlagValue?.AttributeValues),
  variant: `__${Key}__`,
});
