/** Asynchronous invocations: tries, age, throttles and destinations, against records that AWS wrote. */

import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  AddPermissionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { LambdaFunction } from '#local/lambda/functions';
import { readRecorded, recorded } from '#test/support/shared';
import { account, functionWorld, start } from './world.ts';

const queue = 'arn:aws:sqs:eu-central-1:111122223333:dead';

function failing(settings: Partial<LambdaFunction> = {}) {
  const runs: [seconds: number, requestId: string][] = [];
  const world = functionWorld([
    {
      name: 'fails',
      onFailure: queue,
      handler: (_event, { awsRequestId }) => {
        runs.push([(world.clock.now() - start) / 1000, awsRequestId]);
        throw new Error('intentional failure');
      },
      ...settings,
    },
  ]);
  const send = () =>
    world.client.send(
      new InvokeCommand({
        FunctionName: 'fails',
        InvocationType: 'Event',
        Payload: Buffer.from('{"message":"x"}'),
      }),
    );
  return { ...world, runs, send };
}

type Recorded = { recorded: string; settings: Partial<LambdaFunction>; runs: number[]; body: unknown };
const file = recorded('lambda-async-records.json');
const cases = file
  ? (readRecorded('lambda-async-records.json') as { cases: Record<string, { 'recorded-content': object }> })
      .cases
  : {};
const bodyOf = (name: string, member: string): unknown => {
  const content = cases[`TestLambdaDestinationSqs::${name}`]?.['recorded-content'] as Record<string, unknown>;
  const found = content?.[member] as { Messages?: [{ Body: unknown }]; Body?: unknown } | undefined;
  return found?.Body ?? found?.Messages?.[0].Body;
};
const table: Recorded[] = [
  {
    recorded: 'two retries, after one and two minutes',
    settings: {},
    runs: [0, 60, 180],
    body: bodyOf('test_retries', 'queue_destination_payload'),
  },
  {
    recorded: 'an event too old for the first retry',
    settings: { maximumEventAgeSeconds: 60 },
    runs: [0],
    body: bodyOf('test_maxeventage', 'no_retry_failure_message'),
  },
  {
    recorded: 'an event too old for the second retry',
    settings: { maximumEventAgeSeconds: 150 },
    runs: [0, 60],
    body: bodyOf('test_maxeventage', 'single_retry_failure_message'),
  },
];

test.runIf(file).each(table)(
  '$recorded ends in the record that AWS wrote',
  async ({ settings, runs: at, body }) => {
    const { send, clock, runs, messages } = failing(settings);

    expect(await send()).toMatchObject({ StatusCode: 202 });
    await clock.run();

    expect(runs.map(([seconds]) => seconds)).toEqual(at);
    expect(new Set(runs.map(([, requestId]) => requestId)).size).toBe(1);
    expect(messages.map(({ QueueUrl }) => QueueUrl)).toEqual([
      'https://sqs.eu-central-1.amazonaws.com/111122223333/dead',
    ]);
    const record = JSON.parse(messages[0]?.MessageBody ?? '{}');
    const { requestContext, responseContext } = body as { requestContext: object; responseContext: object };
    expect(Object.keys(record)).toEqual(Object.keys(body as object));
    expect(record).toMatchObject({
      version: '1.0',
      requestContext: {
        ...requestContext,
        requestId: runs[0]?.[1],
        functionArn: `${account}:fails:$LATEST`,
      },
      requestPayload: { message: 'x' },
      responseContext,
      responsePayload: { errorMessage: 'intentional failure', errorType: 'Error' },
    });
  },
);

test('no retries, when there shall be none', async () => {
  const { send, clock, runs, messages } = failing({ maximumRetryAttempts: 0 });

  await send();
  await clock.run();

  expect([runs.length, messages.length]).toEqual([1, 1]);
});

