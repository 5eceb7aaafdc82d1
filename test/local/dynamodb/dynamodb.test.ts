/** DynamoDB as its own SDK clients see it. */
import * as sdk from '@aws-sdk/client-dynamodb';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { type DynamoDbOptions, dynamoDb } from '#local/dynamodb/index';
import { type AnySdk, commandOf } from '#test/support/any-client';
import { testAws } from '#test/support/aws';

const table = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'due', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-due',
      KeySchema: [
        { AttributeName: 'sk', KeyType: 'HASH' },
        { AttributeName: 'due', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
} as const;

function dynamo(options: DynamoDbOptions = {}) {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1));
  const aws = testAws((world) => [dynamoDb(world, options)], { clock });
  const client = new DynamoDBClient({ ...aws.clientConfig(), maxAttempts: 1 });
  return { aws, clock, client, documents: DynamoDBDocumentClient.from(client) };
}

async function ledger() {
  const world = dynamo();
  await world.client.send(new CreateTableCommand(structuredClone(table) as never));
  return world;
}

test('a table is of the account and the instant of the world, and there at once', async () => {
  const { client } = await ledger();

  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'ledger' }));

  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: 'arn:aws:dynamodb:eu-central-1:111122223333:table/ledger',
    CreationDateTime: new Date(Date.UTC(2030, 0, 1)),
    GlobalSecondaryIndexes: [{ IndexName: 'by-due', IndexStatus: 'ACTIVE' }],
  });
  expect(
    (await (await ledger()).client.send(new DescribeTableCommand({ TableName: 'ledger' }))).Table,
  ).toEqual(Table);
});

test('a table takes its time on the clock of the world, when asked to', async () => {
  const { client, clock } = dynamo({ tableMs: 5_000 });
  const status = async () =>
    (await client.send(new DescribeTableCommand({ TableName: 'ledger' }))).Table?.TableStatus;

  await client.send(new CreateTableCommand(structuredClone(table) as never));
  const before = await status();
  await clock.run();
  const after = await status();
  await client.send(new DeleteTableCommand({ TableName: 'ledger' }));
  const going = await status();
  await clock.run();

  expect([before, after, going]).toEqual(['CREATING', 'ACTIVE', 'DELETING']);
  expect(clock.now()).toBe(Date.UTC(2030, 0, 1) + 10_000);
  await expect(status()).rejects.toThrow('Table: ledger not found');
});

test('a table that is deleted and made again stays', async () => {
  const { client, clock } = await ledger();

  await client.send(new DeleteTableCommand({ TableName: 'ledger' }));
  await client.send(new CreateTableCommand(structuredClone(table) as never));
  await clock.run();

  expect((await client.send(new DescribeTableCommand({ TableName: 'ledger' }))).Table?.TableStatus).toBe(
    'ACTIVE',
  );
});

test('the first conditional write wins, and the second is told', async () => {
  const { documents } = await ledger();
  const claim = (owner: string) =>
    documents.send(
      new PutCommand({
        TableName: 'ledger',
        Item: { pk: 'claim', sk: 'flag', owner },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );

  const [first, second] = await Promise.allSettled([claim('a'), claim('b')]);

  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ reason: { name: 'ConditionalCheckFailedException' } });
  const read = await documents.send(
    new GetCommand({ TableName: 'ledger', Key: { pk: 'claim', sk: 'flag' }, ConsistentRead: true }),
  );
  expect(read.Item).toEqual({ pk: 'claim', sk: 'flag', owner: 'a' });
});

