import { InvalidOutput, type SendTaskSuccessInput, type SendTaskSuccessOutput } from '@aws-sdk/client-sfn';
import type { Json } from '../json.ts';
import type { StatesWorld } from '../machines.ts';

export function sendTaskSuccess(
  { engine }: StatesWorld,
  { taskToken = '', output = '' }: SendTaskSuccessInput,
): SendTaskSuccessOutput {
  engine.sendSuccess(taskToken, parseOutput(output));
  return {};
}

function parseOutput(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new InvalidOutput({ message: `Invalid Output: '${(error as Error).message}'`, $metadata: {} });
  }
}
