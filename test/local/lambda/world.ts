/** A world with functions in it, and what tests ask of it. */
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { VirtualClock } from '#local/clock';
import { dynamoDb } from '#local/dynamodb/index';
import { eventBridge } from '#local/eventbridge/index';
import { type ScriptedFault, scriptedFaults } from '#local/faults';
import { functionsOf, type LambdaFunction, type LambdaOptions } from '#local/lambda/functions';
import { lambda } from '#local/lambda/index';
import { createService } from '#local/wire/service';
import { testAws } from '#test/support/aws';

export const start = Date.UTC(2030, 0, 1);
export const account = 'arn:aws:lambda:eu-central-1:111122223333:function';

type Options = Omit<LambdaOptions, 'functions'> & { readonly faults?: readonly ScriptedFault[] };

export function functionWorld(functions: readonly LambdaFunction[], options: Options = {}) {
  const { faults = [], ...others } = options;
  const clock = new VirtualClock(start);
  const registry = functionsOf(...functions);
  const messages: { readonly QueueUrl: string; readonly MessageBody: string; readonly at: number }[] = [];
  const sendMessage = (_world: object, input: { QueueUrl: string; MessageBody: string }) => {
    messages.push({ ...input, at: (clock.now() - start) / 1000 });
    return { MessageId: 'm' };
  };
  const aws = testAws(
    (world) => [
      dynamoDb(world),
      lambda(world, { functions: registry, ...others }),
      eventBridge(world).service,
      createService({ sdk: sqs, client: sqs.SQSClient, world, operations: { SendMessage: sendMessage } }),
    ],
    {
      clock,
      faults: scriptedFaults(faults),
      ...(others.iam ? { authorize: others.iam.authorize } : {}),
    },
  );
  const client = new LambdaClient({ ...aws.clientConfig(), maxAttempts: 1 });
  const invoke = async (FunctionName: string, event?: unknown, more: Partial<InvokeCommandInput> = {}) => {
    const payload = event === undefined ? {} : { Payload: Buffer.from(JSON.stringify(event)) };
    const asked = client.send(new InvokeCommand({ FunctionName, ...payload, ...more }));
    asked.catch(() => undefined);
    await clock.run(clock.now() + 900_000);
    const { $metadata, Payload, LogResult, ...answer } = await asked;
    return {
      ...answer,
      payload: parsed(Payload),
      log: LogResult && Buffer.from(LogResult, 'base64').toString(),
    };
  };
  return { aws, clock, client, functions: registry, invoke, messages };
}

const parsed = (payload: Uint8Array | undefined) =>
  payload?.length ? JSON.parse(Buffer.from(payload).toString()) : undefined;
