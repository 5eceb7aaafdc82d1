/** Sessions, and the chain of tokens that each of them is: every token is good for one call, which hands out the next. */

import type { AppConfigWorld } from '../appconfig/state.ts';
import type { Random } from '../random.ts';
import { badToken } from './errors.ts';

export type Session = {
  /** By id. */
  readonly place: { readonly application: string; readonly environment: string; readonly profile: string };
  /** By which a growing deployment reaches it or not. */
  readonly id: string;
  readonly requiredIntervalSeconds: number | undefined;
};

/** What a token stands for. */
export type Standing = {
  readonly session: Session;
  readonly issuedAt: number;
  /** The version that the client has, by its number; none before the first call. */
  readonly has: number | undefined;
};

export type DataSwitches = {
  /**
   * Whether a client that required no interval is held to the default one. The documentation says that intervals are not
   * enforced by default; clients have met "Request too early" all the same.
   */
  readonly enforcedInterval: 'always' | 'whenRequired';
};

export type DataWorld = AppConfigWorld & {
  readonly data: {
    readonly random: Random;
    readonly tokens: Map<string, Standing>;
    readonly switches: DataSwitches;
  };
};

/** Tokens are valid for up to 24 hours. */
const validMs = 24 * 60 * 60 * 1000;
export const defaultIntervalSeconds = 60;

export function issueToken({ data, clock }: DataWorld, session: Session, has?: number): string {
  const token = Buffer.from(data.random.id(96)).toString('base64url');
  data.tokens.set(token, { session, has, issuedAt: clock.now() });
  return token;
}

/**
 * Uses a token up.
 * @throws BadRequestException
 */
export function redeemToken({ data, clock }: DataWorld, token: string): Standing {
  const standing = data.tokens.get(token);
  if (!standing) throw badToken('Corrupted', 'Token not valid');
  const age = clock.now() - standing.issuedAt;
  if (age > validMs) throw badToken('Expired', 'Token expired');
  // A call that comes too early may be made again with the same token, later.
  if (age < waitMs(standing, data.switches)) throw badToken('PollIntervalNotSatisfied', 'Request too early');
  data.tokens.delete(token);
  return standing;
}

/** The first call of a session waits for nothing. */
function waitMs({ session, has }: Standing, { enforcedInterval }: DataSwitches): number {
  const { requiredIntervalSeconds } = session;
  if (has === undefined || (requiredIntervalSeconds === undefined && enforcedInterval === 'whenRequired'))
    return 0;
  return (requiredIntervalSeconds ?? defaultIntervalSeconds) * 1000;
}
