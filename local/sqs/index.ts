/** Amazon SQS: standard queues, as far as dead letters need them. What is emulated stands in docs/emulator.md. */
import * as sdk from '@aws-sdk/client-sqs';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Iam } from '../iam/index.ts';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import {
  createQueue,
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  setQueueAttributes,
} from './api/queues.ts';
import {
  changeMessageVisibility,
  deleteMessage,
  deleteMessageBatch,
  purgeQueue,
  receiveMessage,
} from './api/receive-message.ts';
import { sendMessage, sendMessageBatch } from './api/send-message.ts';
import { policyOf } from './policy.ts';
import type { SqsWorld } from './world.ts';

const operations = {
  CreateQueue: createQueue,
  DeleteQueue: deleteQueue,
  GetQueueUrl: getQueueUrl,
  GetQueueAttributes: getQueueAttributes,
  SetQueueAttributes: setQueueAttributes,
  ListQueues: listQueues,
  PurgeQueue: purgeQueue,
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  ChangeMessageVisibility: changeMessageVisibility,
};

/** @param iam learns the policies of the queues */
export function sqs(world: World, iam?: Iam): Service {
  const queues: SqsWorld = { ...world, random: world.random.fork('sqs'), queues: new Map() };
  iam?.resourcePolicies('sqs', (arn) => {
    const queue = queues.queues.get(arn.split(':').at(-1) ?? '');
    return queue ? policyOf(queue) : [];
  });
  return createService({ sdk, client: SQSClient, world: queues, operations });
}
