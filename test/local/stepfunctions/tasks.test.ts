/** What a Task does with the services of its world: arguments, answers, errors, tokens. */
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { dynamoDb } from '#local/dynamodb/index';
import { createIam } from '#local/iam/index';
import { functionsOf } from '#local/lambda/functions';
import { lambda } from '#local/lambda/index';
import { createService } from '#local/wire/service';
import type { World } from '#local/world';
import { jsonata, roleArn, type States, states } from '#test/support/states';

const invokeArn = 'arn:aws:states:::lambda:invoke';
const functionArn = (name: string) => `arn:aws:lambda:eu-central-1:111122223333:function:${name}`;
const task = (Resource: string, more: object = {}) =>
  jsonata({ T: { Type: 'Task', Resource, ...more, End: true } });

const broken = () => {
  throw Object.assign(new Error('no'), { name: 'RampError', stack: 'here' });
};
const functions = functionsOf(
  { name: 'echo', handler: (event) => ({ got: event }) },
  { name: 'broken', handler: broken },
  { name: 'slow', handler: () => new Promise(() => {}) },
  { name: 'full', handler: () => 1, reservedConcurrency: 0 },
);
const world = (options: Parameters<typeof states>[0] = {}): States =>
  states({ others: (each) => [lambda(each, { functions }), dynamoDb(each)], ...options });

describe('lambda:invoke', () => {
  const invoke = (name: string) =>
    task(invokeArn, { Arguments: { FunctionName: functionArn(name), Payload: '{% $states.input %}' } });

  test('wraps what the function returns', async () => {
    const { output } = await world().run(invoke('echo'), { a: 1 });

    expect(output).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { got: { a: 1 } },
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'Content-Length': '15' } },
      StatusCode: 200,
    });
    expect(Object.keys(output.SdkHttpMetadata.AllHttpHeaders)).toEqual(
      Object.keys(output.SdkHttpMetadata.HttpHeaders),
    );
  });

  test.each([
    ['broken', 'RampError', /^{"errorType":"RampError","errorMessage":"no","trace":\["here"\]}$/],
    ['slow', 'Sandbox.Timedout', /Task timed out after 3.00 seconds/],
    [
      'gone',
      'Lambda.ResourceNotFoundException',
      /^Function not found: .* \(Service: AWSLambda; Status Code: 404;/,
    ],
    [
      'full',
      'Lambda.TooManyRequestsException',
      /^Rate Exceeded\.? \(Service: AWSLambda; Status Code: 429; Error Code: TooMany/,
    ],
  ])('fails by the function %s as %s', async (name, error, cause) => {
    expect(await world().run(invoke(name))).toMatchObject({
      status: 'FAILED',
      error,
      cause: expect.stringMatching(cause),
    });
  });

  test('that Lambda does not model fails by the name of the whole service', async () => {
    const faults = ({ service }: { service: string }) =>
      service === 'Lambda' ? ({ kind: 'throttled' } as const) : undefined;

    expect(await world({ faults }).run(invoke('echo'))).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringMatching(
        /^Rate exceeded \(Service: AWSLambda; .* Error Code: ThrottlingException;/,
      ),
    });
  });

  test('whose function dies without a word fails as unknown', async () => {
    const answer = {
      FunctionError: 'Unhandled',
      Payload: new Uint8Array(Buffer.from('{"errorMessage":"killed"}')),
    };
    const dying = (each: World) =>
      createService({
        sdk: lambdaSdk,
        client: LambdaClient,
        world: each,
        operations: { Invoke: () => answer },
      });

    expect(await states({ others: (each) => [dying(each)] }).run(invoke('any'))).toMatchObject({
      error: 'Lambda.Unknown',
      cause: expect.stringMatching(
        /did not return an error type\. Returned payload: {"errorMessage":"killed"}$/,
      ),
    });
  });

  test('cannot be started without a function, or with a field that it does not know', async () => {
    const without = await world().run(task(invokeArn, { Arguments: { Payload: 1 } }));
    const unknown = await world().run(task(invokeArn, { Arguments: { FunctionName: 'echo', Speed: 1 } }));

    expect(without).toMatchObject({
      error: 'States.Runtime',
      cause: /"FunctionName" is required but was missing/,
    });
    expect(unknown).toMatchObject({ error: 'States.Runtime', cause: /"Speed" is not supported/ });
  });
});

test("a function's own ARN as Resource gives the bare answer, and events of its own kind", async () => {
  const states = world();

  const { executionArn, output } = await states.run(task(functionArn('echo')), { a: 1 });

  expect(output).toEqual({ got: { a: 1 } });
  expect((await states.history(executionArn)).map(({ type }) => type)).toEqual([
    ...['ExecutionStarted', 'TaskStateEntered'],
    ...['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded'],
    ...['TaskStateExited', 'ExecutionSucceeded'],
  ]);
});

