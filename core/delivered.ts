/** A fact as EventBridge delivers it: what a rule on the bus hands to its targets. */
import type { FactData, FactType } from './facts.ts';
import type { Actor } from './ramp.ts';

export type Delivered = {
  readonly id: string;
  /** ISO 8601: when it happened. */
  readonly time: string;
  readonly source: string;
  readonly 'detail-type': FactType;
  readonly resources: readonly string[];
  readonly detail: { readonly metadata: { readonly eventId: string }; readonly data: Told };
};
/** What every fact says. */
export type Told = {
  readonly ramp: { readonly id: string; readonly name: string; readonly run?: number };
  /** Its place among the facts of the ramp, from 1. */
  readonly sequence: number;
  /** The step reached, from 1, of so many. */
  readonly step: number;
  readonly of: number;
  readonly exposure: number;
  readonly by: Actor;
};

/** A fact with what its type says besides: for a switch over `type`. */
export type ToldFact = {
  readonly [T in FactType]: { readonly type: T; readonly data: Told & FactData[T] };
}[FactType];

/** Undefined for what else is told on the bus: digests, and AppConfig's own events. */
export function toldFact(event: Delivered): ToldFact | undefined {
  const { data } = event.detail;
  if (data.sequence === undefined) return undefined;
  return { type: event['detail-type'], data } as unknown as ToldFact;
}
