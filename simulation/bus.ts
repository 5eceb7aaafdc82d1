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
  const events = new EventBridgeClient(world.clientConfig());
  const EventPattern = JSON.stringify({ source: ['rampart'] });
  const { RuleArn } = await events.send(new PutRuleCommand({ Name: name, EventPattern }));
  await new LambdaClient(world.clientConfig()).send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: name,
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  );
  const Arn = `arn:aws:lambda:${world.region}:${world.account}:function:${name}`;
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: name, Arn }] }));
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
