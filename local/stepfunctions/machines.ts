/** The state machines of a world, and the world as the operations of Step Functions see it. */
import {
  InvalidArn,
  InvalidDefinition,
  StateMachineDeleting,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import type { Random } from '../random.ts';
import { ServiceError } from '../wire/errors.ts';
import type { World } from '../world.ts';
import type { Definition } from './definition.ts';
import type { Engine } from './engine.ts';
import type { Execution, Revision } from './execution.ts';
import { parseDefinition } from './parse.ts';
import { describeProblems } from './problems.ts';
import type { Resource } from './resource.ts';

export type Machine = {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  /** What was asked for and has no effect here: told again as it was given. */
  loggingConfiguration: unknown;
  tracingConfiguration: unknown;
  readonly tags: Map<string, string>;
  status: 'ACTIVE' | 'DELETING';
  /** What new executions run. */
  revision: Revision;
  revisionId?: string;
};

export type StatesWorld = World & {
  /** Draws the names of executions and the ids of revisions. */
  readonly ids: Random;
  readonly machines: Map<string, Machine>;
  readonly engine: Engine;
  readonly isEmulated: (resource: Resource) => boolean;
};

export const arnOf = (
  { region, accountId }: Pick<World, 'region' | 'accountId'>,
  kind: 'stateMachine' | 'execution',
  name: string,
) => `arn:aws:states:${region}:${accountId}:${kind}:${name}`;

/** @throws StateMachineDoesNotExist, InvalidArn */
export function findMachine(world: StatesWorld, arn: string | undefined): Machine {
  const machine = world.machines.get(arn ?? '');
  if (machine && !isGone(world, machine)) return machine;
  checkArn(arn, 'stateMachine');
  throw new StateMachineDoesNotExist({ message: `State Machine Does Not Exist: '${arn}'`, $metadata: {} });
}

/** @throws StateMachineDeleting, StateMachineDoesNotExist, InvalidArn */
export function findActiveMachine(world: StatesWorld, arn: string | undefined): Machine {
  const machine = findMachine(world, arn);
  if (machine.status === 'ACTIVE') return machine;
  throw new StateMachineDeleting({ message: `State Machine is being deleted: '${arn}'`, $metadata: {} });
}

/** A state machine that is deleted stays until its last execution has ended. */
export function isGone({ engine }: StatesWorld, { arn, status }: Machine): boolean {
  return status === 'DELETING' && runningOf(engine, arn).length === 0;
}

export const runningOf = (engine: Engine, machineArn: string): Execution[] =>
  [...engine.executions.values()].filter(
    ({ revision, status }) => status === 'RUNNING' && revision.machineArn === machineArn,
  );

/** @throws InvalidArn */
export function checkArn(arn: string | undefined, kind: 'stateMachine' | 'execution'): void {
  if (new RegExp(`^arn:aws[\\w-]*:states:[\\w-]+:\\d{12}:${kind}:.+`).test(arn ?? '')) return;
  throw new InvalidArn({ message: `Invalid Arn: '${arn}'`, $metadata: {} });
}

/** @throws InvalidDefinition, and NotImplementedException for what AWS would accept */
export function readDefinition({ isEmulated }: StatesWorld, text: string): Definition {
  const { definition, problems } = parseDefinition(text, isEmulated);
  if (problems.invalid.length > 0)
    throw new InvalidDefinition({ message: describeProblems(problems.invalid), $metadata: {} });
  if (problems.notEmulated.length === 0) return definition;
  const what = problems.notEmulated.join(', ');
  throw new ServiceError(
    'NotImplementedException',
    `not implemented by the embedded AWS, which runs JSONata state machines on the services it emulates: ${what}`,
    501,
  );
}
