import {
  ExecutionAlreadyExists,
  InvalidExecutionInput,
  InvalidName,
  type StartExecutionInput,
  type StartExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Execution } from '../execution.ts';
import { isTooLarge, type Json } from '../json.ts';
import { arnOf, findActiveMachine, type StatesWorld } from '../machines.ts';

/** The name of an execution may be used again this long after it ended. */
const nameKeptMs = 90 * 24 * 60 * 60 * 1000;

/** Starting a running execution again, by its name and with its input, answers as the first time did. */
export function startExecution(world: StatesWorld, request: StartExecutionInput): StartExecutionOutput {
  const machine = findActiveMachine(world, request.stateMachineArn);
  const inputText = request.input ?? '{}';
  const input = parseInput(inputText);
  const name = request.name ?? world.ids.uuid();
  if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name))
    throw new InvalidName({ message: `Invalid Name: '${name}'`, $metadata: {} });
  const arn = arnOf(world, 'execution', `${machine.name}:${name}`);
  const known = world.engine.executions.get(arn);
  if (known && isKept(known, world.clock.now())) return again(known, inputText);
  const started = world.engine.start({ arn, name, revision: machine.revision, input, inputText });
  return { executionArn: arn, startDate: new Date(started.startedAt) };
}

function parseInput(text: string): Json {
  const refused = (reason: string) =>
    new InvalidExecutionInput({
      message: `Invalid State Machine Execution Input: '${reason}'`,
      $metadata: {},
    });
  if (text === '') throw refused('Invalid execution input.');
  try {
    const input = JSON.parse(text) as Json;
    if (isTooLarge(input)) throw new Error('Input is too long');
    return input;
  } catch (error) {
    throw refused((error as Error).message);
  }
}

const isKept = ({ stoppedAt }: Execution, now: number) =>
  stoppedAt === undefined || now - stoppedAt < nameKeptMs;

function again({ arn, status, inputText, startedAt }: Execution, given: string): StartExecutionOutput {
  if (status === 'RUNNING' && inputText === given)
    return { executionArn: arn, startDate: new Date(startedAt) };
  throw new ExecutionAlreadyExists({ message: `Execution Already Exists: '${arn}'`, $metadata: {} });
}
