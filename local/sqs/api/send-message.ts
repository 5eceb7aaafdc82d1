import {
  BatchEntryIdsNotDistinct,
  type BatchResultErrorEntry,
  EmptyBatchRequest,
  type SendMessageBatchRequest,
  type SendMessageBatchResult,
  type SendMessageBatchResultEntry,
  type SendMessageRequest,
  type SendMessageResult,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';
import { notImplemented, ServiceError } from '../../wire/errors.ts';
import type { Caller } from '../../wire/service.ts';
import { md5OfAttributes, md5OfText } from '../md5.ts';
import { authorize } from '../policy.ts';
import { findQueue, type Message, type Queue, type SqsWorld, settingOf } from '../world.ts';

export function sendMessage(world: SqsWorld, input: SendMessageRequest, caller: Caller): SendMessageResult {
  const queue = findQueue(world, input.QueueUrl);
  authorize(world, queue, 'sqs:SendMessage', caller);
  return send(world, queue, input);
}

/** Each entry is sent or refused for itself. */
export function sendMessageBatch(
  world: SqsWorld,
  { QueueUrl, Entries = [] }: SendMessageBatchRequest,
  caller: Caller,
): SendMessageBatchResult {
  const queue = findQueue(world, QueueUrl);
  authorize(world, queue, 'sqs:SendMessage', caller);
  checkBatch(Entries);
  const Successful: SendMessageBatchResultEntry[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const { Id, ...entry } of Entries) {
    try {
      const { MessageId, MD5OfMessageBody, ...more } = send(world, queue, entry);
      Successful.push({ Id, MessageId, MD5OfMessageBody, ...more });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({ Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  }
  return { Successful, Failed };
}

export function checkBatch(entries: readonly { readonly Id?: string | undefined }[]): void {
  const told = (message: string) => ({ message, $metadata: {} });
  if (entries.length === 0)
    throw new EmptyBatchRequest(told('There should be at least one entry in the request.'));
  if (entries.length > 10)
    throw new TooManyEntriesInBatchRequest(
      told(`Maximum number of entries per request are 10. You have sent ${entries.length}.`),
    );
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new BatchEntryIdsNotDistinct(told('Two or more batch entries have the same Id.'));
}

type Given = Omit<SendMessageRequest, 'QueueUrl'>;

function send(world: SqsWorld, queue: Queue, given: Given): SendMessageResult {
  refuse(queue, given);
  const now = world.clock.now();
  const message: Message = {
    id: world.random.uuid(),
    body: given.MessageBody ?? '',
    attributes: given.MessageAttributes ?? {},
    sentAt: now,
    visibleAt: now + (given.DelaySeconds ?? settingOf(queue, 'DelaySeconds')) * 1000,
    receiveCount: 0,
  };
  queue.messages.push(message);
  for (const tell of queue.waiting) tell();
  const attributesMd5 = md5OfAttributes(message.attributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5OfText(message.body),
    ...(attributesMd5 !== undefined && { MD5OfMessageAttributes: attributesMd5 }),
  };
}

function refuse(queue: Queue, given: Given): void {
  const { MessageBody = '', MessageAttributes = {}, DelaySeconds = 0 } = given;
  for (const member of ['MessageGroupId', 'MessageDeduplicationId', 'MessageSystemAttributes'] as const)
    if (given[member] !== undefined) throw notImplemented('SQS', `SendMessage with ${member}`);
  if (MessageBody === '')
    throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (DelaySeconds < 0 || DelaySeconds > 900)
    throw invalidValue(
      `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  const most = settingOf(queue, 'MaximumMessageSize');
  const attributeBytes = Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.byteLength ?? 0),
    0,
  );
  if (Buffer.byteLength(MessageBody) + attributeBytes > most)
    throw invalidValue(
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
}

const invalidValue = (message: string) => new ServiceError('InvalidParameterValue', message);
