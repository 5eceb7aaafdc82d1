/** All executions of a world, and what can be done to them from outside. */
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { createFrame, type Execution, type Frame, type Revision } from './execution.ts';
import { executionFunctions } from './functions.ts';
import { branchDone, branchFailed, map, parallel } from './group.ts';
import { createRecorder, maxEvents } from './history.ts';
import { failed, type Journal, succeeded } from './journal.ts';
import type { Json } from './json.ts';
import type { Machinery } from './machinery.ts';
import { choice, failState, pass, wait } from './simple-states.ts';
import { enter, finish } from './step.ts';
import { beat, eventOf, settleTask, task } from './task.ts';
import type { RunTask, TaskOutcome } from './task-call.ts';
import { Timers } from './timers.ts';
import { Tokens } from './tokens.ts';

export type EngineOptions = {
  readonly clock: Clock;
  readonly random: Random;
  readonly runTask: RunTask;
  readonly journal?: Journal | undefined;
};

type Start = {
  readonly arn: string;
  readonly name: string;
  readonly revision: Revision;
  readonly input: Json;
  readonly inputText: string;
};

export class Engine {
  /** By ARN, in the order in which they started. */
  readonly executions = new Map<string, Execution>();
  readonly #machinery: Machinery;
  readonly #random: Random;

  constructor({ clock, random, runTask, journal = () => {} }: EngineOptions) {
    this.#random = random;
    const [timers, tokens] = [new Timers(clock), new Tokens(random.fork('tokens').id(32))];
    const outside = { clock, timers, tokens };
    const recorder = createRecorder(
      () => clock.now(),
      (execution) => fillUp(outside, execution),
    );
    const attempts = { Pass: pass, Succeed: pass, Fail: failState, Choice: choice, Wait: wait };
    this.#machinery = {
      ...outside,
      ...recorder,
      runTask,
      journal,
      attempts: { ...attempts, Task: task, Parallel: parallel, Map: map },
      branchDone,
      branchFailed,
    };
  }

  start(start: Start): Execution {
    const { clock, timers, journal, note } = this.#machinery;
    const random = lazily(() => this.#random.fork(start.arn));
    const execution: Execution = {
      ...start,
      startedAt: clock.now(),
      events: [],
      random,
      functions: executionFunctions(clock, random),
      status: 'RUNNING',
    };
    this.executions.set(start.arn, execution);
    const { definition, definitionText, machineArn, roleArn } = start.revision;
    const [at, executionArn] = [execution.startedAt, start.arn];
    journal({
      kind: 'started',
      at,
      executionArn,
      machineArn,
      roleArn,
      definition: definitionText,
      input: start.inputText,
    });
    note(execution, 0, { type: 'ExecutionStarted', value: start.input, more: roleArn });
    if (definition.timeoutSeconds !== undefined)
      timers.set(execution, 'timeout', {
        at: at + definition.timeoutSeconds * 1000,
        what: `time-out of ${start.name}`,
        due: () => finish(this.#machinery, execution, 'TIMED_OUT', { failure: { error: 'States.Timeout' } }),
      });
    execution.root = createFrame(execution, definition);
    enter(this.#machinery, execution.root, definition.startAt, start.input);
    return execution;
  }

  /** Nothing happens to an execution that has ended. */
  stop(execution: Execution, error: string | undefined, cause: string | undefined): void {
    if (execution.status !== 'RUNNING') return;
    const at = this.#machinery.clock.now();
    this.#machinery.journal({ kind: 'stopped', at, executionArn: execution.arn, error, cause });
    finish(this.#machinery, execution, 'ABORTED', { failure: { error, cause } });
  }

  /** @throws TaskTimedOut, InvalidToken */
  sendSuccess(token: string, output: Json): void {
    this.#tell(this.#machinery.tokens.find(token), succeeded(output));
  }

  /** @throws TaskTimedOut, InvalidToken */
  sendFailure(token: string, error: string | undefined, cause: string | undefined): void {
    this.#tell(this.#machinery.tokens.find(token), failed(error, cause));
  }

  /** @throws TaskTimedOut, InvalidToken */
  sendHeartbeat(token: string): void {
    const frame = this.#machinery.tokens.find(token);
    this.#machinery.journal({ kind: 'heartbeat', ...this.#taskOf(frame) });
    beat(this.#machinery, frame);
  }

  #tell(frame: Frame, outcome: TaskOutcome): void {
    this.#machinery.journal({ kind: 'told', ...this.#taskOf(frame), outcome });
    settleTask(this.#machinery, frame, outcome);
  }

  #taskOf(frame: Frame) {
    return { at: this.#machinery.clock.now(), executionArn: frame.execution.arn, event: eventOf(frame) };
  }
}

/** The last event that fits tells that no more do. */
function fillUp(outside: Pick<Machinery, 'clock' | 'timers' | 'tokens'>, execution: Execution): void {
  const cause = `The execution reached the maximum number of history events (${maxEvents}).`;
  if (execution.root) execution.root.lastEvent = execution.events.length;
  finish(outside, execution, 'FAILED', { failure: { error: 'States.Runtime', cause } });
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
