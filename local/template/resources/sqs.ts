/** Queues, and who may send to them. */
import type { Declared, Kind, Site } from '../kind.ts';
import { physicalName } from '../names.ts';
import type { Properties } from '../template.ts';

const attributes = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

const queue: Kind = {
  properties: ['QueueName', ...attributes],
  make: async (site, { id, properties }) => {
    const { QueueName = physicalName(site.stackName, id, 80), ...given } = properties;
    const { QueueUrl } = await site.call('SQS', 'CreateQueue', { QueueName, Attributes: textsOf(given) });
    const Arn = `arn:aws:sqs:${site.region}:${site.accountId}:${QueueName}`;
    return {
      ref: String(QueueUrl),
      attributes: { Arn, QueueName: String(QueueName), QueueUrl: String(QueueUrl) },
    };
  },
};

const textsOf = (given: Properties): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));

async function setPolicy(site: Site, { id, properties }: Declared) {
  const Policy = JSON.stringify(properties.PolicyDocument);
  for (const QueueUrl of properties.Queues as readonly string[])
    await site.call('SQS', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } });
  return { ref: physicalName(site.stackName, id), attributes: {} };
}

const policy: Kind = { properties: ['Queues', 'PolicyDocument.*'], make: setPolicy, change: setPolicy };

export const sqs: Readonly<Record<string, Kind>> = {
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': policy,
};
