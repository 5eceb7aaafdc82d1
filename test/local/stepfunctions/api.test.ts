/** The operations as a client sees them: what they answer, and what they refuse. */
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { jsonata, roleArn, states } from '#test/support/states';

const machineArn = 'arn:aws:states:eu-central-1:111122223333:stateMachine:machine';
const sleep = jsonata({
  Sleep: { Type: 'Wait', Seconds: 60, Next: 'End' },
  End: { Type: 'Pass', Output: 'first', End: true },
});
const quick = jsonata({ End: { Type: 'Pass', Output: 'second', End: true } });
const text = (definition: object) => JSON.stringify(definition);

describe('CreateStateMachine', () => {
  const request = { name: 'machine', roleArn, definition: text(sleep) };

  test('again with the same definition answers as before, whatever role and tags', async () => {
    const { client, clock } = states();
    const first = await client.send(new CreateStateMachineCommand(request));
    await clock.run(clock.now() + 1000);

    const again = { ...request, roleArn: `${roleArn}2`, tags: [{ key: 'a', value: 'b' }] };
    const second = await client.send(new CreateStateMachineCommand(again));

    expect([second.stateMachineArn, second.creationDate]).toEqual([machineArn, first.creationDate]);
    expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }))).toMatchObject(
      {
        roleArn,
        status: 'ACTIVE',
        type: 'STANDARD',
        definition: request.definition,
      },
    );
  });

  test.each([
    ['another definition under its name', { definition: text(quick) }, 'StateMachineAlreadyExists'],
    [
      'another logging configuration',
      { loggingConfiguration: { level: 'ALL' } },
      'StateMachineAlreadyExists',
    ],
    ['a name with a blank', { name: 'my machine' }, 'InvalidName'],
    ['a name that is too long', { name: 'n'.repeat(81) }, 'InvalidName'],
    ['no definition', { definition: '' }, 'InvalidDefinition'],
    ['an Express workflow', { type: 'EXPRESS' }, 'NotImplementedException'],
    ['a version', { publish: true }, 'NotImplementedException'],
  ] as const)('refuses %s', async (_name, change, name) => {
    const { client } = states();
    await client.send(new CreateStateMachineCommand(request));

    await expect(client.send(new CreateStateMachineCommand({ ...request, ...change }))).rejects.toMatchObject(
      { name },
    );
  });
});

describe('StartExecution', () => {
  test('by the name and with the input of a running execution answers as the first time', async () => {
    const { client, clock, create } = states();
    const start = { stateMachineArn: await create(sleep), name: 'one', input: '{"a":1}' };
    const first = await client.send(new StartExecutionCommand(start));
    await clock.run(clock.now() + 30_000);

    const second = await client.send(new StartExecutionCommand(start));

    expect([second.executionArn, second.startDate]).toEqual([first.executionArn, first.startDate]);
    expect(second.startDate).toEqual(new Date('2026-01-01T00:00:00Z'));
  });

  test('by a name in use with another input, or after the execution ended, is refused for 90 days', async () => {
    const { client, clock, create } = states();
    const start = { stateMachineArn: await create(sleep), name: 'one', input: '{"a":1}' };
    const { executionArn } = await client.send(new StartExecutionCommand(start));
    const refused = {
      name: 'ExecutionAlreadyExists',
      message: `Execution Already Exists: '${executionArn}'`,
    };
    const again = (more: object = {}) => client.send(new StartExecutionCommand({ ...start, ...more }));

    await expect(again({ input: '{"a":2}' })).rejects.toMatchObject(refused);
    await clock.run();
    await expect(again()).rejects.toMatchObject(refused);
    await clock.run(clock.now() + 90 * 86_400_000);
    await expect(again()).resolves.toMatchObject({ executionArn });
  });

  test.each([
    [{ input: 'no json' }, 'InvalidExecutionInput'],
    [{ input: '' }, 'InvalidExecutionInput'],
    [{ input: JSON.stringify('x'.repeat(256 * 1024)) }, 'InvalidExecutionInput'],
    [{ name: 'a/b' }, 'InvalidName'],
    [{ stateMachineArn: 'machine' }, 'InvalidArn'],
    [{ stateMachineArn: `${machineArn}2` }, 'StateMachineDoesNotExist'],
  ])('refuses %j', async (change, name) => {
    const { client, create } = states();
    const stateMachineArn = await create(quick);

    await expect(
      client.send(new StartExecutionCommand({ stateMachineArn, ...change })),
    ).rejects.toMatchObject({ name });
  });

  test('without an input starts with an empty object', async () => {
    const { client, clock, create, describe: ask } = states();
    const { executionArn = '' } = await client.send(
      new StartExecutionCommand({ stateMachineArn: await create(quick) }),
    );

    await clock.run();

    expect(await ask(executionArn)).toMatchObject({ input: '{}', output: '"second"', status: 'SUCCEEDED' });
  });
});

