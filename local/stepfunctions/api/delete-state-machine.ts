import type { DeleteStateMachineInput, DeleteStateMachineOutput } from '@aws-sdk/client-sfn';
import { checkArn, runningOf, type StatesWorld } from '../machines.ts';

/** What is not there is deleted already. Executions that run are ended at their next transition. */
export function deleteStateMachine(
  { machines, engine }: StatesWorld,
  { stateMachineArn = '' }: DeleteStateMachineInput,
): DeleteStateMachineOutput {
  checkArn(stateMachineArn, 'stateMachine');
  const machine = machines.get(stateMachineArn);
  if (machine?.status !== 'ACTIVE') return {};
  machine.status = 'DELETING';
  for (const execution of runningOf(engine, stateMachineArn)) engine.doom(execution);
  return {};
}
