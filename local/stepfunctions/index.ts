/** AWS Step Functions: Standard workflows in JSONata. What is emulated, refused and assumed stands in docs/emulator.md. */
import * as sdk from '@aws-sdk/client-sfn';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import { createStateMachine } from './api/create-state-machine.ts';
import { deleteStateMachine } from './api/delete-state-machine.ts';
import { describeExecution } from './api/describe-execution.ts';
import { describeStateMachine } from './api/describe-state-machine.ts';
import { describeStateMachineForExecution } from './api/describe-state-machine-for-execution.ts';
import { getExecutionHistory } from './api/get-execution-history.ts';
import { listExecutions } from './api/list-executions.ts';
import { listStateMachines } from './api/list-state-machines.ts';
import { sendTaskFailure } from './api/send-task-failure.ts';
import { sendTaskHeartbeat } from './api/send-task-heartbeat.ts';
import { sendTaskSuccess } from './api/send-task-success.ts';
import { startExecution } from './api/start-execution.ts';
import { stopExecution } from './api/stop-execution.ts';
import { listTagsForResource, tagResource, untagResource } from './api/tags.ts';
import { updateStateMachine } from './api/update-state-machine.ts';
import { Engine } from './engine.ts';
import { createIntegrations, isEmulated } from './integrations.ts';
import type { Journal } from './journal.ts';
import type { StatesWorld } from './machines.ts';
import type { RunTask, TaskCall, TaskOutcome } from './task-call.ts';

export type StepFunctionsOptions = {
  /** Answers the tasks in place of the world's services, whatever they call. */
  readonly tasks?: (call: TaskCall) => Promise<TaskOutcome> | TaskOutcome;
  readonly journal?: Journal;
  /** Whose credentials a state machine with this role uses; nobody's by default. */
  readonly accessKeyIdOf?: (roleArn: string, machineArn: string) => string | undefined;
};

const operations = {
  CreateStateMachine: createStateMachine,
  UpdateStateMachine: updateStateMachine,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
  DeleteStateMachine: deleteStateMachine,
  ListStateMachines: listStateMachines,
  StartExecution: startExecution,
  StopExecution: stopExecution,
  DescribeExecution: describeExecution,
  ListExecutions: listExecutions,
  GetExecutionHistory: getExecutionHistory,
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

export function stepFunctions(
  world: World,
  { tasks, journal, accessKeyIdOf = () => undefined }: StepFunctionsOptions = {},
): Service {
  const random = world.random.fork('stepfunctions');
  const runTask = tasks ? answeredBy(tasks) : createIntegrations(world, accessKeyIdOf);
  const states: StatesWorld = {
    ...world,
    ids: random.fork('ids'),
    machines: new Map(),
    engine: new Engine({ clock: world.clock, random, runTask, journal }),
    isEmulated: (resource) => tasks !== undefined || isEmulated(world, resource),
  };
  return createService({ sdk, client: SFNClient, world: states, operations });
}

const answeredBy = (tasks: NonNullable<StepFunctionsOptions['tasks']>): RunTask => ({
  check: () => undefined,
  call: async (call) => tasks(call),
});
