/** Standard queues: sending, receiving once per visibility timeout, deleting, and who may send. */
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { sqs } from '#local/sqs/index';
import type { World } from '#local/world';
import { testAws } from '#test/support/aws';

async function queue(Attributes: Record<string, string> = {}) {
  const clock = new VirtualClock();
  let inside: World | undefined;
  const aws = testAws(
    (world) => {
      inside = world;
      return [sqs(world)];
    },
    { clock },
  );
  const client = new SQSClient(aws.clientConfig());
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q', Attributes }));
  const receive = async (more = {}) => {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
    return Messages;
  };
  const counts = async () => {
    const asked = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const delayed = 'ApproximateNumberOfMessagesDelayed' as const;
    const { Attributes: told = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...asked, delayed] }),
    );
    return [...asked, delayed].map((name) => Number(told[name]));
  };
  const send = (MessageBody: string, more = {}) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const door = (inside as unknown as World).door;
  return { client, clock, QueueUrl, receive, counts, send, door };
}

const minuteMs = 60_000;

test('a received message is hidden until its timeout, and gone once deleted', async () => {
  const { client, clock, QueueUrl, receive, counts, send } = await queue();
  const startedAt = clock.now();
  await send('hello');

  const [first] = await receive({ MessageSystemAttributeNames: ['All'] });
  const hidden = await receive();
  const countsWhileHidden = await counts();
  await clock.run(startedAt + 30_000);
  const [again] = await receive({ AttributeNames: ['ApproximateReceiveCount'] });
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
  await clock.run(startedAt + minuteMs);

  expect(first).toMatchObject({ Body: 'hello', Attributes: { SentTimestamp: String(startedAt) } });
  expect(hidden).toEqual([]);
  expect(countsWhileHidden).toEqual([0, 1, 0]);
  expect(again?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
  expect(await counts()).toEqual([0, 0, 0]);
});

test('digests are the ones that clients expect', async () => {
  const { send, receive } = await queue();
  const MessageAttributes = {
    b: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 3) },
    a: { DataType: 'Number', StringValue: '1' },
  };

  const sent = await send('This is a test message', { MessageAttributes });
  const [received] = await receive({ MessageAttributeNames: ['All'] });

  expect(sent.MD5OfMessageBody).toBe('fafb00f5732ab283681e124bf8747ed1'); // AWS's example
  expect(received).toMatchObject({
    MD5OfBody: sent.MD5OfMessageBody,
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    MessageAttributes,
  });
  expect(sent.MD5OfMessageAttributes).toMatch(/^[\da-f]{32}$/);
});

test('the digest of attributes is the documented one', async () => {
  const { send } = await queue();
  // the example in the test suites of the AWS SDKs
  const MessageAttributes = { timestamp: { DataType: 'Number', StringValue: '1493147359900' } };

  const { MD5OfMessageAttributes } = await send('x', { MessageAttributes });

  expect(MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
});

test('long polling waits on the clock for a message', async () => {
  const { clock, receive, send } = await queue();
  const startedAt = clock.now();

  const nothing = receive({ WaitTimeSeconds: 20 });
  await clock.run(startedAt + 20_000);
  const something = receive({ WaitTimeSeconds: 20 });
  await send('late', { DelaySeconds: 5 });
  await clock.run(startedAt + 25_000);

  expect(await nothing).toEqual([]);
  expect(await something).toMatchObject([{ Body: 'late' }]);
});

test('batches: each entry for itself', async () => {
  const { client, QueueUrl, receive, counts } = await queue({ MaximumMessageSize: '1024' });
  const Entries = ['a', 'x'.repeat(2000), 'b'].map((MessageBody, at) => ({ Id: `${at}`, MessageBody }));

  const sent = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const received = await receive({ MaxNumberOfMessages: 10 });
  const handles = [...received.map(({ ReceiptHandle }) => ReceiptHandle), 'unknown'];
  const deleted = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: handles.map((ReceiptHandle, at) => ({ Id: `${at}`, ReceiptHandle })),
    }),
  );

  expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['0', '2']);
  expect(sent.Failed).toMatchObject([{ Id: '1', Code: 'InvalidParameterValue', SenderFault: true }]);
  expect(deleted.Failed).toMatchObject([{ Id: '2', Code: 'ReceiptHandleIsInvalid' }]);
  expect(await counts()).toEqual([0, 0, 0]);
});

test('visibility may be changed, messages age out, a queue may be purged', async () => {
  const { client, clock, QueueUrl, receive, counts, send } = await queue({ MessageRetentionPeriod: '60' });
  await send('a');
  const [first] = await receive();
  const handle = first?.ReceiptHandle;
  await client.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: handle, VisibilityTimeout: 0 }),
  );
  const visible = await counts();
  await clock.run(clock.now() + minuteMs);
  const aged = await counts();
  await send('b', { DelaySeconds: 10 });
  const delayed = await counts();
  await client.send(new PurgeQueueCommand({ QueueUrl }));

  expect([visible, aged, delayed, await counts()]).toEqual([
    [1, 0, 0],
    [0, 0, 0],
    [0, 0, 1],
    [0, 0, 0],
  ]);
});

test('queues are found by name and made once', async () => {
  const { client, QueueUrl } = await queue({ VisibilityTimeout: '5' });
  const create = (VisibilityTimeout: string) =>
    client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { VisibilityTimeout } }));

  expect(await create('5')).toMatchObject({ QueueUrl });
  await expect(create('6')).rejects.toMatchObject({ name: 'QueueNameExists' });
  expect(await client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).toMatchObject({ QueueUrl });
  expect(await client.send(new ListQueuesCommand({ QueueNamePrefix: 'q' }))).toMatchObject({
    QueueUrls: [QueueUrl],
  });
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'p' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  await expect(client.send(new CreateQueueCommand({ QueueName: 'p.fifo' }))).rejects.toThrow(/FIFO/);
});

const arn = 'arn:aws:sqs:eu-central-1:111122223333:q';
const ruleArn = 'arn:aws:events:eu-central-1:111122223333:rule/r';
const allow = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:*',
  Resource: arn,
};
test.each<[text: string, statements: object[], isAllowed: boolean]>([
  ['nobody is named', [], false],
  ['the service is named', [allow], true],
  ['another service is named', [{ ...allow, Principal: { Service: ['sns.amazonaws.com'] } }], false],
  ['another action', [{ ...allow, Action: ['sqs:ReceiveMessage'] }], false],
  ['another queue', [{ ...allow, Resource: `${arn}2` }], false],
  [
    'its rules',
    [{ ...allow, Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/?' } } }],
    true,
  ],
  ['another rule', [{ ...allow, Condition: { ArnEquals: { 'aws:SourceArn': `${ruleArn}2` } } }], false],
  ['its account', [{ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }], true],
  ['a denial beats it', [allow, { ...allow, Effect: 'Deny', Principal: '*' }], false],
])('a service may send where the policy says so: %s', async (_text, Statement, isAllowed) => {
  const { client, QueueUrl, door } = await queue();
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));

  const answer = await door.call({
    service: 'SQS',
    operation: 'SendMessage',
    input: { QueueUrl, MessageBody: 'x' },
    principal: { service: 'events.amazonaws.com', sourceArn: ruleArn },
  });

  expect(answer.ok).toBe(isAllowed);
});