test('a running execution keeps the definition and the role that it started with', async () => {
  const { client, clock, create, start, describe: ask } = states();
  const stateMachineArn = await create(sleep);
  const old = await start(stateMachineArn);

  const update = { stateMachineArn, definition: text(quick), roleArn: `${roleArn}2` };
  const { revisionId } = await client.send(new UpdateStateMachineCommand(update));

  const young = await start(stateMachineArn);
  await clock.run();
  expect([(await ask(old)).output, (await ask(young)).output]).toEqual(['"first"', '"second"']);
  const run = (executionArn: string) =>
    client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(await run(old)).toMatchObject({ definition: text(sleep), roleArn });
  expect(await run(young)).toMatchObject({ definition: text(quick), roleArn: `${roleArn}2` });
  expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
    revisionId,
  });
});

test('an update that changes nothing, or what AWS refuses, is refused and leaves the machine as it was', async () => {
  const { client, create } = states();
  const stateMachineArn = await create(sleep);
  const update = (change: object) =>
    client.send(new UpdateStateMachineCommand({ stateMachineArn, ...change }));

  await expect(update({})).rejects.toMatchObject({ name: 'MissingRequiredParameter' });
  await expect(update({ definition: '{}', roleArn: 'other' })).rejects.toMatchObject({
    name: 'InvalidDefinition',
  });
  expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({ roleArn });
});

test('each update is a revision of its own, also within one instant', async () => {
  const { client, create } = states();
  const stateMachineArn = await create(sleep);
  const update = (change: object) =>
    client.send(new UpdateStateMachineCommand({ stateMachineArn, ...change }));

  const first = await update({ definition: text(quick) });
  const second = await update({ tracingConfiguration: { enabled: true } });

  expect(first.revisionId).not.toBe(second.revisionId);
  expect(await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
    definition: text(quick),
    tracingConfiguration: { enabled: true },
    revisionId: second.revisionId,
  });
});

test('a state machine that is deleted ends its executions at their next transition, and is gone then', async () => {
  const { client, clock, create, start, describe: ask } = states();
  const stateMachineArn = await create(sleep);
  const executionArn = await start(stateMachineArn);
  const status = async () => (await client.send(new DescribeStateMachineCommand({ stateMachineArn }))).status;

  await client.send(new DeleteStateMachineCommand({ stateMachineArn }));

  expect(await status()).toBe('DELETING');
  await expect(start(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDeleting' });
  await clock.run();
  expect(await ask(executionArn)).toMatchObject({
    status: 'ABORTED',
    stopDate: new Date('2026-01-01T00:01:00Z'),
  });
  await expect(status()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(client.send(new DeleteStateMachineCommand({ stateMachineArn }))).resolves.toBeDefined();
  expect(await create(quick)).toBe(stateMachineArn);
});

test('an execution is stopped once, and keeps the reason', async () => {
  const { client, clock, create, start, describe: ask, history } = states();
  const executionArn = await start(await create(sleep));
  await clock.run(clock.now() + 10_000);
  const stop = (cause: string) =>
    client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause }));

  const first = await stop('tired');
  await clock.run();
  const second = await stop('bored');

  expect(first.stopDate).toEqual(new Date('2026-01-01T00:00:10Z'));
  expect(second.stopDate).toEqual(first.stopDate);
  expect(await ask(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'tired' });
  expect((await history(executionArn)).at(-1)).toMatchObject({
    type: 'ExecutionAborted',
    previousEventId: 0,
    executionAbortedEventDetails: { error: 'Enough', cause: 'tired' },
  });
});

