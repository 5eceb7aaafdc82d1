import type { StopExecutionInput, StopExecutionOutput } from '@aws-sdk/client-sfn';
import { findExecution } from '../executions.ts';
import type { StatesWorld } from '../machines.ts';

/** What has ended stays as it ended. */
export function stopExecution(
  world: StatesWorld,
  { executionArn, error, cause }: StopExecutionInput,
): StopExecutionOutput {
  const execution = findExecution(world, executionArn);
  world.engine.stop(execution, error, cause);
  return { stopDate: new Date(execution.stoppedAt ?? world.clock.now()) };
}
