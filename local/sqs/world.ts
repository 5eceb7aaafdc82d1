/** The queues of a world, and the world as the operations of SQS see it. */
import { type MessageAttributeValue, QueueDoesNotExist } from '@aws-sdk/client-sqs';
import type { World } from '../world.ts';

export type Message = {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
};

export type Queue = {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly createdAt: number;
  changedAt: number;
  /** As given, by AWS's names. */
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  messages: Message[];
  /** Every handle under which a message was received. */
  readonly receipts: Map<string, Message>;
  /** Told whenever a message may have become visible. */
  readonly waiting: Set<() => void>;
};

export type SqsWorld = World & { readonly queues: Map<string, Queue> };

export function newQueue(world: SqsWorld, name: string): Queue {
  const { region, accountId } = world;
  const now = world.clock.now();
  return {
    name,
    url: `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
    arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    createdAt: now,
    changedAt: now,
    attributes: new Map(),
    tags: new Map(),
    messages: [],
    receipts: new Map(),
    waiting: new Set(),
  };
}

/** Any host will do: the URL's path tells account and queue. @throws QueueDoesNotExist */
export function findQueue(world: SqsWorld, url: string | undefined): Queue {
  const [account, name = ''] = (url ?? '').split('/').slice(-2);
  const queue = world.queues.get(name);
  if (queue && account === world.accountId) return queue;
  throw queueDoesNotExist();
}

export const queueDoesNotExist = () =>
  new QueueDoesNotExist({ message: 'The specified queue does not exist.', $metadata: {} });

/** What a queue does unless its attributes say otherwise. */
export const defaults = {
  VisibilityTimeout: '30',
  DelaySeconds: '0',
  MaximumMessageSize: '1048576', // 256 KiB before January 2026
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
} as const;

export const settingOf = ({ attributes }: Queue, name: keyof typeof defaults): number =>
  Number(attributes.get(name) ?? defaults[name]);

/** The messages that are still kept. */
export function keptMessages(queue: Queue, now: number): readonly Message[] {
  const oldest = now - settingOf(queue, 'MessageRetentionPeriod') * 1000;
  queue.messages = queue.messages.filter(({ sentAt }) => sentAt > oldest);
  return queue.messages;
}
