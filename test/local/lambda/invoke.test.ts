/** Functions as their callers see them: what they answer, how they fail, and what they have around them. */
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { ambient } from '#local/ambient';
import { VirtualClock } from '#local/clock';
import { dynamoDb } from '#local/dynamodb/index';
import { scriptedFaults } from '#local/faults';
import { createIam } from '#local/iam/index';
import { functionsOf, type LambdaFunction } from '#local/lambda/functions';
import { lambda } from '#local/lambda/index';
import { createRandom } from '#local/random';
import { testAws } from '#test/support/aws';
import { account, functionWorld, start } from './world.ts';

const never = () => new Promise(() => {});

test('a function is found by name, ARN and qualifier, and told who it is', async () => {
  const { invoke, clock } = functionWorld([
    {
      name: 'raise',
      memoryMb: 512,
      timeoutMs: 10_000,
      handler: (event, context) => [event, { ...context, left: context.getRemainingTimeInMillis() }],
    },
  ]);

  const answers = [
    await invoke('raise', { a: 1 }),
    await invoke(`${account}:raise`),
    await invoke('raise:$LATEST', 'text', { ClientContext: Buffer.from('{"custom":1}').toString('base64') }),
  ];

  expect(answers[0]).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answers[0]?.FunctionError).toBeUndefined();
  expect(answers.map(({ payload }) => payload[0])).toEqual([{ a: 1 }, {}, 'text']);
  expect(answers[0]?.payload[1]).toMatchObject({
    functionName: 'raise',
    functionVersion: '$LATEST',
    invokedFunctionArn: `${account}:raise`,
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/raise',
    left: 10_000,
  });
  expect(answers[2]?.payload[1]).toMatchObject({
    invokedFunctionArn: `${account}:raise:$LATEST`,
    clientContext: { custom: 1 },
  });
  expect(clock.held).toBe(0);
});

