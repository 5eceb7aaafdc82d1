/** A stop that AppConfig refuses, or has undone: told once for each thing that stands in its way, then again ever more rarely. */
import { type At, type Change, fact } from './change.ts';
import type { Ramp } from './ramp.ts';
import { hourMs, minuteMs, toIsoInstant } from './time.ts';

export type Obstacle = {
  /** What AppConfig answered, or what it did. */
  readonly error: string;
  /** The deployment that stands in the way: its number, its type, and whose it is. */
  readonly blocking?: { readonly number: number; readonly told: string } | undefined;
  /** Each try makes a deployment that is undone like the one before: the same obstacle, whatever its number. */
  readonly isUndone?: true;
};

/** The stop goes on, whatever is told of it. */
export function stopDelayed(ramp: Ramp, at: At, { error, blocking, isUndone }: Obstacle): Change {
  const before = ramp.stopDelay;
  const attempts = (before?.attempts ?? 0) + 1;
  const sinceAt = before?.sinceAt ?? at.now;
  const toldFor = isUndone
    ? 'the restoration is undone'
    : blocking
      ? `deployment #${blocking.number}`
      : error;
  const isNew = before?.toldFor !== toldFor;
  const isTold = isNew || at.now >= tellAgainAt(sinceAt, before.toldAt);
  const toldAt = isTold ? at.now : before.toldAt;
  const after: Ramp = { ...ramp, stopDelay: { error, attempts, sinceAt, toldFor, toldAt } };
  if (!isTold) return { ramp: after, facts: [] };
  const data = {
    attempt: attempts,
    error,
    since: toIsoInstant(sinceAt),
    ...(blocking ? { blockingDeployment: blocking.told } : {}),
    ...(isNew ? {} : { update: true as const }),
  };
  return { ramp: after, facts: [fact(after, at, 'Stop Delayed', data)] };
}

/** When it has lasted for twice as long as when it was last told; every hour at the least, every minute at the most. */
const tellAgainAt = (sinceAt: number, toldAt: number): number =>
  toldAt + Math.min(hourMs, Math.max(minuteMs, toldAt - sinceAt));
