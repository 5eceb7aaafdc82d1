/** All executions of a world, and what can be done to them from outside. */
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { createFrame, type Execution, type Revision } from './execution.ts';
import { executionFunctions } from './functions.ts';
import { branchDone, branchFailed, map, parallel } from './group.ts';
import { createRecorder, maxEvents } from './history.ts';
import { deliver, deliverTo } from './inbox.ts';
import { failed, type Journal, placeOf, succeeded } from './journal.ts';
import type { Json } from './json.ts';
import type { Machinery } from './machinery.ts';
import { choice, failState, pass, wait } from './simple-states.ts';
import { enter, finish } from './step.ts';
import { beat, settleTask, task } from './task.ts';
import type { RunTask, TaskOutcome } from './task-call.ts';
import { Timers } from './timers.ts';
import { Tokens } from './tokens.ts';

export type EngineOptions = {
  readonly clock: Clock;
  readonly random: Random;
  readonly runTask: RunTask;
  readonly journal?: Journal | undefined;
  /** Told whenever an execution has nothing left to do until something reaches it from outside. */
  readonly atRest?: ((execution: Execution) => void) | undefined;
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

  constructor({ clock, random, runTask, journal = () => {}, atRest = () => {} }: EngineOptions) {
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
      atRest,
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
      busy: 0,
      inbox: [],
      isDoomed: false,
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
        due: () => deliver(this.#machinery, execution, () => timeOut(this.#machinery, execution)),
      });
    execution.root = createFrame(execution, definition);
    enter(this.#machinery, execution.root, definition.startAt, start.input);
    return execution;
  }

  /** Nothing happens to an execution that has ended. */
  stop(execution: Execution, error: string | undefined, cause: string | undefined): void {
    deliver(this.#machinery, execution, () => {
      if (execution.status !== 'RUNNING') return;
      const at = this.#machinery.clock.now();
      this.#machinery.journal({ kind: 'stopped', at, ...placeOf(execution), error, cause });
      finish(this.#machinery, execution, 'ABORTED', { failure: { error, cause } });
    });
  }

  /** Lets a running execution end at its next transition, as its state machine is being deleted. */
  doom(execution: Execution): void {
    deliver(this.#machinery, execution, () => {
      if (execution.status !== 'RUNNING') return;
      this.#machinery.journal({ kind: 'doomed', at: this.#machinery.clock.now(), ...placeOf(execution) });
      execution.isDoomed = true;
    });
  }

  /** @throws TaskTimedOut, InvalidToken */
  sendSuccess(token: string, output: Json): void {
    this.tell(token, succeeded(output));
  }

  /** @throws TaskTimedOut, InvalidToken */
  sendFailure(token: string, error: string | undefined, cause: string | undefined): void {
    this.tell(token, failed(error, cause));
  }

  /** @throws TaskTimedOut, InvalidToken */
  sendHeartbeat(token: string): void {
    const { clock, journal, tokens } = this.#machinery;
    const frame = tokens.find(token);
    deliverTo(this.#machinery, frame, () => {
      journal({ kind: 'heartbeat', at: clock.now(), ...placeOf(frame.execution), token });
      beat(this.#machinery, frame);
    });
  }

  tell(token: string, outcome: TaskOutcome): void {
    const { clock, journal, tokens } = this.#machinery;
    const frame = tokens.find(token);
    tokens.close(token);
    deliverTo(this.#machinery, frame, () => {
      journal({ kind: 'told', at: clock.now(), ...placeOf(frame.execution), token, outcome });
      settleTask(this.#machinery, frame, outcome);
    });
  }
}

function timeOut(machinery: Machinery, execution: Execution): void {
  if (execution.status === 'RUNNING')
    finish(machinery, execution, 'TIMED_OUT', { failure: { error: 'States.Timeout' } });
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