test('updates, queries over an index and batches give what AWS gives', async () => {
  const { documents } = await ledger();
  for (const [pk, due] of [
    ['b', 20],
    ['a', 10],
    ['c', 30],
  ])
    await documents.send(new PutCommand({ TableName: 'ledger', Item: { pk, sk: 'ramp', due } }));

  const updated = await documents.send(
    new UpdateCommand({
      TableName: 'arn:aws:dynamodb:eu-central-1:111122223333:table/ledger',
      Key: { pk: 'a', sk: 'ramp' },
      UpdateExpression: 'ADD inbox :one SET due = :now',
      ExpressionAttributeValues: { ':one': 1, ':now': 5 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  const due = await documents.send(
    new QueryCommand({
      TableName: 'ledger',
      IndexName: 'by-due',
      KeyConditionExpression: 'sk = :sk AND due < :until',
      ExpressionAttributeValues: { ':sk': 'ramp', ':until': 25 },
    }),
  );
  const batch = await documents.send(
    new BatchGetCommand({
      RequestItems: { ledger: { Keys: ['c', 'a', 'b'].map((pk) => ({ pk, sk: 'ramp' })) } },
    }),
  );

  expect(updated.Attributes).toEqual({ pk: 'a', sk: 'ramp', inbox: 1, due: 5 });
  expect(due.Items).toEqual([
    { pk: 'a', sk: 'ramp', due: 5 },
    { pk: 'b', sk: 'ramp', due: 20 },
  ]);
  expect(batch.Responses?.ledger?.map(({ due: at }) => at)).toHaveLength(3);
});

test('a call is outstanding until it is answered: virtual time does not run ahead of it', async () => {
  const { aws, client, clock } = await ledger();
  const seen: string[] = [];
  clock.at(clock.now() + 1, 'a timer', () => seen.push('timer'));

  const put = client
    .send(new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: 'a' }, sk: { S: 'b' } } }))
    .then(() => seen.push('answer'));
  const called = aws.dispatcher
    .call({
      service: 'DynamoDB',
      operation: 'GetItem',
      input: { TableName: 'ledger', Key: { pk: { S: 'a' }, sk: { S: 'b' } } },
    })
    .then(({ ok }) => seen.push(`call ${ok}`));
  await clock.run();

  await Promise.all([put, called]);
  expect(seen.at(-1)).toBe('timer');
  expect(seen).toHaveLength(3);
});

test('what dynalite would leave out in silence is refused by name', async () => {
  const { client } = await ledger();
  const key = { TableName: 'ledger', Key: { pk: { S: 'a' }, sk: { S: 'b' } } };

  const refused = client.send(
    new UpdateItemCommand({ ...key, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
  );
  const harmless = client.send(
    new UpdateItemCommand({ ...key, ReturnValuesOnConditionCheckFailure: 'NONE' }),
  );

  await expect(refused).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'DynamoDB.UpdateItem.ReturnValuesOnConditionCheckFailure is not implemented by the embedded AWS',
  });
  await expect(harmless).resolves.toBeDefined();
  await expect(
    client.send(
      new CreateTableCommand({ ...(table as object), StreamSpecification: { StreamEnabled: true } } as never),
    ),
  ).rejects.toThrow('DynamoDB.CreateTable.StreamSpecification is not implemented');
  await expect(client.send(new GetItemCommand({ ...key, AttributesToGet: [] }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('every operation of DynamoDB answers or is refused by name', async () => {
  const { aws, client } = dynamo();
  const names = Object.keys(sdk)
    .filter((name) => /^[A-Z].+Command$/.test(name))
    .map((name) => name.slice(0, -'Command'.length));

  const told = await Promise.all(
    names.map(async (name) => {
      const answer = await client
        .send(commandOf(sdk as unknown as AnySdk, name, { TableName: 'nothing' }) as never)
        .catch((error: Error) => error);
      return [name, (answer as Error).name ?? 'answered'] as const;
    }),
  );

  const refused = told.filter(([, name]) => name === 'NotImplementedException').map(([name]) => name);
  const others = told.filter(([, name]) => name !== 'NotImplementedException');
  expect(told).toHaveLength(62);
  expect(aws.defects).toEqual([]);
  expect(refused).toContain('TransactWriteItems');
  expect(others.map(([name]) => name).sort()).toEqual(
    [
      'BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable DescribeTable DescribeTimeToLive GetItem ListTables',
      'ListTagsOfResource PutItem Query Scan TagResource UntagResource UpdateItem UpdateTable',
    ]
      .flatMap((line) => line.split(' '))
      .sort(),
  );
});
