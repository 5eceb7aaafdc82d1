import { ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import type { Execution } from './execution.ts';
import { checkArn, type StatesWorld } from './machines.ts';

/** @throws ExecutionDoesNotExist, InvalidArn */
export function findExecution({ engine }: StatesWorld, arn: string | undefined): Execution {
  const execution = engine.executions.get(arn ?? '');
  if (execution) return execution;
  checkArn(arn, 'execution');
  throw new ExecutionDoesNotExist({ message: `Execution Does Not Exist: '${arn}'`, $metadata: {} });
}
