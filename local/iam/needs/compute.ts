/** Lambda, Step Functions and EventBridge Scheduler. */
import { partsOf } from '../../lambda/functions.ts';
import {
  all,
  arn,
  each,
  everything,
  type Needs,
  named,
  needs,
  passing,
  type Resources,
  under,
} from './need.ts';

const fn: Resources = ({ FunctionName, Qualifier }, place) => {
  const { name, qualifier = Qualifier } = partsOf(String(FunctionName));
  return arn(place, 'lambda', `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`);
};

export const lambda: Readonly<Record<string, Needs>> = {
  ...each('lambda', 'ListFunctions', everything),
  ...each('lambda', 'GetFunction GetFunctionConfiguration AddPermission RemovePermission GetPolicy', fn),
  ...each('lambda', 'PutFunctionConcurrency GetFunctionConcurrency DeleteFunctionConcurrency', fn),
  ...each(
    'lambda',
    'PutFunctionEventInvokeConfig GetFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig',
    fn,
  ),
  ...each('lambda', 'DeleteFunctionEventInvokeConfig GetFunctionUrlConfig', fn),
  Invoke: needs('lambda:InvokeFunction', fn),
  // A URL asks for both: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
  InvokeFunctionUrl: all(
    under({ 'lambda:functionurlauthtype': 'AWS_IAM' }, needs('lambda:InvokeFunctionUrl', fn)),
    under({ 'lambda:invokedviafunctionurl': 'true' }, needs('lambda:InvokeFunction', fn)),
  ),
};

const machine = named('stateMachineArn');
const execution = named('executionArn');
const newMachine: Resources = ({ name }, place) => arn(place, 'states', `stateMachine:${name}`);
const role = passing(({ roleArn }) => [roleArn]);

export const states: Readonly<Record<string, Needs>> = {
  ...each('states', 'ListStateMachines SendTaskSuccess SendTaskFailure SendTaskHeartbeat', everything),
  ...each('states', 'DescribeStateMachine DeleteStateMachine StartExecution ListExecutions', machine),
  ...each('states', 'DescribeExecution StopExecution GetExecutionHistory', execution),
  ...each('states', 'DescribeStateMachineForExecution', execution),
  ...each('states', 'TagResource UntagResource ListTagsForResource', named('resourceArn')),
  CreateStateMachine: all(needs('states:CreateStateMachine', newMachine), role),
  UpdateStateMachine: all(needs('states:UpdateStateMachine', machine), role),
};

const schedule: Resources = ({ GroupName = 'default', Name }, place) =>
  arn(place, 'scheduler', `schedule/${GroupName}/${Name}`);
const group: Resources = ({ Name }, place) => arn(place, 'scheduler', `schedule-group/${Name}`);
const target = passing(({ Target }) => [(Target as { RoleArn?: string } | undefined)?.RoleArn]);

export const scheduler: Readonly<Record<string, Needs>> = {
  ...each('scheduler', 'ListSchedules ListScheduleGroups', everything),
  ...each('scheduler', 'GetSchedule DeleteSchedule', schedule),
  ...each('scheduler', 'CreateScheduleGroup GetScheduleGroup DeleteScheduleGroup', group),
  CreateSchedule: all(needs('scheduler:CreateSchedule', schedule), target),
  UpdateSchedule: all(needs('scheduler:UpdateSchedule', schedule), target),
};
