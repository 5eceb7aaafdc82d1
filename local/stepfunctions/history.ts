/**
 * What happened in an execution. Events are kept small, their values by reference; GetExecutionHistory turns them into
 * AWS's own shape when it is asked for, see history-view.ts.
 */
import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { type Execution, type Frame, isPart } from './execution.ts';

export type HistoryEvent = {
  readonly type: HistoryEventType;
  /** The id of the event before it in its own thread; ids count from 1. */
  readonly previous: number;
  /** Milliseconds since the execution started: a small integer, where a timestamp would be an object of its own. */
  readonly afterMs: number;
  /** The name of the state, or the resource of a task. */
  readonly subject: unknown;
  /** What was put in or out, or the failure. */
  readonly value: unknown;
  readonly more: unknown;
};

export type Happening = {
  readonly type: HistoryEventType;
  readonly subject?: unknown;
  readonly value?: unknown;
  readonly more?: unknown;
};

/** A Standard execution has at most this many events, and the last one tells that it failed for that. */
export const maxEvents = 25_000;

/** Thrown by a step whose execution, or whose branch of it, ended under it. */
export const ended = Symbol('ended');

export type Recorder = {
  /** Adds an event that follows the thread's last one, and becomes the last one itself. */
  record(frame: Frame, happening: Happening): number;
  /** Adds an event that follows any event, and leads to nothing by itself. */
  note(execution: Execution, previous: number, happening: Happening): number;
};

/** @param onFull ends an execution whose history is full */
export function createRecorder(now: () => number, onFull: (execution: Execution) => void): Recorder {
  const note = (execution: Execution, previous: number, happening: Happening) => {
    if (execution.status !== 'RUNNING') throw ended;
    if (execution.events.length >= maxEvents - 1) {
      onFull(execution);
      throw ended;
    }
    return append(execution, now(), previous, happening);
  };
  return {
    note,
    record: (frame, happening) => {
      if (!isPart(frame)) throw ended;
      frame.lastEvent = note(frame.execution, frame.lastEvent, happening);
      return frame.lastEvent;
    },
  };
}

export function append(
  execution: Execution,
  now: number,
  previous: number,
  { type, subject, value, more }: Happening,
): number {
  const afterMs = now - execution.startedAt;
  return execution.events.push({ type, previous, afterMs, subject, value, more });
}
