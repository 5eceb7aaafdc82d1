import {
  type ChangeMessageVisibilityRequest,
  type DeleteMessageBatchRequest,
  type DeleteMessageBatchResult,
  type DeleteMessageRequest,
  type Message as MessageView,
  type PurgeQueueRequest,
  ReceiptHandleIsInvalid,
  type ReceiveMessageRequest,
} from '@aws-sdk/client-sqs';
import { ServiceError } from '../../wire/errors.ts';
import { Waiting } from '../../wire/service.ts';
import { md5OfAttributes, md5OfText } from '../md5.ts';
import { findQueue, keptMessages, type Message, type Queue, type SqsWorld, settingOf } from '../world.ts';
import { checkBatch } from './send-message.ts';

type Received = { Messages?: MessageView[] };

/** Messages come in the order in which they were sent; AWS promises none. An empty queue is waited for, if asked. */
export function receiveMessage(world: SqsWorld, input: ReceiveMessageRequest): Received | Waiting {
  const queue = findQueue(world, input.QueueUrl);
  const { MaxNumberOfMessages: most = 1 } = input;
  if (most < 1 || most > 10)
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ${most} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
    );
  const waitSeconds = input.WaitTimeSeconds ?? settingOf(queue, 'ReceiveMessageWaitTimeSeconds');
  const found = take(world, queue, input);
  if (found.Messages || waitSeconds === 0) return found;
  return new Waiting(waitFor(world, queue, input, world.clock.now() + waitSeconds * 1000));
}

function waitFor(
  world: SqsWorld,
  queue: Queue,
  input: ReceiveMessageRequest,
  until: number,
): Promise<Received> {
  return new Promise((resolve) => {
    const { clock } = world;
    const look = () => {
      const found = take(world, queue, input);
      timer.cancel();
      if (found.Messages || clock.now() >= until) {
        queue.waiting.delete(look);
        resolve(found);
      } else timer = clock.at(nextLook(), `ReceiveMessage waits for ${queue.name}`, look);
    };
    const nextLook = () => Math.min(until, ...queue.messages.map(({ visibleAt }) => visibleAt));
    let timer = clock.at(nextLook(), `ReceiveMessage waits for ${queue.name}`, look);
    queue.waiting.add(look);
  });
}

function take(world: SqsWorld, queue: Queue, input: ReceiveMessageRequest): Received {
  const now = world.clock.now();
  const hiddenMs = (input.VisibilityTimeout ?? settingOf(queue, 'VisibilityTimeout')) * 1000;
  const taken = keptMessages(queue, now)
    .filter(({ visibleAt }) => visibleAt <= now)
    .slice(0, input.MaxNumberOfMessages ?? 1);
  if (taken.length === 0) return {};
  return {
    Messages: taken.map((message) => {
      message.visibleAt = now + hiddenMs;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      const receipt = Buffer.from(world.random.id(60)).toString('base64');
      queue.receipts.set(receipt, message);
      return viewOf(world, message, receipt, input);
    }),
  };
}

function viewOf(
  { accountId }: SqsWorld,
  message: Message,
  ReceiptHandle: string,
  {
    AttributeNames = [],
    MessageSystemAttributeNames = [],
    MessageAttributeNames = [],
  }: ReceiveMessageRequest,
): MessageView {
  const system: Readonly<Record<string, string>> = {
    SenderId: accountId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const attributes = chosen(message.attributes, MessageAttributeNames);
  const attributesMd5 = md5OfAttributes(attributes);
  const asked = chosen(system, [...AttributeNames, ...MessageSystemAttributeNames]);
  return {
    MessageId: message.id,
    ReceiptHandle,
    MD5OfBody: md5OfText(message.body),
    Body: message.body,
    ...(Object.keys(asked).length > 0 && { Attributes: asked }),
    ...(attributesMd5 !== undefined && {
      MessageAttributes: attributes,
      MD5OfMessageAttributes: attributesMd5,
    }),
  };
}

/** `All`, a name, or the beginning of names followed by `.*`. */
function chosen<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  const isChosen = (name: string) =>
    names.some(
      (each) =>
        each === 'All' || each === name || (each.endsWith('.*') && name.startsWith(each.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([name]) => isChosen(name)));
}

export function deleteMessage(world: SqsWorld, { QueueUrl, ReceiptHandle }: DeleteMessageRequest): void {
  const queue = findQueue(world, QueueUrl);
  const message = received(queue, ReceiptHandle);
  queue.messages = queue.messages.filter((each) => each !== message);
}

export function deleteMessageBatch(
  world: SqsWorld,
  { QueueUrl, Entries = [] }: DeleteMessageBatchRequest,
): DeleteMessageBatchResult {
  const queue = findQueue(world, QueueUrl);
  checkBatch(Entries);
  const known = Entries.filter(({ ReceiptHandle = '' }) => queue.receipts.has(ReceiptHandle));
  for (const { ReceiptHandle } of known) deleteMessage(world, { QueueUrl, ReceiptHandle });
  const unknown = Entries.filter((entry) => !known.includes(entry));
  return {
    Successful: known.map(({ Id }) => ({ Id })),
    Failed: unknown.map(({ Id }) => ({ Id, SenderFault: true, Code: 'ReceiptHandleIsInvalid' })),
  };
}

export function changeMessageVisibility(world: SqsWorld, input: ChangeMessageVisibilityRequest): void {
  const queue = findQueue(world, input.QueueUrl);
  const message = received(queue, input.ReceiptHandle);
  message.visibleAt = world.clock.now() + (input.VisibilityTimeout ?? 0) * 1000;
  for (const tell of queue.waiting) tell();
}

function received({ receipts }: Queue, receipt = ''): Message {
  const message = receipts.get(receipt);
  if (message) return message;
  throw new ReceiptHandleIsInvalid({
    message: `The input receipt handle "${receipt}" is not a valid receipt handle.`,
    $metadata: {},
  });
}

export function purgeQueue(world: SqsWorld, { QueueUrl }: PurgeQueueRequest): void {
  findQueue(world, QueueUrl).messages = [];
}
