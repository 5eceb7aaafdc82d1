/** Where the record of an asynchronous invocation goes: a queue, an event bus or another function, with the rights of the role. */
import { bytesOf } from '../wire/message.ts';
import { accessKeyIdOf } from './context.ts';
import type { LambdaFunction, LambdaWorld } from './functions.ts';

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

export type InvocationRecord = {
  readonly version: '1.0';
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: Condition;
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responseContext?: object;
  readonly responsePayload?: unknown;
};

export async function deliver(
  world: LambdaWorld,
  code: LambdaFunction,
  destination: string,
  record: InvocationRecord,
): Promise<void> {
  const call = callFor(destination, record);
  if (!call) return world.onUndelivered?.(record, `${destination} is no queue, event bus or function`);
  const answer = await world.door.call({ ...call, accessKeyId: accessKeyIdOf(world, code) });
  if (!answer.ok) return world.onUndelivered?.(record, `${answer.error.name}: ${answer.error.message}`);
  const { FailedEntryCount } = answer.output;
  if (typeof FailedEntryCount === 'number' && FailedEntryCount > 0)
    world.onUndelivered?.(record, JSON.stringify(answer.output.Entries));
}

type Sent = {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
};

function callFor(destination: string, record: InvocationRecord): Sent | undefined {
  const [, , service, region, account, ...rest] = destination.split(':');
  const body = JSON.stringify(record);
  switch (service) {
    case 'sqs':
      return {
        service: 'SQS',
        operation: 'SendMessage',
        input: { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${rest[0]}`, MessageBody: body },
      };
    case 'events':
      return {
        service: 'EventBridge',
        operation: 'PutEvents',
        input: { Entries: [entry(destination, record)] },
      };
    case 'lambda':
      return {
        service: 'Lambda',
        operation: 'Invoke',
        input: { FunctionName: destination, InvocationType: 'Event', Payload: bytesOf(body) },
      };
    default:
      return undefined;
  }
}

const entry = (destination: string, record: InvocationRecord) => ({
  Source: 'lambda',
  DetailType: `Lambda Function Invocation Result - ${record.requestContext.condition === 'Success' ? 'Success' : 'Failure'}`,
  EventBusName: destination,
  Resources: [destination, record.requestContext.functionArn],
  Detail: JSON.stringify(record),
});
