/** What an expression sees: $states, the variables in scope, and the functions. */
import type { Execution, Frame } from './execution.ts';
import type { Bindings } from './expression.ts';
import type { Json } from './json.ts';

export type Outcome = {
  readonly result?: Json | undefined;
  readonly errorOutput?: Json | undefined;
  /** The item that a Map is about to start, while its ItemSelector is evaluated. */
  readonly item?: Frame['item'];
};

export function bindingsOf(frame: Frame, outcome: Outcome = {}): Bindings {
  const states = {
    input: frame.input,
    ...(outcome.result === undefined ? {} : { result: outcome.result }),
    ...(outcome.errorOutput === undefined ? {} : { errorOutput: outcome.errorOutput }),
    get context() {
      return contextOf(frame, outcome.item);
    },
  };
  return { ...frame.execution.functions, ...variablesOf(frame), states };
}

/** Inner scopes see the variables of outer ones. */
function variablesOf({ parent, variables }: Frame): Bindings {
  return parent ? { ...variablesOf(parent), ...variables } : variables;
}

/** The context object, https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextOf(frame: Frame, item: Frame['item']) {
  const { execution, state, token } = frame;
  const canRetry = 'retriers' in state;
  const mapItem = item ?? itemOf(frame);
  return {
    Execution: executionContext(execution),
    StateMachine: { Id: execution.revision.machineArn, Name: execution.revision.machineName },
    State: {
      EnteredTime: new Date(frame.enteredAt).toISOString(),
      Name: state.name,
      ...(canRetry ? { RetryCount: retryCount(frame) } : {}),
    },
    ...(token === undefined ? {} : { Task: { Token: token } }),
    ...(mapItem ? { Map: { Item: mapItem } } : {}),
  };
}

const executionContext = ({ arn, input, name, revision, startedAt }: Execution) => ({
  Id: arn,
  Input: input,
  Name: name,
  RoleArn: revision.roleArn,
  StartTime: new Date(startedAt).toISOString(),
  RedriveCount: 0,
});

const retryCount = ({ retries }: Frame) => retries.reduce((sum, count) => sum + (count ?? 0), 0);
const itemOf = ({ item, parent }: Frame): Frame['item'] => item ?? (parent && itemOf(parent));
