/** What a function is and who may invoke it, as an operator reads and changes it. */
import * as sdk from '@aws-sdk/client-lambda';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createIam, type Iam } from '#local/iam/index';
import { account, functionWorld, start } from './world.ts';

const FunctionName = 'stop';
const stop = {
  name: 'stop',
  timeoutMs: 30_000,
  memoryMb: 256,
  environment: { TABLE: 'ledger' },
  handler: () => 'stopped',
};

test('a function is described as AWS describes it', async () => {
  const { client } = functionWorld([
    { ...stop, reservedConcurrency: 5 },
    { name: 'other', handler: () => 1 },
  ]);

  const { Configuration, Concurrency } = await client.send(new GetFunctionCommand({ FunctionName }));
  const same = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const first = await client.send(new ListFunctionsCommand({ MaxItems: 1 }));
  const second = await client.send(new ListFunctionsCommand({ Marker: first.NextMarker }));

  expect(Configuration).toMatchObject({
    FunctionName: 'stop',
    FunctionArn: `${account}:stop`,
    Timeout: 30,
    MemorySize: 256,
    Environment: { Variables: { TABLE: 'ledger' } },
    State: 'Active',
    LastModified: '2030-01-01T00:00:00.000+0000',
  });
  expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 5 });
  expect(same).toMatchObject(Configuration as object);
  expect([first, second].map(({ Functions }) => Functions?.map((each) => each.FunctionName))).toEqual([
    ['stop'],
    ['other'],
  ]);
});

test('concurrency and the configuration of events are put, changed and taken away', async () => {
  const { client } = functionWorld([stop]);
  const config = async () => {
    const { $metadata, ...rest } = await client.send(
      new GetFunctionEventInvokeConfigCommand({ FunctionName }),
    );
    return rest;
  };

  await expect(config()).rejects.toThrow("doesn't have an EventInvokeConfig");
  await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: `${account}:drain` } },
    }),
  );
  await client.send(
    new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 600 }),
  );
  expect(await config()).toEqual({
    FunctionArn: `${account}:stop:$LATEST`,
    LastModified: new Date(start),
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 600,
    DestinationConfig: { OnFailure: { Destination: `${account}:drain` }, OnSuccess: {} },
  });
  await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
  expect(await config()).not.toHaveProperty('MaximumEventAgeInSeconds');
  await expect(
    client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 59 })),
  ).rejects.toThrow('Member must have value greater than or equal to 60');
  await client.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  await expect(config()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

  const reserved = async () =>
    (await client.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 3 }));
  expect(await reserved()).toBe(3);
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  expect(await reserved()).toBeUndefined();
});

const rule = 'arn:aws:events:eu-central-1:111122223333:rule/alarms';

test('a service invokes a function only where the policy of the function lets it', async () => {
  const { aws, client, clock } = functionWorld([stop]);
  const invokeAs = async (sourceArn: string) => {
    const answer = aws.dispatcher.call({
      service: 'Lambda',
      operation: 'Invoke',
      input: { FunctionName: `${account}:stop` },
      principal: { service: 'events.amazonaws.com', sourceArn },
    });
    await clock.rest();
    const told = await answer;
    return told.ok ? 'invoked' : `${told.error.name} ${told.error.statusCode}`;
  };
  const permission = {
    FunctionName,
    StatementId: 'alarms',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: rule,
    SourceAccount: '111122223333',
  };

  const before = await invokeAs(rule);
  const { Statement } = await client.send(new AddPermissionCommand(permission));
  const after = [
    await invokeAs(rule),
    await invokeAs(rule.replace('alarms', 'others')),
    await invokeAs(rule.replace('111122223333', '444455556666')),
  ];

  expect(before).toBe('AccessDeniedException 403');
  expect(after).toEqual(['invoked', 'AccessDeniedException 403', 'AccessDeniedException 403']);
  expect(JSON.parse(Statement ?? '')).toEqual({
    Sid: 'alarms',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: `${account}:stop`,
    Condition: {
      StringEquals: { 'AWS:SourceAccount': '111122223333' },
      ArnLike: { 'AWS:SourceArn': rule },
    },
  });
  await expect(client.send(new AddPermissionCommand(permission))).rejects.toMatchObject({
    name: 'ResourceConflictException',
  });
  const { Policy } = await client.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy ?? '').Statement).toEqual([JSON.parse(Statement ?? '')]);
  await client.send(new RemovePermissionCommand({ FunctionName, StatementId: 'alarms' }));
  expect(await invokeAs(rule)).toBe('AccessDeniedException 403');
  await expect(client.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a request without a signature is refused where somebody asks who calls', async () => {
  const unsigned = {
    method: 'POST',
    path: '/2015-03-31/functions/stop/invocations',
    query: {},
    headers: {},
    body: new Uint8Array(0),
  };
  const statusWith = async (options: { iam?: Iam }) => {
    const { aws } = functionWorld([stop], options);
    const answer = await aws.dispatcher.dispatch(unsigned, 'Lambda');
    return typeof answer === 'symbol' ? 'lost' : answer.statusCode;
  };

  expect([await statusWith({ iam: createIam() }), await statusWith({})]).toEqual([403, 200]);
});

test('functions come with the world: what would make one, and whatever else Lambda has, is refused by name', async () => {
  const { aws, client } = functionWorld([stop]);
  const create = new CreateFunctionCommand({
    FunctionName: 'new',
    Role: 'arn:aws:iam::111122223333:role/r',
    Code: { ZipFile: Buffer.from('zip') },
  });
  const operations = Object.keys(sdk)
    .filter((name) => /^[A-Z].+Command$/.test(name))
    .map((name) => name.slice(0, -'Command'.length));

  const unemulated = await Promise.all(
    operations.map(async (operation) => {
      const answer = await aws.dispatcher.call({ service: 'Lambda', operation, input: {} });
      return answer.ok || answer.error.name !== 'NotImplementedException' ? [] : [operation];
    }),
  );

  await expect(client.send(create)).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: 'Lambda.CreateFunction is not implemented by the embedded AWS',
  });
  expect(operations.length - unemulated.flat().length).toBe(15);
  await expect(client.send(new GetFunctionUrlConfigCommand({ FunctionName }))).rejects.toThrow(
    'The resource you requested does not exist.',
  );
});
