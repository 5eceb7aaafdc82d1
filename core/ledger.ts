/** What the ledger holds of one ramp beside the ramp itself, and what a write to it may carry. */
import type { Change } from './change.ts';
import type { NewCause } from './decide.ts';
import type { Fact } from './facts.ts';
import type { Cause, Ramp } from './ramp.ts';

export type Entry = {
  readonly ramp: Ramp;
  /** Rises with every change; a change is written only onto the version that it was made from. */
  readonly version: number;
  /** Of the execution that leads the ramp; an older one ends itself. */
  readonly generation: number;
  /** How often this execution has judged: after so many it is renewed, since a history has its limit. */
  readonly wakes: number;
  /** Rises with all news that the machine has to look at. */
  readonly inbox: number;
  /** When the machine wakes by itself, epoch ms. */
  readonly dueAt: number;
  /** When the watch looks at this ramp at the latest, epoch ms. */
  readonly lookAt: number;
  /** AppConfig's newest own deployment to the environment when the watch last looked. */
  readonly seenDeployment?: number | undefined;
  /** The task token that the machine waits with. */
  readonly token: string | undefined;
  /** The fence: why the run is being stopped. Written once. */
  readonly cause: Cause | undefined;
  /** Facts that are still to be published, in order. */
  readonly outbox: readonly Fact[];
  /** The place of the newest fact. */
  readonly seq: number;
  /** When the digest looks at this ramp; undefined when there is nothing to tell. */
  readonly tellAt?: number | undefined;
  /** Which of AppConfig's own events of the run are told. */
  readonly listed?: Listed | undefined;
};

export type Listed = {
  /** So many, from the oldest. */
  readonly told: number;
  /** When AppConfig was last asked for them, epoch ms, and what the ramp was then. */
  readonly at: number;
  readonly exposure: number;
  readonly isStopped: boolean;
  /** The end of the run has been told: no more follow. */
  readonly isOver: boolean;
};

export type Write = {
  readonly change: Change;
  readonly cause?: NewCause | undefined;
  /** News for the machine: it has to look again, now. */
  readonly wakes?: boolean;
  /** A judgement of the machine's: counted. */
  readonly counts?: boolean;
  /** Another execution takes over. */
  readonly renews?: boolean;
};

/** A ramp that can tell nobody does not move. */
export const outboxLimit = 20;
export const isFull = ({ outbox }: Entry): boolean => outbox.length >= outboxLimit;

/** An execution is renewed after so many judgements: 25,000 events end it, and one takes 13 to 18. */
export const wakesLimit = 500;
export const isWorn = ({ wakes }: Entry): boolean => wakes >= wakesLimit;
