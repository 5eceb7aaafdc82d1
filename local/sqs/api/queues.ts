import {
  type CreateQueueRequest,
  type CreateQueueResult,
  type DeleteQueueRequest,
  type GetQueueAttributesRequest,
  type GetQueueAttributesResult,
  type GetQueueUrlRequest,
  type GetQueueUrlResult,
  InvalidAttributeName,
  type ListQueuesRequest,
  type ListQueuesResult,
  QueueNameExists,
  type SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { notImplemented, ServiceError } from '../../wire/errors.ts';
import { readPolicy } from '../policy.ts';
import {
  defaults,
  findQueue,
  keptMessages,
  newQueue,
  type Queue,
  queueDoesNotExist,
  type SqsWorld,
} from '../world.ts';

/** Creating a queue again with the attributes that it has answers as the first time did. */
export function createQueue(world: SqsWorld, input: CreateQueueRequest): CreateQueueResult {
  const { QueueName = '', Attributes = {}, tags = {} } = input;
  if (QueueName.endsWith('.fifo')) throw notImplemented('SQS', 'CreateQueue for a FIFO queue');
  if (!/^[\w-]{1,80}$/.test(QueueName))
    throw new ServiceError(
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  const known = world.queues.get(QueueName);
  if (known) return again(known, Attributes);
  const queue = newQueue(world, QueueName);
  setAttributes(world, queue, Attributes);
  for (const [key, value] of Object.entries(tags)) queue.tags.set(key, value);
  world.queues.set(QueueName, queue);
  return { QueueUrl: queue.url };
}

function again(known: Queue, attributes: Attributes): CreateQueueResult {
  const differs = Object.entries(attributes).find(([name, value]) => {
    return value !== (known.attributes.get(name) ?? defaults[name as keyof typeof defaults]);
  });
  if (!differs) return { QueueUrl: known.url };
  throw new QueueNameExists({
    message: `A queue already exists with the same name and a different value for attribute ${differs[0]}`,
    $metadata: {},
  });
}

type Attributes = Readonly<Partial<Record<string, string>>>;

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
};
/** Kept and told, without an effect here. */
const told = ['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled'];

function setAttributes(world: SqsWorld, queue: Queue, attributes: Attributes): void {
  for (const [name, value = ''] of Object.entries(attributes)) checkAttribute(name, value);
  for (const [name, value = ''] of Object.entries(attributes)) queue.attributes.set(name, value);
  queue.changedAt = world.clock.now();
}

function checkAttribute(name: string, value: string): void {
  const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
  if (range) {
    if (/^\d+$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1]) return;
    throw new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
  }
  if (name === 'Policy') {
    if (value !== '') readPolicy(value);
  } else if (!told.includes(name)) throw notImplemented('SQS', `the queue attribute ${name}`);
}

export function setQueueAttributes(world: SqsWorld, input: SetQueueAttributesRequest): void {
  const queue = findQueue(world, input.QueueUrl);
  setAttributes(world, queue, input.Attributes ?? {});
}

export function getQueueUrl({ queues, accountId }: SqsWorld, input: GetQueueUrlRequest): GetQueueUrlResult {
  const { QueueName = '', QueueOwnerAWSAccountId = accountId } = input;
  const queue = QueueOwnerAWSAccountId === accountId ? queues.get(QueueName) : undefined;
  if (!queue) throw queueDoesNotExist();
  return { QueueUrl: queue.url };
}

export function listQueues(
  { queues }: SqsWorld,
  { QueueNamePrefix = '', MaxResults, NextToken }: ListQueuesRequest,
): ListQueuesResult {
  if (MaxResults !== undefined || NextToken !== undefined) throw notImplemented('SQS', 'ListQueues in pages');
  const found = [...queues.values()].filter(({ name }) => name.startsWith(QueueNamePrefix));
  return found.length > 0 ? { QueueUrls: found.map(({ url }) => url) } : {};
}

export function deleteQueue(world: SqsWorld, { QueueUrl }: DeleteQueueRequest): void {
  world.queues.delete(findQueue(world, QueueUrl).name);
}

export function getQueueAttributes(
  world: SqsWorld,
  { QueueUrl, AttributeNames = [] }: GetQueueAttributesRequest,
): GetQueueAttributesResult {
  const all = attributesOf(findQueue(world, QueueUrl), world.clock.now());
  if ((AttributeNames as readonly string[]).includes('All')) return { Attributes: all };
  const unknown = AttributeNames.find((name) => !(name in all) && !isKnown(name));
  if (unknown) throw new InvalidAttributeName({ message: `Unknown Attribute ${unknown}.`, $metadata: {} });
  return {
    Attributes: Object.fromEntries(AttributeNames.flatMap((name) => (all[name] ? [[name, all[name]]] : []))),
  };
}

const isKnown = (name: string) => name === 'Policy' || told.includes(name) || name in ranges;

function attributesOf(queue: Queue, now: number): Readonly<Record<string, string>> {
  const messages = keptMessages(queue, now);
  const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
  const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
  return {
    ...defaults,
    ...Object.fromEntries(queue.attributes),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.changedAt / 1000)),
  };
}
