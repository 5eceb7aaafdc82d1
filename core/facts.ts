/**
 * The facts of a ramp: what happened, in the past tense, as it is told to machines and people. A fact is written together
 * with the change that it tells of, and its id follows from the ramp and its place: told twice it is the same fact.
 */
import type { Actor, Outcome, TriggeredBy, Verdict } from './ramp.ts';

/** What each fact says beyond who, when and where. Instants and durations are ISO 8601, exposures percent. */
export type FactData = {
  'Ramp Started': {
    readonly plannedSteps: readonly PlannedStep[];
    readonly earliestEnd?: string;
    readonly maxEnd: string;
  };
  'Exposure Raised': {
    readonly from: number;
    readonly to: number;
    readonly heldFor?: string;
    readonly gates: readonly Verdict[];
    readonly sees: Readonly<Record<string, number>>;
    readonly next?: { readonly exposure: number; readonly notBefore: string };
  };
  'Gate Waiting': { readonly gate: Verdict; readonly since: string; readonly overdue?: true };
  'Gate Cleared': { readonly gate: Verdict; readonly waited: string };
  'Window Waiting': { readonly reason: string; readonly until: string };
  'Approval Requested': {
    readonly question: string;
    readonly approvers: readonly string[];
    readonly from: number;
    readonly to: number;
    readonly deadline?: string;
    readonly evidence: readonly Verdict[];
  };
  'Approval Given': Answered;
  'Approval Rejected': Answered;
  'Approval Expired': Answered;
  'Step Skipped': { readonly what: string; readonly note: string };
  'Guard Breached': { readonly guard: GuardFact; readonly action: 'stop' | 'pause' | 'notify' };
  'Ramp Paused': { readonly reason: string };
  'Ramp Resumed': { readonly pausedFor: string; readonly note?: string };
  'Exposure Drifted': {
    readonly expected: number;
    readonly actual: number;
    readonly action: 'adopted' | 'paused';
  };
  'Stop Requested': { readonly reason: StopReason };
  'Stop Delayed': { readonly attempt: number; readonly error: string; readonly blockingDeployment?: string };
  'Ramp Stopped': {
    readonly reason: StopReason;
    readonly triggeredBy: TriggeredBy;
    readonly exposureWas: number;
    readonly ranFor: string;
    readonly stopLatencyMs?: number;
    readonly sees: Readonly<Record<string, number>>;
    readonly usersEffect: string;
  };
  'Ramp Finished': {
    readonly outcome: Outcome;
    readonly summary: string;
    readonly duration?: string;
    readonly raises: number;
    readonly billedHours?: number;
  };
  'Rampart Degraded': { readonly component: string; readonly error: string; readonly effect: string };
};
export type FactType = keyof FactData;

type PlannedStep = { readonly name?: string; readonly exposure: number; readonly raiseAt?: string };
type Answered = {
  readonly question: string;
  readonly note?: string;
  readonly waited: string;
  readonly then?: string;
};
type GuardFact = {
  readonly kind: 'alarm';
  readonly name: string;
  readonly arn: string;
  readonly verdict: 'fail' | 'unknown';
  readonly observed?: string;
  readonly since?: string;
  readonly because: string;
};
export type StopReason = {
  readonly kind: string;
  readonly text: string;
  readonly alarmArn?: string;
  readonly note?: string;
};

/** A fact as the ledger keeps it. */
export type Fact = {
  /** Its place among the facts of its ramp, from 1. */
  readonly seq: number;
  readonly at: string;
  readonly by: Actor;
  /** The step reached, from 1, of so many; 0 before the run. */
  readonly step: number;
  readonly of: number;
  readonly exposure: number;
} & { readonly [T in FactType]: { readonly type: T; readonly data: FactData[T] } }[FactType];

/** A fact before it has its place. */
export type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'seq'> : never) : never;

export const factId = (rampId: string, seq: number): string => `${rampId}/${seq}`;