describe('aws-sdk:', () => {
  const start = (more: object) =>
    task('arn:aws:states:::aws-sdk:sfn:startExecution', { Arguments: { Input: '{"a":1}', ...more } });

  test('calls any operation of the world, members with capital letters and times as text', async () => {
    const states = world();
    const StateMachineArn = await states.create(jsonata({ P: { Type: 'Pass', End: true } }), 'inner');

    const { output } = await states.run(start({ StateMachineArn, Name: 'one' }));

    expect(output).toEqual({
      ExecutionArn: 'arn:aws:states:eu-central-1:111122223333:execution:inner:one',
      StartDate: '2026-01-01T00:00:00.000Z',
    });
  });

  const arn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:none';

  test('an error that the model lists arrives by its Java name', async () => {
    expect(await world().run(start({ StateMachineArn: arn }))).toMatchObject({
      status: 'FAILED',
      error: 'Sfn.StateMachineDoesNotExistException',
      cause: expect.stringMatching(
        /^State Machine Does Not Exist: '.*none' \(Service: Sfn, Status Code: 400, Request ID: /,
      ),
    });
  });

  test.each([
    ['throttled', 'DynamoDb.ThrottlingException'],
    [{ kind: 'refused', name: 'AccessDeniedException', message: 'no' }, 'DynamoDb.DynamoDbException'],
    ['lost', 'DynamoDb.SdkClientException'],
  ] as const)('a call that is %j fails as %s', async (fault, error) => {
    const kind = typeof fault === 'string' ? { kind: fault } : fault;
    const states = world({
      faults: ({ service }) => (service === 'DynamoDB' ? kind : undefined),
    });

    const ended = await states.run(task('arn:aws:states:::aws-sdk:dynamodb:listTables', { Arguments: {} }));

    expect(ended).toMatchObject({ status: 'FAILED', error });
  });

  test('cannot be started with arguments that the operation does not have', async () => {
    const missing = await world().run(start({}));
    const unknown = await world().run(start({ StateMachineArn: arn, Colour: 'red' }));

    expect(missing).toMatchObject({
      error: 'States.Runtime',
      cause: /"StateMachineArn" is required but was missing/,
    });
    expect(unknown).toMatchObject({ error: 'States.Runtime', cause: /'Colour' is not one of/ });
  });

  test("does what the machine's role allows", async () => {
    const allowed = {
      Effect: 'Allow' as const,
      Action: 'lambda:InvokeFunction',
      Resource: functionArn('echo'),
    };
    const iam = createIam({
      roles: [{ arn: roleArn, trust: ['states.amazonaws.com'], policies: [{ Statement: [allowed] }] }],
    });
    const accessKeyIdOf = (arn: string) => iam.assume(arn, 'states.amazonaws.com', 'machine');
    const enforced = () => world({ accessKeyIdOf, authorize: iam.authorize });
    const listTables = task('arn:aws:states:::aws-sdk:dynamodb:listTables', { Arguments: {} });
    const invoke = (name: string) => task(invokeArn, { Arguments: { FunctionName: functionArn(name) } });

    expect(await enforced().run(invoke('echo'))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await enforced().run(invoke('full'))).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringMatching(
        /assumed-role\/machine\/machine is not authorized to perform: lambda:InvokeFunction/,
      ),
    });
    expect(await enforced().run(listTables)).toMatchObject({ error: 'DynamoDb.DynamoDbException' });
  });
});