test('what cannot be invoked is refused as Lambda refuses it', async () => {
  const { invoke, client } = functionWorld([{ name: 'raise', handler: () => 1 }]);
  const tooMuch = Buffer.alloc(6_291_457, '1');
  const send = (more: Partial<InvokeCommandInput>) =>
    client.send(new InvokeCommand({ FunctionName: 'raise', ...more }));

  expect(await invoke('raise', {}, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
  await expect(send({ FunctionName: 'gone' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: ${account}:gone`,
    $metadata: { httpStatusCode: 404 },
  });
  await expect(send({ Qualifier: '7' })).rejects.toThrow(`Function not found: ${account}:raise:7`);
  await expect(send({ Payload: Buffer.from('{') })).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
  });
  await expect(send({ Payload: tooMuch })).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  await expect(send({ Payload: Buffer.alloc(1_048_577, '1'), InvocationType: 'Event' })).rejects.toThrow(
    '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
  );
  await expect(send({ InvocationType: 'Later' as 'Event' })).rejects.toThrow(
    'Member must satisfy enum value',
  );
  await expect(send({ TenantId: 'x' })).rejects.toThrow('Lambda.Invoke.TenantId is not implemented');
});

class RunGoneError extends Error {
  override name = 'RunGoneError';
}

test.each<[how: string, handler: LambdaFunction['handler'], payload: object]>([
  [
    'throws an error',
    () => {
      throw new RunGoneError('run 3 is gone');
    },
    {
      errorType: 'RunGoneError',
      errorMessage: 'run 3 is gone',
      trace: expect.arrayContaining(['RunGoneError: run 3 is gone']),
    },
  ],
  ['rejects with text', () => Promise.reject('no'), { errorType: 'string', errorMessage: 'no', trace: [] }],
  [
    'takes too long',
    never,
    {
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [\w-]{36} Error: Task timed out after 3\.00 seconds$/),
    },
  ],
  [
    'answers with a circle',
    () => {
      const circle: { self?: object } = {};
      circle.self = circle;
      return circle;
    },
    { errorType: 'Runtime.MarshalError', errorMessage: 'Unable to stringify response body', trace: [] },
  ],
  [
    'answers with too much',
    () => 'x'.repeat(6_291_556),
    {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
  ],
])('a function that %s is answered as Lambda answers it', async (_how, handler, payload) => {
  const { invoke } = functionWorld([{ name: 'broken', handler }]);

  const answer = await invoke('broken', {});

  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(answer.payload).toEqual(payload);
});

test('a function that says nothing answers null', async () => {
  const { invoke } = functionWorld([{ name: 'quiet', handler: () => undefined }]);

  expect((await invoke('quiet')).payload).toBeNull();
});

test('code is swapped at once; an invocation that runs keeps its own', async () => {
  const { client, functions, clock } = functionWorld([]);
  const send = async () => {
    const { Payload } = await client.send(new InvokeCommand({ FunctionName: 'raise' }));
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  let finish: (value: string) => void = () => {};
  functions.set('raise', { name: 'raise', handler: () => new Promise((resolve) => (finish = resolve)) });
  const running = send();
  await clock.rest();

  functions.set('raise', { name: 'raise', handler: () => 'new' });
  const swapped = await send();
  finish('old');

  expect([swapped, await running]).toEqual(['new', 'old']);
});

/** As a bundle in AWS makes it: everything from the environment, and the one seam. */
const clientOfFunction = () => {
  const requestHandler = (globalThis as Record<symbol, unknown>)[Symbol.for('aws.requestHandler')];
  return new DynamoDBClient(requestHandler ? { requestHandler: requestHandler as never } : {});
};

test('a function reaches AWS through clients made from its environment, as a bundle makes them', async () => {
  const iam = createIam({
    roles: [
      {
        arn: 'arn:aws:iam::111122223333:role/reader',
        trust: ['lambda.amazonaws.com'],
        policies: [
          {
            Statement: {
              Effect: 'Allow',
              Action: 'dynamodb:GetItem',
              Resource: 'arn:aws:dynamodb:eu-central-1:111122223333:table/ledger',
            },
          },
        ],
      },
    ],
  });
  const key = { pk: { S: 'a' } };
  const { aws, invoke } = functionWorld(
    [
      {
        name: 'reader',
        role: 'arn:aws:iam::111122223333:role/reader',
        environment: { TABLE: 'ledger' },
        handler: {
          load: async () => {
            const [table, dynamo] = [process.env.TABLE, clientOfFunction()];
            return async (event) => {
              const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: key }));
              if (event === 'write') await dynamo.send(new PutItemCommand({ TableName: table, Item: key }));
              return [Item, process.env.AWS_LAMBDA_FUNCTION_NAME, process.env.HOME];
            };
          },
        },
      },
    ],
    { iam },
  );
  const operator = new DynamoDBClient(aws.clientConfig());
  await operator.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  await operator.send(new PutItemCommand({ TableName: 'ledger', Item: { ...key, by: { S: 'operator' } } }));

  expect((await invoke('reader')).payload).toEqual([{ ...key, by: { S: 'operator' } }, 'reader', null]);
  expect((await invoke('reader', 'write')).payload).toMatchObject({
    errorType: 'AccessDeniedException',
    errorMessage:
      'User: arn:aws:sts::111122223333:assumed-role/reader/reader is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-central-1:111122223333:table/ledger because no identity-based policy allows the dynamodb:PutItem action',
  });
  expect(process.env.TABLE).toBeUndefined();
  expect(Symbol.for('aws.requestHandler') in globalThis).toBe(false);
});

test('what a function writes is its log, and not ours', async () => {
  const lines: unknown[] = [];
  const handler = () => {
    process.stdout.write('{"_aws":{}}\n');
    console.log('held %d', 5);
  };
  const { invoke } = functionWorld([{ name: 'loud', handler }], { onLog: (line) => lines.push(line) });

  const answer = await invoke('loud', {}, { LogType: 'Tail' });

  expect(answer.log).toBe('{"_aws":{}}\nheld 5\n');
  expect(lines).toEqual([
    { functionName: 'loud', requestId: expect.any(String), at: start, message: '{"_aws":{}}' },
    { functionName: 'loud', requestId: expect.any(String), at: start, message: 'held 5' },
  ]);
});

test('virtual time moves while a function waits for a retry of the SDK, and its time limit counts', async () => {
  const clock = new VirtualClock(start);
  const restore = ambient(clock, createRandom(1));
  try {
    const functions = functionsOf({
      name: 'patient',
      timeoutMs: 60_000,
      handler: async (_event, context) => {
        await clientOfFunction()
          .send(new GetItemCommand({ TableName: 'none', Key: { pk: { S: 'a' } } }))
          .catch(() => 0);
        return [Date.now() - start, context.getRemainingTimeInMillis()];
      },
    });
    const aws = testAws((base) => [dynamoDb(base), lambda(base, { functions })], {
      clock,
      faults: scriptedFaults([
        { service: 'DynamoDB', times: 2, fault: { kind: 'failed' } },
        { service: 'DynamoDB', times: 1, fault: { kind: 'slow', delayMs: 7_000 } },
      ]),
    });
    const asked = new LambdaClient(aws.clientConfig()).send(new InvokeCommand({ FunctionName: 'patient' }));
    await clock.run();

    const [took, left] = JSON.parse(Buffer.from((await asked).Payload ?? []).toString());
    expect(took).toBeGreaterThan(7_000);
    expect(took + left).toBe(60_000);
  } finally {
    restore();
  }
});

test('an invocation can be broken off around each call, and nothing it does later reaches AWS', async () => {
  const made: string[] = [];
  const handler = async () => {
    const dynamo = clientOfFunction();
    for (const pk of ['a', 'b'])
      await dynamo
        .send(new GetItemCommand({ TableName: pk.repeat(3), Key: { pk: { S: pk } } }))
        .catch(() => {});
    return 'done';
  };
  for (const [when, call] of [
    ['before', 2],
    ['after', 1],
    ['end', 2],
  ] as const) {
    const { invoke } = functionWorld([{ name: 'fragile', handler }], {
      crash: (point) => {
        made.push(`${point.when} ${point.call} ${point.operation ?? ''}`.trim());
        return point.when === when && point.call === call;
      },
    });

    expect((await invoke('fragile')).payload).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: .* Error: Runtime exited with error: exit status 1$/),
    });
    made.push('-');
  }

  expect(made).toEqual([
    'before 1 DynamoDB.GetItem',
    'after 1 DynamoDB.GetItem',
    'before 2 DynamoDB.GetItem',
    '-',
    'before 1 DynamoDB.GetItem',
    'after 1 DynamoDB.GetItem',
    '-',
    'before 1 DynamoDB.GetItem',
    'after 1 DynamoDB.GetItem',
    'before 2 DynamoDB.GetItem',
    'after 2 DynamoDB.GetItem',
    'end 2',
    '-',
  ]);
});
