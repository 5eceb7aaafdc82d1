/** The ramp's executions in Step Functions, under names that follow from the ramp and its generation. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { executionNameOf } from '#core/names';
import { contract } from '#core/ramp';

export type Workflow = ReturnType<typeof createWorkflow>;

export function createWorkflow(client: SFNClient, stateMachineArn: string) {
  const arnOf = (rampId: string, generation: number) =>
    `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionNameOf(rampId, generation)}`;
  return {
    /** Starting the same one twice is one start: Step Functions knows it by name and input. */
    async start(rampId: string, generation: number): Promise<void> {
      try {
        const name = executionNameOf(rampId, generation);
        const input = JSON.stringify({ contract, ramp: rampId });
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    /** Since when an execution is over, epoch ms; undefined while it runs, 0 if it was never started. */
    async overSince(rampId: string, generation: number): Promise<number | undefined> {
      try {
        const { status, stopDate } = await client.send(
          new DescribeExecutionCommand({ executionArn: arnOf(rampId, generation) }),
        );
        if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
        return stopDate?.getTime() ?? 0;
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return 0;
        throw error;
      }
    },

    /** Wakes the machine. It carries no orders: the machine reads the ledger. A token that is closed is no error. */
    async wake(token: string): Promise<void> {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
      } catch (error) {
        const isClosed = [TaskTimedOut, TaskDoesNotExist, InvalidToken].some((kind) => error instanceof kind);
        if (!isClosed) throw error;
      }
    },
  };
}
