/**
 * All that reaches the engine from outside, in order: everything else follows from it. An engine that is given the same
 * entries again, at the same times, comes to the same histories; see replay.ts.
 */
import type { Json } from './json.ts';
import type { TaskOutcome } from './task-call.ts';

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
  | {
      readonly kind: 'stopped';
      readonly at: number;
      readonly executionArn: string;
      readonly error: string | undefined;
      readonly cause: string | undefined;
    }
  | (TaskEntry & { readonly kind: 'answered'; readonly outcome: TaskOutcome })
  /** By SendTaskSuccess or SendTaskFailure. */
  | (TaskEntry & { readonly kind: 'told'; readonly outcome: TaskOutcome })
  | (TaskEntry & { readonly kind: 'heartbeat' });

type TaskEntry = {
  readonly at: number;
  readonly executionArn: string;
  /** The id of the event that tells of the task being scheduled. */
  readonly event: number;
};

/** Told of each entry as it happens. */
export type Journal = (entry: Entry) => void;

export const succeeded = (output: Json): TaskOutcome => ({ ok: true, output });
export const failed = (error: string | undefined, cause: string | undefined): TaskOutcome => ({
  ok: false,
  failure: { error, cause },
});
