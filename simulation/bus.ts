/** Hears what Rampart tells: a rule on its bus, whose target is a function of this world. */

import { AsyncResource } from 'node:async_hooks';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Delivered } from '#core/delivered';
import type { RampWorld } from './world.ts';

const name = 'simulation-hears';

export async function listen(world: RampWorld, hear: (event: Delivered) => void): Promise<void> {
  // What is done with an event is not the function's doing: it has the process's own streams and environment.
  const outside = AsyncResource.bind(onceEach(hear));
  world.functions.set(name, { name, handler: (event) => outside(event as Delivered) });
  await subscribe(world, name, { source: ['rampart'] });
}

/** A rule of the default bus that invokes a function. */
export async function subscribe(
  { clientConfig, region, account }: Pick<RampWorld, 'clientConfig' | 'region' | 'account'>,
  functionName: string,
  pattern: object,
): Promise<void> {
  const events = new EventBridgeClient(clientConfig());
  const EventPattern = JSON.stringify(pattern);
  const { RuleArn } = await events.send(new PutRuleCommand({ Name: functionName, EventPattern }));
  await new LambdaClient(clientConfig()).send(
    new AddPermissionCommand({
      FunctionName: functionName,
      StatementId: functionName,
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  );
  const Arn = `arn:aws:lambda:${region}:${account}:function:${functionName}`;
  await events.send(new PutTargetsCommand({ Rule: functionName, Targets: [{ Id: functionName, Arn }] }));
}

/** Facts are told at least once. */
function onceEach(hear: (event: Delivered) => void): (event: Delivered) => void {
  const heard = new Set<string>();
  return (event) => {
    const { eventId } = event.detail.metadata;
    if (heard.has(eventId)) return;
    heard.add(eventId);
    hear(event);
  };
}
