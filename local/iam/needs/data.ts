/** DynamoDB, SQS, Systems Manager parameters and Secrets Manager. */
import { arn, each, everything, type Needs, named, needs, type Place, type Resources } from './need.ts';

/** A resource may be named by its ARN already. */
const arnFrom = (place: Place, service: string, name: unknown, rest: (name: string) => string) =>
  String(name).startsWith('arn:') ? String(name) : arn(place, service, rest(String(name)));

const tableArn = (place: Place, name: unknown) => arnFrom(place, 'dynamodb', name, (own) => `table/${own}`);
const table: Resources = ({ TableName }, place) => tableArn(place, TableName);
const tableOrIndex: Resources = ({ TableName, IndexName }, place) =>
  tableArn(place, TableName) + (IndexName === undefined ? '' : `/index/${IndexName}`);
const tables: Resources = ({ RequestItems }, place) =>
  Object.keys(RequestItems ?? {}).map((name) => tableArn(place, name));
const given = named('ResourceArn');

export const dynamodb: Readonly<Record<string, Needs>> = {
  ...each('dynamodb', 'ListTables', everything),
  ...each('dynamodb', 'GetItem PutItem UpdateItem DeleteItem CreateTable DeleteTable UpdateTable', table),
  ...each('dynamodb', 'DescribeTable DescribeTimeToLive', table),
  ...each('dynamodb', 'Query Scan', tableOrIndex),
  ...each('dynamodb', 'BatchGetItem BatchWriteItem', tables),
  ...each('dynamodb', 'TagResource UntagResource ListTagsOfResource', given),
};

const queue: Resources = ({ QueueUrl, QueueName }, place) =>
  arn(
    place,
    'sqs',
    String(QueueName ?? QueueUrl)
      .split('/')
      .at(-1) ?? '',
  );

export const sqs: Readonly<Record<string, Needs>> = {
  ...each('sqs', 'ListQueues', everything),
  ...each(
    'sqs',
    'SendMessage ReceiveMessage DeleteMessage ChangeMessageVisibility GetQueueAttributes',
    queue,
  ),
  ...each('sqs', 'SetQueueAttributes GetQueueUrl CreateQueue DeleteQueue PurgeQueue', queue),
  SendMessageBatch: needs('sqs:SendMessage', queue),
  DeleteMessageBatch: needs('sqs:DeleteMessage', queue),
  ChangeMessageVisibilityBatch: needs('sqs:ChangeMessageVisibility', queue),
};

const parameterArn = (place: Place, name: unknown) =>
  arnFrom(place, 'ssm', name, (own) => `parameter/${own.replace(/^\//, '')}`);
const parameter: Resources = ({ Name, Path }, place) => parameterArn(place, Name ?? Path);
const parameters: Resources = ({ Names = [] }, place) =>
  (Names as readonly string[]).map((name) => parameterArn(place, name));

export const ssm: Readonly<Record<string, Needs>> = {
  ...each('ssm', 'DescribeParameters', everything),
  ...each(
    'ssm',
    'GetParameter PutParameter DeleteParameter GetParametersByPath GetParameterHistory',
    parameter,
  ),
  ...each('ssm', 'GetParameters DeleteParameters', parameters),
};

/** A secret's ARN ends in six characters of AWS's choice; policies name it with `-??????` or `-*`. */
const secret: Resources = ({ SecretId, Name }, place) =>
  arnFrom(place, 'secretsmanager', SecretId ?? Name, (own) => `secret:${own}-xxxxxx`);

export const secretsmanager: Readonly<Record<string, Needs>> = {
  ...each('secretsmanager', 'ListSecrets', everything),
  ...each('secretsmanager', 'GetSecretValue PutSecretValue CreateSecret UpdateSecret DeleteSecret', secret),
  ...each('secretsmanager', 'DescribeSecret', secret),
};
