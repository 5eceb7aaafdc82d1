import type { DeleteStateMachineInput, DeleteStateMachineOutput } from '@aws-sdk/client-sfn';
import { checkArn, type StatesWorld } from '../machines.ts';

/** What is not there is deleted already. Executions that run go on; AWS would wait for them. */
export function deleteStateMachine(
  { machines }: StatesWorld,
  { stateMachineArn = '' }: DeleteStateMachineInput,
): DeleteStateMachineOutput {
  checkArn(stateMachineArn, 'stateMachine');
  machines.delete(stateMachineArn);
  return {};
}