test('a retry that goes well ends it, and its success may go to an event bus', async () => {
  let runs = 0;
  const seen: unknown[] = [];
  const { client, clock, aws } = functionWorld([
    {
      name: 'flaky',
      onSuccess: 'arn:aws:events:eu-central-1:111122223333:event-bus/default',
      handler: () => {
        runs += 1;
        if (runs === 1) throw new Error('once');
        return 'fine';
      },
    },
    { name: 'listener', handler: (event) => seen.push(event) },
  ]);
  const bus = new EventBridgeClient(aws.clientConfig());
  const { RuleArn } = await bus.send(
    new PutRuleCommand({ Name: 'results', EventPattern: JSON.stringify({ source: ['lambda'] }) }),
  );
  await bus.send(
    new PutTargetsCommand({ Rule: 'results', Targets: [{ Id: '1', Arn: `${account}:listener` }] }),
  );
  await client.send(
    new AddPermissionCommand({
      FunctionName: 'listener',
      StatementId: 'rule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  );

  await client.send(new InvokeCommand({ FunctionName: 'flaky', InvocationType: 'Event' }));
  await clock.run(start + 600_000);

  expect(runs).toBe(2);
  expect(seen).toMatchObject([
    {
      'detail-type': 'Lambda Function Invocation Result - Success',
      detail: {
        requestContext: { condition: 'Success', approximateInvokeCount: 2 },
        responsePayload: 'fine',
      },
    },
  ]);
});

test('a failure may go to another function, and what cannot be delivered is told', async () => {
  const told: string[] = [];
  const seen: unknown[] = [];
  const fails = () => {
    throw new Error('no');
  };
  const { client, clock } = functionWorld(
    [
      { name: 'a', maximumRetryAttempts: 0, onFailure: `${account}:drain`, handler: fails },
      { name: 'drain', handler: (event) => seen.push(event) },
      { name: 'b', maximumRetryAttempts: 0, onFailure: `${account}:gone`, handler: fails },
      { name: 'c', maximumRetryAttempts: 0, onFailure: 'arn:aws:sns:eu-central-1:1:topic', handler: fails },
    ],
    { onUndelivered: (_record, reason) => told.push(reason) },
  );

  for (const FunctionName of ['a', 'b', 'c'])
    await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' }));
  await clock.run();

  expect(seen).toMatchObject([{ requestContext: { condition: 'RetriesExhausted' } }]);
  expect(told.sort()).toEqual([
    `ResourceNotFoundException: Function not found: ${account}:gone`,
    'arn:aws:sns:eu-central-1:1:topic is no queue, event bus or function',
  ]);
});

test('a throttled event comes back with growing delays until it is too old', async () => {
  const { send, clock, client, runs, messages } = failing();
  await client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'fails', ReservedConcurrentExecutions: 0 }),
  );
  await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: 'fails',
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: queue } },
    }),
  );

  await send();
  await clock.run();

  expect(runs).toEqual([]);
  expect(messages[0]?.at).toBe(31); // after 1, 2, 4, 8 and 16 seconds; 32 more would be too late
  expect(JSON.parse(messages[0]?.MessageBody ?? '{}')).toMatchObject({
    requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
  });
});

test('reserved concurrency refuses a synchronous call and keeps an asynchronous one waiting', async () => {
  const ended: number[] = [];
  const { client, clock, functions } = functionWorld([]);
  functions.set('slow', {
    name: 'slow',
    reservedConcurrency: 1,
    timeoutMs: 60_000,
    handler: () =>
      new Promise((resolve) => {
        clock.at(clock.now() + 5_000, 'work', () => {
          ended.push((clock.now() - start) / 1000);
          resolve('done');
        });
      }),
  });
  const first = client.send(new InvokeCommand({ FunctionName: 'slow' }));
  await clock.rest();

  const second = client.send(new InvokeCommand({ FunctionName: 'slow' }));
  await expect(second).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    message: 'Rate Exceeded.',
    $metadata: { httpStatusCode: 429 },
  });
  await client.send(new InvokeCommand({ FunctionName: 'slow', InvocationType: 'Event' }));
  await clock.run();
  await first;

  expect(ended).toEqual([5, 12]); // the event came back after 1, 2 and 4 seconds
});
