/** What the steps of all executions share. The engine puts it together. */
import type { Clock } from '../clock.ts';
import type { State } from './definition.ts';
import type { Execution, Frame } from './execution.ts';
import type { Failure } from './failure.ts';
import type { Recorder } from './history.ts';
import type { Journal } from './journal.ts';
import type { Json } from './json.ts';
import type { RunTask } from './task-call.ts';
import type { Timers } from './timers.ts';
import type { Tokens } from './tokens.ts';

export type Machinery = Recorder & {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly tokens: Tokens;
  readonly journal: Journal;
  readonly runTask: RunTask;
  /** How a state of each type is worked on, from being entered or retried until it is left or waits for something. */
  readonly attempts: { readonly [Type in State['type']]: Attempt<Extract<State, { type: Type }>> };
  /** A thread inside a Parallel or a Map came to its end, or failed. */
  readonly branchDone: (machinery: Machinery, frame: Frame, output: Json) => void;
  readonly branchFailed: (machinery: Machinery, frame: Frame, failure: Failure) => void;
  /** The execution has nothing left to do until something reaches it from outside. */
  readonly atRest: (execution: Execution) => void;
};

export type Attempt<S extends State> = (machinery: Machinery, frame: Frame, state: S) => Promise<void>;
