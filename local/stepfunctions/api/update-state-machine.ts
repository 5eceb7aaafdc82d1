import {
  MissingRequiredParameter,
  type UpdateStateMachineInput,
  type UpdateStateMachineOutput,
} from '@aws-sdk/client-sfn';
import { notImplemented } from '../../wire/errors.ts';
import { findActiveMachine, readDefinition, type StatesWorld } from '../machines.ts';

/** Executions that run keep the definition and the role that they started with. */
export function updateStateMachine(
  world: StatesWorld,
  input: UpdateStateMachineInput,
): UpdateStateMachineOutput {
  const machine = findActiveMachine(world, input.stateMachineArn);
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
  if (definition === undefined && roleArn === undefined && !loggingConfiguration && !tracingConfiguration)
    throw new MissingRequiredParameter({
      message:
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      $metadata: {},
    });
  if (input.publish) throw notImplemented('SFN', 'UpdateStateMachine with publish');
  const updatedAt = world.clock.now();
  const { revision } = machine;
  machine.revision = {
    ...revision,
    updatedAt,
    roleArn: roleArn ?? revision.roleArn,
    ...(definition === undefined
      ? {}
      : { definition: readDefinition(world, definition), definitionText: definition }),
  };
  machine.loggingConfiguration = loggingConfiguration ?? machine.loggingConfiguration;
  machine.tracingConfiguration = tracingConfiguration ?? machine.tracingConfiguration;
  machine.revisionId = world.ids.uuid();
  return { updateDate: new Date(updatedAt), revisionId: machine.revisionId };
}
