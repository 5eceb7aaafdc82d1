/** An embedded AWS with EventBridge and Lambda functions that keep what they are given. */

import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import { type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { VirtualClock } from '#local/clock';
import { type EmitEvent, type EventBridgeOptions, eventBridge } from '#local/eventbridge/index';
import { type ScriptedFault, scriptedFaults } from '#local/faults';
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

type Options = EventBridgeOptions & { readonly faults?: readonly ScriptedFault[]; readonly seed?: number };

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
      return [events.service, functions, stepFunctions(world)];
    },
    { clock, seed, faults: scriptedFaults(faults) },
  );
  const client = new EventBridgeClient(aws.clientConfig());
  return { aws, clock, client, invoked, emit: (...[event]: Parameters<EmitEvent>) => emit(event) };
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