describe('a task that waits for its token', () => {
  const waiting = async (more: object = {}, others: object = {}) => {
    const tokens: string[] = [];
    const keep = (event: unknown) => tokens.push((event as { token: string }).token);
    const keeping = functionsOf({ name: 'keep', handler: keep });
    const states = world({ others: (each) => [lambda(each, { functions: keeping })] });
    const Arguments = { FunctionName: 'keep', Payload: { token: '{% $states.context.Task.Token %}' } };
    const asking = { Type: 'Task', Resource: `${invokeArn}.waitForTaskToken`, Arguments, End: true, ...more };
    const executionArn = await states.start(await states.create(jsonata({ T: asking, ...others })));
    await states.clock.run(states.clock.now() + 1000);
    return { ...states, executionArn, taskToken: tokens[0] as string };
  };
  const typesOf = async ({ history }: States, arn: string) =>
    (await history(arn)).map(({ type }) => type).slice(3);

  test('goes on with what is sent for it', async () => {
    const states = await waiting();

    await states.client.send(
      new SendTaskSuccessCommand({ taskToken: states.taskToken, output: '{"said":1}' }),
    );

    await states.clock.run();
    expect(await states.describe(states.executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"said":1}',
    });
    expect(await typesOf(states, states.executionArn)).toEqual([
      ...['TaskStarted', 'TaskSubmitted', 'TaskSucceeded', 'TaskStateExited', 'ExecutionSucceeded'],
    ]);
  });

  test('fails with what is sent for it', async () => {
    const states = await waiting();

    await states.client.send(
      new SendTaskFailureCommand({ taskToken: states.taskToken, error: 'No', cause: 'why' }),
    );

    await states.clock.run();
    expect(await states.describe(states.executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'No',
      cause: 'why',
    });
  });

  test('closes its token when it is answered, when it times out, and when its execution is stopped', async () => {
    const refused = {
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    };
    const [answered, late, stopped] = await Promise.all([0, 1, 2].map(() => waiting({ TimeoutSeconds: 60 })));
    for (const states of [answered, late, stopped]) {
      const { taskToken, client, clock, executionArn } = states as Awaited<ReturnType<typeof waiting>>;
      const send = () => client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
      if (states === answered) await send();
      if (states === late) await clock.run(clock.now() + 60_000);
      if (states === stopped) await client.send(new StopExecutionCommand({ executionArn }));

      await expect(send()).rejects.toMatchObject(refused);
      await expect(client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject(refused);
    }
  });

  test('refuses a token that never was one, and an output that is no JSON', async () => {
    const { client, taskToken } = await waiting();
    const send = (token: string, output: string) =>
      client.send(new SendTaskSuccessCommand({ taskToken: token, output }));

    await expect(send('made up', '1')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(taskToken, 'no json')).rejects.toMatchObject({ name: 'InvalidOutput' });
  });

  test('lives as long as its heartbeats come', async () => {
    const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Late' }];
    const Late = { Type: 'Pass', Output: '{% $states.input.Error %}', End: true };
    const states = await waiting({ HeartbeatSeconds: 30, Catch }, { Late });
    for (let beats = 0; beats < 3; beats += 1) {
      await states.clock.run(states.clock.now() + 20_000);
      await states.client.send(new SendTaskHeartbeatCommand({ taskToken: states.taskToken }));
    }
    const lastBeatAt = states.clock.now();

    await states.clock.run();

    const { status, output, stopDate } = await states.describe(states.executionArn);
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '"States.Timeout"' });
    expect(Number(stopDate) - lastBeatAt).toBe(30_000);
  });
});

describe('a machine that waits in the table', () => {
  const Key = { id: { S: 'ramp' } };
  const hold = jsonata({
    Hold: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
      TimeoutSeconds: '{% $states.input.seconds %}',
      Arguments: {
        TableName: 'ledger',
        Key,
        UpdateExpression: 'SET #t = :token',
        ConditionExpression: 'inbox = :seen',
        ExpressionAttributeNames: { '#t': 'token' },
        ExpressionAttributeValues: {
          ':token': { S: '{% $states.context.Task.Token %}' },
          ':seen': { N: '{% $string($states.input.seen) %}' },
        },
      },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Decide' }],
      Next: 'Decide',
    },
    Decide: { Type: 'Pass', End: true },
  });
  const holding = async (seen: number) => {
    const states = world();
    const table = new DynamoDBClient(states.aws.clientConfig());
    await table.send(
      new CreateTableCommand({
        TableName: 'ledger',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    await table.send(new PutItemCommand({ TableName: 'ledger', Item: { ...Key, inbox: { N: '7' } } }));
    const executionArn = await states.start(await states.create(hold), { seen, seconds: 86_400 });
    await states.clock.run(states.clock.now() + 1000);
    const { Item } = await table.send(new GetItemCommand({ TableName: 'ledger', Key }));
    return { ...states, executionArn, taskToken: Item?.token?.S };
  };
  const outputOf = async ({ clock, describe: ask }: States, executionArn: string) => {
    await clock.run();
    return JSON.parse((await ask(executionArn)).output ?? 'null');
  };

  test('leaves its token there, and is woken by it', async () => {
    const states = await holding(7);

    await states.client.send(new SendTaskSuccessCommand({ taskToken: states.taskToken, output: '"news"' }));

    expect(await outputOf(states, states.executionArn)).toBe('news');
  });

  test('wakes by itself when the next thing is due', async () => {
    const states = await holding(7);

    expect(await outputOf(states, states.executionArn)).toEqual({ Error: 'States.Timeout', Cause: '' });
    const { startDate, stopDate } = await states.describe(states.executionArn);
    expect(Number(stopDate) - Number(startDate)).toBe(86_400_000);
  });

  test('does not wait when news came before it', async () => {
    const states = await holding(6);

    expect(states.taskToken).toBeUndefined();
    expect(await outputOf(states, states.executionArn)).toMatchObject({
      Error: 'DynamoDb.ConditionalCheckFailedException',
      Cause: expect.stringMatching(
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: /,
      ),
    });
  });
});
