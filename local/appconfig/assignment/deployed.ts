/** Which version of its configuration a reader gets. */

import type { FlagDocument } from '../flags/document.ts';
import { type Flags, flagsOf } from '../flags/value.ts';
import { positionOf } from '../position.ts';
import type { Served } from '../served.ts';
import type { HostedVersion } from '../state.ts';

/** While a deployment grows, the readers are reached in an order of their own for each deployment, and stay reached. */
export function versionFor(
  { version, growing }: Served,
  environmentId: string,
  reader: string,
): HostedVersion | undefined {
  if (!growing) return version;
  const position = positionOf(`environment/${environmentId}/deployment/${growing.deploymentNumber}`, reader);
  return position * 100 < growing.percentage ? version : growing.before;
}

/** Documents do not change, so each is read once. */
const known = new WeakMap<FlagDocument, Flags>();

export function flagsIn({ document }: HostedVersion): Flags | undefined {
  if (!document) return undefined;
  const flags = known.get(document) ?? flagsOf(document);
  known.set(document, flags);
  return flags;
}
