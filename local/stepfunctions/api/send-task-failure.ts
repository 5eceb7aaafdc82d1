import type { SendTaskFailureInput, SendTaskFailureOutput } from '@aws-sdk/client-sfn';
import type { StatesWorld } from '../machines.ts';

export function sendTaskFailure(
  { engine }: StatesWorld,
  { taskToken = '', error, cause }: SendTaskFailureInput,
): SendTaskFailureOutput {
  engine.sendFailure(taskToken, error, cause);
  return {};
}
