/**
 * All that reaches the engine from outside, in order: everything else follows from it. An engine that is given the same
 * entries again, at the same times, comes to the same histories; see replay.ts.
 */
import type { Execution } from './execution.ts';
import type { Json } from './json.ts';
import type { Place, TaskOutcome } from './task-call.ts';

export type Entry =
  | {
      readonly kind: 'started';
      readonly at: number;
      readonly executionArn: string;
      readonly machineArn: string;
      readonly roleArn: string;
      readonly definition: string;
      readonly input: string;
    }
  /** A task could not be started with its arguments. */
  | (Later & { readonly kind: 'refused'; readonly wrong: string })
  | (Later & {
      readonly kind: 'stopped';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    })
  /** Its state machine was deleted. */
  | (Later & { readonly kind: 'doomed' })
  /** `event` is the id of the event that tells of the task being scheduled. */
  | (Later & { readonly kind: 'answered'; readonly event: number; readonly outcome: TaskOutcome })
  /** By SendTaskSuccess or SendTaskFailure. */
  | (Later & { readonly kind: 'told'; readonly token: string; readonly outcome: TaskOutcome })
  | (Later & { readonly kind: 'heartbeat'; readonly token: string });

/** What reaches an execution that runs. */
type Later = Place & {
  /** With the place, `after` how many events of its history: tells what came first in one and the same instant. */
  readonly at: number;
};

/** Told of each entry as it happens. */
export type Journal = (entry: Entry) => void;

export const placeOf = ({ arn, events }: Execution): Place => ({ executionArn: arn, after: events.length });

export const succeeded = (output: Json): TaskOutcome => ({ ok: true, output });
export const failed = (error: string | undefined, cause: string | undefined): TaskOutcome => ({
  ok: false,
  failure: { error, cause },
});
