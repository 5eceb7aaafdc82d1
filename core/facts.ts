/**
 * The facts of a ramp: what happened, in the past tense, as it is told to machines and people. A fact is written together
 * with the change that it tells of, and its id follows from the ramp and its place: told twice it is the same fact.
 */
import type { FactData, FactType } from './events/facts.ts';
import type { Actor } from './ramp.ts';

export type { FactData, FactType, StopReason } from './events/facts.ts';

/** A fact as the ledger keeps it. */
export type Fact = {
  /** Its place among the facts of its ramp, from 1. */
  readonly seq: number;
  /** The place of the fact that led to it, where one did. */
  readonly causedBy?: number | undefined;
  readonly at: string;
  readonly by: Actor;
  /** The step reached, from 1, of so many; 0 before the run. */
  readonly step: number;
  readonly of: number;
  readonly exposure: number;
} & { readonly [T in FactType]: { readonly type: T; readonly data: FactData[T] } }[FactType];

/** A fact before it has its place. */
export type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'seq' | 'causedBy'> : never) : never;

export const factId = (rampId: string, seq: number): string => `${rampId}/${seq}`;

/** Which fact of the same change led to one, by its type: a breach to a stop, a rejection to a pause. */
const ledBy: { readonly [T in FactType]?: readonly FactType[] } = {
  'Stop Requested': ['Guard Breached', 'Approval Rejected', 'Approval Expired'],
  'Ramp Stopped': ['Stop Requested'],
  'Ramp Paused': ['Guard Breached', 'Approval Rejected', 'Approval Expired'],
};

/** Facts of one change, at their places: those that follow `seq`. */
export const placed = (facts: readonly NewFact[], seq: number): readonly Fact[] =>
  facts.map((fact, index) => {
    const before = facts[index - 1];
    const isLed = before !== undefined && ledBy[fact.type]?.includes(before.type) === true;
    return { ...fact, seq: seq + index + 1, ...(isLed ? { causedBy: seq + index } : {}) } as Fact;
  });