describe('lists', () => {
  test('of executions are the newest first, by status, in pages', async () => {
    const { client, clock, create, start } = states();
    const stateMachineArn = await create(sleep);
    for (const name of ['a', 'b', 'c']) {
      await start(stateMachineArn, {}, name);
      await clock.run(clock.now() + 25_000);
    }
    const list = async (more: object) => {
      const { executions, nextToken } = await client.send(
        new ListExecutionsCommand({ stateMachineArn, ...more }),
      );
      return { names: executions?.map(({ name }) => name), nextToken };
    };

    expect((await list({})).names).toEqual(['c', 'b', 'a']);
    expect((await list({ statusFilter: 'RUNNING' })).names).toEqual(['c', 'b']);
    expect((await list({ statusFilter: 'SUCCEEDED' })).names).toEqual(['a']);
    const { names, nextToken } = await list({ maxResults: 2 });
    expect(names).toEqual(['c', 'b']);
    expect(await list({ maxResults: 2, nextToken })).toEqual({ names: ['a'], nextToken: undefined });
    await expect(list({ nextToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(list({ stateMachineArn: `${machineArn}2` })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  test('of state machines come in pages', async () => {
    const { client, create } = states();
    for (const name of ['x', 'y', 'z']) await create(quick, name);

    const first = await client.send(new ListStateMachinesCommand({ maxResults: 2 }));
    const rest = await client.send(new ListStateMachinesCommand({ nextToken: first.nextToken }));

    expect(first.stateMachines?.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(rest.stateMachines?.map(({ name }) => name)).toEqual(['z']);
  });
});

describe('GetExecutionHistory', () => {
  const ended = async () => {
    const world = states();
    const { executionArn } = await world.run(sleep, { a: 1 });
    const history = (more: object = {}) =>
      world.client.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
    return { ...world, history };
  };

  test('tells every event with its id, the one before it, its time and its data', async () => {
    const { history } = await ended();
    const [input, entered] = ['{"a":1}', { truncated: false }];
    const late = new Date('2026-01-01T00:01:00Z');

    const { events = [] } = await history();

    expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'WaitStateEntered'],
      [3, 2, 'WaitStateExited'],
      [4, 3, 'PassStateEntered'],
      [5, 4, 'PassStateExited'],
      [6, 5, 'ExecutionSucceeded'],
    ]);
    expect(events[0]?.executionStartedEventDetails).toEqual({ input, inputDetails: entered, roleArn });
    expect(events[1]?.stateEnteredEventDetails).toEqual({ name: 'Sleep', input, inputDetails: entered });
    expect(events[5]?.executionSucceededEventDetails).toEqual({ output: '"first"', outputDetails: entered });
    expect(events.map(({ timestamp }) => Number(timestamp) === Number(late))).toEqual([
      ...[false, false, true, true, true, true],
    ]);
  });

  test('in pages, backwards, and without data', async () => {
    const { history } = await ended();

    const first = await history({ maxResults: 4, reverseOrder: true });
    const rest = await history({ maxResults: 4, reverseOrder: true, nextToken: first.nextToken });
    const { events } = await history({ includeExecutionData: false });

    expect([first, rest].map(({ events: page }) => page?.map(({ id }) => id))).toEqual([
      [6, 5, 4, 3],
      [2, 1],
    ]);
    expect(rest.nextToken).toBeUndefined();
    expect(events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Sleep' });
  });

  test('of an execution that never was is refused', async () => {
    const { client } = states();
    const of = (executionArn: string) => client.send(new GetExecutionHistoryCommand({ executionArn }));

    await expect(of('arn:aws:states:eu-central-1:111122223333:execution:machine:x')).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
    await expect(of('x')).rejects.toMatchObject({ name: 'InvalidArn' });
  });
});

test('tags are kept with their machine', async () => {
  const { client, create } = states();
  const resourceArn = await create(quick);
  const tags = [
    { key: 'team', value: 'web' },
    { key: 'cost', value: '1' },
  ];

  await client.send(new TagResourceCommand({ resourceArn, tags }));
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['cost'] }));

  expect(await client.send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({
    tags: tags.slice(0, 1),
  });
  await expect(
    client.send(new ListTagsForResourceCommand({ resourceArn: `${machineArn}2` })),
  ).rejects.toMatchObject({ name: 'ResourceNotFound' });
});
