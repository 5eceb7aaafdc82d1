import {
  type CreateStateMachineInput,
  type CreateStateMachineOutput,
  InvalidName,
  StateMachineAlreadyExists,
} from '@aws-sdk/client-sfn';
import { notImplemented } from '../../wire/errors.ts';
import { arnOf, type Machine, readDefinition, type StatesWorld } from '../machines.ts';

/** Creating the same state machine again answers as the first time did. */
export function createStateMachine(
  world: StatesWorld,
  input: CreateStateMachineInput,
): CreateStateMachineOutput {
  const { name = '', definition = '', roleArn = '' } = input;
  refuse(input);
  const parsed = readDefinition(world, definition);
  const arn = arnOf(world, 'stateMachine', name);
  const known = world.machines.get(arn);
  if (known) return again(known, input);
  const createdAt = world.clock.now();
  world.machines.set(arn, {
    arn,
    name,
    createdAt,
    loggingConfiguration: input.loggingConfiguration ?? { includeExecutionData: false, level: 'OFF' },
    tracingConfiguration: input.tracingConfiguration ?? { enabled: false },
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

function again(known: Machine, { definition, roleArn }: CreateStateMachineInput): CreateStateMachineOutput {
  const { revision } = known;
  if (revision.definitionText !== definition || revision.roleArn !== roleArn)
    throw new StateMachineAlreadyExists({
      message: `State Machine Already Exists: '${known.arn}'`,
      $metadata: {},
    });
  return { stateMachineArn: known.arn, creationDate: new Date(known.createdAt) };
}
