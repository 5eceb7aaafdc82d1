/** An embedded AWS with EventBridge and Lambda functions that keep what they are given. */

import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import { type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { VirtualClock } from '#local/clock';
import { type EmitEvent, type EventBridgeOptions, eventBridge } from '#local/eventbridge/index';
import { type ScriptedFault, scriptedFaults } from '#local/faults';
import { type SchedulerOptions, scheduler } from '#local/scheduler/index';
import { sqs } from '#local/sqs/index';
import { stepFunctions } from '#local/stepfunctions/index';
import { type Caller, createService } from '#local/wire/service';
import { testAws } from '#test/support/aws';

export const arnOf = (name: string) => `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;

export type Invoked = {
  readonly name: string;
  readonly event: unknown;
  readonly at: number;
  readonly caller: Caller;
};

type Options = EventBridgeOptions &
  SchedulerOptions & { readonly faults?: readonly ScriptedFault[]; readonly seed?: number };

export function eventsWorld({ faults = [], seed = 1, ...options }: Options = {}) {
  const clock = new VirtualClock();
  const invoked: Invoked[] = [];
  let emit: EmitEvent = () => {};
  const aws = testAws(
    (world) => {
      const events = eventBridge(world, options);
      emit = events.emit;
      const invoke = (_: unknown, { FunctionName = '', Payload }: InvokeCommandInput, caller: Caller) => {
        const event = JSON.parse(Buffer.from(Payload as Uint8Array).toString());
        invoked.push({ name: FunctionName.split(':').at(-1) ?? '', event, at: clock.now(), caller });
        return { StatusCode: 202 };
      };
      const functions = createService({
        sdk: lambda,
        client: LambdaClient,
        world,
        operations: { Invoke: invoke },
      });
      return [events.service, functions, stepFunctions(world), sqs(world), scheduler(world, options)];
    },
    { clock, seed, faults: scriptedFaults(faults) },
  );
  const client = new EventBridgeClient(aws.clientConfig());
  const queues = new SQSClient(aws.clientConfig());
  return { aws, clock, client, queues, invoked, emit: (...[event]: Parameters<EmitEvent>) => emit(event) };
}

/** A rule on the default bus with one target. */
export async function rule(
  client: EventBridgeClient,
  Name: string,
  pattern: object,
  target: Partial<Target> = {},
): Promise<void> {
  await client.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern) }));
  const Targets = [{ Id: 'one', Arn: arnOf('f'), ...target }];
  await client.send(new PutTargetsCommand({ Rule: Name, Targets }));
}

/** What stands in a queue, with its attributes by name. */
export async function messagesIn(client: SQSClient, QueueUrl: string | undefined) {
  const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
  const { Messages = [] } = await client.send(new ReceiveMessageCommand(asked));
  return Messages.map(({ Body = '', MessageAttributes = {} }) => ({
    body: JSON.parse(Body),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));
}

/** A queue that a service may send to on behalf of any of its resources. */
export async function queueFor(client: SQSClient, QueueName: string, Service = 'events.amazonaws.com') {
  const Arn = `arn:aws:sqs:eu-central-1:111122223333:${QueueName}`;
  const Statement = [{ Effect: 'Allow', Principal: { Service }, Action: 'sqs:SendMessage', Resource: Arn }];
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) };
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  return { QueueUrl, Arn };
}
