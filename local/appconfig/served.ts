/** What is delivered to clients at this instant: the read model for the data plane and for who sees what. */
import * as find from './find.ts';
import type { AppConfigWorld, Environment, HostedVersion, Overlay, Profile } from './state.ts';

/** Where clients fetch: one configuration profile in one environment. */
export type Place = { readonly environment: Environment; readonly profile: Profile };

export type Served = {
  /** The deployed version: what all targets get, or those that the unfinished deployment has reached. */
  readonly version: HostedVersion | undefined;
  /** While a deployment of a version grows: how far it is, and what the other targets still get. */
  readonly growing?: {
    readonly deploymentNumber: number;
    readonly percentage: number;
    readonly before: HostedVersion | undefined;
  };
  /** The runs that are laid over flags, as they are delivered, in the order in which they were started. */
  readonly overlays: readonly Overlay[];
};

/**
 * @param names ids or names, as StartConfigurationSession takes them
 * @throws ResourceNotFoundException
 */
export function placeOf(
  world: AppConfigWorld,
  names: { readonly application: string; readonly environment: string; readonly profile: string },
): Place {
  const application = find.application(world, names.application);
  return {
    environment: find.environment(application, names.environment),
    profile: find.profile(application, names.profile),
  };
}

export function servedNow({ environment, profile }: Place): Served {
  const channel = environment.channels.get(profile.id);
  return {
    version: channel?.version,
    ...growingIn(environment, profile),
    overlays: [...(channel?.overlays.values() ?? [])],
  };
}

function growingIn({ unfinished }: Environment, profile: Profile): Pick<Served, 'growing'> {
  if (unfinished?.change.kind !== 'version' || unfinished.profile !== profile) return {};
  const { sequence, percentage, change } = unfinished;
  if (percentage >= 100) return {};
  return { growing: { deploymentNumber: sequence, percentage, before: change.before } };
}

/** Deletion protection counts from the last time that a client fetched a configuration. */
export function noteFetch({ clock }: AppConfigWorld, { environment, profile }: Place): void {
  environment.readAt = clock.now();
  profile.readAt = clock.now();
}
