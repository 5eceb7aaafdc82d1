/** The seam between the engine and what its tasks call. */
import type { Random } from '../random.ts';
import type { Failure } from './failure.ts';
import type { Json } from './json.ts';
import type { Resource } from './resource.ts';

export type TaskCall = {
  readonly executionArn: string;
  readonly roleArn: string;
  readonly stateName: string;
  readonly resource: Resource;
  readonly arguments: Json;
  /** The id of the event that tells of the task being scheduled: with the execution's ARN it names this call. */
  readonly event: number;
  /** Of a task that waits for its token. */
  readonly token: string | undefined;
  readonly random: () => Random;
};

export type TaskOutcome =
  | { readonly ok: true; readonly output: Json }
  | { readonly ok: false; readonly failure: Pick<Failure, 'error' | 'cause'> };

export type RunTask = {
  /** What is wrong with the arguments, if the task cannot even be started with them. */
  check(resource: Resource, given: Json): string | undefined;
  call(call: TaskCall): Promise<TaskOutcome>;
};
