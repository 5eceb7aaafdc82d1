/** Many executions of one state machine, through calls inside the world, which leave no trace of their own. */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Aws } from '#local/aws';

export async function start(aws: Aws, definition: object, count: number) {
  const call = async (operation: string, input: object) => {
    const answer = await aws.dispatcher.call({ service: 'SFN', operation, input: { ...input } });
    if (!answer.ok) throw new Error(`${operation}: ${answer.error.message}`);
    return answer.output;
  };
  const roleArn = 'arn:aws:iam::111122223333:role/machine';
  const machine = { name: 'machine', roleArn, definition: JSON.stringify(definition) };
  const { stateMachineArn } = await call('CreateStateMachine', machine);
  const arns: unknown[] = [];
  for (let at = 0; at < count; at += 1) {
    const input = JSON.stringify({ ramp: `ramp-${at}` });
    arns.push((await call('StartExecution', { stateMachineArn, name: `ramp-${at}`, input })).executionArn);
  }
  return {
    histories: (from = 0, to = count) =>
      Promise.all(
        arns.slice(from, to).map(async (executionArn) => {
          const { events } = await call('GetExecutionHistory', { executionArn, maxResults: 1000 });
          return events as HistoryEvent[];
        }),
      ),
  };
}
