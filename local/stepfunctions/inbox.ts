/**
 * What reaches an execution from outside (a timer, an answer, a word with a token) waits until the execution is at rest.
 * So its history depends on the order of arrival alone, never on how many promises stand between two threads.
 */
import type { Execution, Frame } from './execution.ts';
import type { Machinery } from './machinery.ts';

export function deliver(machinery: Machinery, execution: Execution, input: () => void): void {
  execution.inbox.push(input);
  letIn(machinery, execution);
}

/** As `deliver`, unless the thread moves on before. */
export function deliverTo(machinery: Machinery, frame: Frame, input: () => void): void {
  const { generation } = frame;
  deliver(machinery, frame.execution, () => {
    if (frame.generation === generation) input();
  });
}

/** Counts a piece of work; the last one to end lets the next input in. */
export async function busy<T>(
  machinery: Machinery,
  execution: Execution,
  work: () => Promise<T>,
): Promise<T> {
  execution.busy += 1;
  try {
    return await work();
  } finally {
    execution.busy -= 1;
    letIn(machinery, execution);
  }
}

function letIn(machinery: Machinery, execution: Execution): void {
  while (execution.busy === 0 && execution.inbox.length > 0) execution.inbox.shift()?.();
  if (execution.busy === 0) machinery.atRest(execution);
}
