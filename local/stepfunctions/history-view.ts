/** The events of an execution as GetExecutionHistory shows them. */
import type { HistoryEvent as AwsEvent } from '@aws-sdk/client-sfn';
import type { Execution } from './execution.ts';
import type { Failure } from './failure.ts';
import type { HistoryEvent } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import { describeResource, type Resource } from './resource.ts';
import type { Scheduled } from './task.ts';

type View = { readonly execution: Execution; readonly region: string; readonly withData: boolean };

export function viewEvent(view: View, id: number): AwsEvent {
  const event = view.execution.events[id - 1] as HistoryEvent;
  return {
    id,
    previousEventId: event.previous,
    timestamp: new Date(view.execution.startedAt + event.afterMs),
    type: event.type,
    ...detailsOf(event, view),
  };
}

function detailsOf(event: HistoryEvent, view: View): Partial<AwsEvent> {
  const { type, subject, value, more } = event;
  if (type.endsWith('StateEntered'))
    return { stateEnteredEventDetails: { name: subject as string, ...data('input', value, view) } };
  if (type.endsWith('StateExited')) {
    const output = data('output', value, view);
    return { stateExitedEventDetails: { name: subject as string, ...output, ...assigned(more, view) } };
  }
  if (type.startsWith('MapIteration')) {
    const member = `m${type.slice(1)}EventDetails`;
    return { [member]: { name: subject as string, index: value as number } };
  }
  if (type.startsWith('LambdaFunction')) return functionDetails(event, view);
  if (type.startsWith('Task') && type !== 'TaskStateAborted') return taskDetails(event, view);
  return otherDetails(event, view);
}

function otherDetails({ type, subject, value, more }: HistoryEvent, view: View): Partial<AwsEvent> {
  switch (type) {
    case 'ExecutionStarted':
      return { executionStartedEventDetails: { ...data('input', value, view), roleArn: more as string } };
    case 'ExecutionSucceeded':
      return { executionSucceededEventDetails: data('output', value, view) };
    case 'ExecutionFailed':
      return { executionFailedEventDetails: failure(value) };
    case 'ExecutionTimedOut':
      return { executionTimedOutEventDetails: failure(value) };
    case 'ExecutionAborted':
      return { executionAbortedEventDetails: failure(value) };
    case 'EvaluationFailed':
      return {
        evaluationFailedEventDetails: {
          ...failure(value),
          location: more as string,
          state: subject as string,
        },
      };
    case 'MapStateStarted':
      return { mapStateStartedEventDetails: { length: value as number } };
    default:
      return {}; // the others say all by their type
  }
}

function functionDetails({ type, subject, value, more }: HistoryEvent, view: View): Partial<AwsEvent> {
  const times = more as Scheduled | undefined;
  switch (type) {
    case 'LambdaFunctionScheduled':
      return {
        lambdaFunctionScheduledEventDetails: {
          ...data('input', value, view),
          resource: (subject as Resource).arn,
          ...(times?.timeoutSeconds ? { timeoutInSeconds: times.timeoutSeconds } : {}),
        },
      };
    case 'LambdaFunctionSucceeded':
      return { lambdaFunctionSucceededEventDetails: data('output', value, view) };
    case 'LambdaFunctionFailed':
      return { lambdaFunctionFailedEventDetails: failure(value) };
    case 'LambdaFunctionTimedOut':
      return { lambdaFunctionTimedOutEventDetails: failure(value) };
    default:
      return {};
  }
}

function taskDetails({ type, subject, value, more }: HistoryEvent, view: View): Partial<AwsEvent> {
  const names = describeResource(subject as Extract<Resource, { kind: 'call' }>);
  const times = more as Scheduled | undefined;
  switch (type) {
    case 'TaskScheduled':
      return {
        taskScheduledEventDetails: {
          ...names,
          region: view.region,
          parameters: view.withData ? JSON.stringify(value) : undefined,
          ...(times?.timeoutSeconds ? { timeoutInSeconds: times.timeoutSeconds } : {}),
          ...(times?.heartbeatSeconds ? { heartbeatInSeconds: times.heartbeatSeconds } : {}),
        },
      };
    case 'TaskStarted':
      return { taskStartedEventDetails: names };
    case 'TaskSubmitted':
      return { taskSubmittedEventDetails: { ...names, ...data('output', value, view) } };
    case 'TaskSucceeded':
      return { taskSucceededEventDetails: { ...names, ...data('output', value, view) } };
    case 'TaskFailed':
      return { taskFailedEventDetails: { ...names, ...failure(value) } };
    case 'TaskTimedOut':
      return { taskTimedOutEventDetails: { ...names, ...failure(value) } };
    default:
      return {};
  }
}

type Data<Kind extends 'input' | 'output'> = { readonly [K in Kind]?: string } & {
  readonly [K in `${Kind}Details`]?: { readonly truncated: boolean };
};

function data<Kind extends 'input' | 'output'>(kind: Kind, value: unknown, { withData }: View): Data<Kind> {
  if (!withData) return {} as Data<Kind>;
  return { [kind]: JSON.stringify(value), [`${kind}Details`]: { truncated: false } } as Data<Kind>;
}

function assigned(variables: unknown, { withData }: View) {
  if (variables === undefined || !withData) return {};
  const texts = Object.entries(variables as JsonObject).map(
    ([name, value]: [string, Json]) => [name, JSON.stringify(value)] as const,
  );
  return {
    assignedVariables: Object.fromEntries(texts),
    assignedVariablesDetails: { truncated: false },
  };
}

function failure(value: unknown): { error?: string; cause?: string } {
  const { error, cause } = (value ?? {}) as Failure;
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
