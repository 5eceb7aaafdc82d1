import { isDeepStrictEqual } from 'node:util';
import {
  type CreateStateMachineInput,
  type CreateStateMachineOutput,
  InvalidName,
  StateMachineAlreadyExists,
} from '@aws-sdk/client-sfn';
import { notImplemented } from '../../wire/errors.ts';
import {
  arnOf,
  findActiveMachine,
  isGone,
  type Machine,
  readDefinition,
  type StatesWorld,
} from '../machines.ts';

/** Creating the same state machine again answers as the first time did, whatever role and tags it names then. */
export function createStateMachine(
  world: StatesWorld,
  input: CreateStateMachineInput,
): CreateStateMachineOutput {
  const { name = '', definition = '', roleArn = '' } = input;
  refuse(input);
  const parsed = readDefinition(world, definition);
  const arn = arnOf(world, 'stateMachine', name);
  const known = world.machines.get(arn);
  if (known && !isGone(world, known)) return again(findActiveMachine(world, arn), input);
  const createdAt = world.clock.now();
  world.machines.set(arn, {
    arn,
    name,
    createdAt,
    status: 'ACTIVE',
    tags: new Map(input.tags?.map(({ key = '', value = '' }) => [key, value])),
    ...configurationOf(input),
    revision: {
      machineArn: arn,
      machineName: name,
      roleArn,
      definition: parsed,
      definitionText: definition,
      updatedAt: createdAt,
    },
  });
  return { stateMachineArn: arn, creationDate: new Date(createdAt) };
}

function refuse({ name = '', type, publish, encryptionConfiguration }: CreateStateMachineInput): void {
  if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name))
    throw new InvalidName({ message: `Invalid Name: '${name}'`, $metadata: {} });
  if (type === 'EXPRESS') throw notImplemented('SFN', 'CreateStateMachine with type EXPRESS');
  if (publish) throw notImplemented('SFN', 'CreateStateMachine with publish');
  if (encryptionConfiguration) throw notImplemented('SFN', 'CreateStateMachine with encryptionConfiguration');
}

const configurationOf = ({ loggingConfiguration, tracingConfiguration }: CreateStateMachineInput) => ({
  loggingConfiguration: loggingConfiguration ?? { includeExecutionData: false, level: 'OFF' },
  tracingConfiguration: tracingConfiguration ?? { enabled: false },
});

function again(known: Machine, input: CreateStateMachineInput): CreateStateMachineOutput {
  const { revision, loggingConfiguration, tracingConfiguration } = known;
  const configuration = { loggingConfiguration, tracingConfiguration };
  if (
    revision.definitionText !== input.definition ||
    !isDeepStrictEqual(configuration, configurationOf(input))
  )
    throw new StateMachineAlreadyExists({
      message: `State Machine Already Exists: '${known.arn}'`,
      $metadata: {},
    });
  return { stateMachineArn: known.arn, creationDate: new Date(known.createdAt) };
}
