import type { SendTaskHeartbeatInput, SendTaskHeartbeatOutput } from '@aws-sdk/client-sfn';
import type { StatesWorld } from '../machines.ts';

export function sendTaskHeartbeat(
  { engine }: StatesWorld,
  { taskToken = '' }: SendTaskHeartbeatInput,
): SendTaskHeartbeatOutput {
  engine.sendHeartbeat(taskToken);
  return {};
}
