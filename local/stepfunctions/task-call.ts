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
  /** When it was made, epoch ms. */
  readonly at: number;
  /** The id of the event that tells of the task being scheduled: with the execution's ARN it names this call. */
  readonly event: number;
  /** Of a task that waits for its token. */
  readonly token: string | undefined;
  /** A stream of this call's own: what it draws never shifts what the execution gets. */
  readonly random: () => Random;
};

export type TaskOutcome =
  | { readonly ok: true; readonly output: Json }
  | { readonly ok: false; readonly failure: Pick<Failure, 'error' | 'cause'> };

/** Where an execution stands: how many events its history has. */
export type Place = { readonly executionArn: string; readonly after: number };

export type RunTask = {
  /** What is wrong with the arguments, if the task cannot even be started with them. */
  check(resource: Resource, given: Json, place: Place): string | undefined;
  call(call: TaskCall): Promise<TaskOutcome>;
};
