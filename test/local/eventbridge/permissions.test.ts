/** EventBridge and Lambda together: the function's own policy says whether a rule may invoke it. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { functionsOf } from '#local/lambda/functions';
import { allServices } from '#local/services';
import { testAws } from '#test/support/aws';
import { arnOf, messagesIn, queueFor, rule } from './world.ts';

test('without a permission the event is a dead letter at once, with one it arrives', async () => {
  const clock = new VirtualClock();
  const seen: unknown[] = [];
  const functions = functionsOf({ name: 'f', handler: async (event) => seen.push(event) });
  const aws = testAws((world) => allServices(world, { functions }), { clock });
  const events = new EventBridgeClient(aws.clientConfig());
  const queues = new SQSClient(aws.clientConfig());
  const { QueueUrl, Arn } = await queueFor(queues, 'dead');
  await rule(events, 'r', { source: ['rampart'] }, { DeadLetterConfig: { Arn } });
  const put = new PutEventsCommand({ Entries: [{ Source: 'rampart', DetailType: 'x', Detail: '{"n":1}' }] });

  await events.send(put);
  await clock.run();
  const dead = await messagesIn(queues, QueueUrl);
  await new LambdaClient(aws.clientConfig()).send(
    new AddPermissionCommand({
      FunctionName: arnOf('f'),
      StatementId: 'events',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:eu-central-1:111122223333:rule/r',
    }),
  );
  await events.send(put);
  await clock.run();

  expect(dead).toMatchObject([{ attributes: { ERROR_CODE: 'NO_PERMISSIONS', RETRY_ATTEMPTS: '0' } }]);
  expect(seen).toMatchObject([{ source: 'rampart', detail: { n: 1 } }]);
});
