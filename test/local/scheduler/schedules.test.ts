/** EventBridge Scheduler: when schedules run, in any time zone, and what their targets are given. */
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { expect, test } from 'vitest';
import { scriptedDeliveryFaults } from '#local/eventbridge/delivery-faults';
import { arnOf, eventsWorld, messagesIn, queueFor } from '#test/local/eventbridge/world';

const RoleArn = 'arn:aws:iam::111122223333:role/scheduler';
const base: CreateScheduleInput = {
  Name: 's',
  ScheduleExpression: 'rate(5 minutes)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: arnOf('f'), RoleArn },
};

function schedulerWorld(options: Parameters<typeof eventsWorld>[0] = {}) {
  const world = eventsWorld(options);
  const client = new SchedulerClient(world.aws.clientConfig());
  const times = () => world.invoked.map(({ at }) => new Date(at).toISOString().slice(0, 19));
  const create = (more: Partial<CreateScheduleInput> = {}) =>
    client.send(new CreateScheduleCommand({ ...base, ...more }));
  const until = (time: string) => world.clock.run(Date.parse(`${time}Z`));
  return { ...world, client, times, create, until };
}

test('a rate begins at once, or at its start date, and ends with its end date', async () => {
  const { create, until, times, invoked } = schedulerWorld();
  await create();
  await create({
    Name: 'bounded',
    Target: { Arn: arnOf('g'), RoleArn },
    StartDate: new Date('2026-01-01T00:07:00Z'),
    EndDate: new Date('2026-01-01T00:12:00Z'),
  });

  await until('2026-01-01T00:20:00');

  const of = (name: string) => times().filter((_, at) => invoked[at]?.name === name);
  expect(of('f')).toEqual(['00', '05', '10', '15', '20'].map((minute) => `2026-01-01T00:${minute}:00`));
  expect(of('g')).toEqual(['2026-01-01T00:07:00', '2026-01-01T00:12:00']);
});

test('cron and at follow the clocks of their time zone', async () => {
  const { create, until, times, invoked } = schedulerWorld();
  const ScheduleExpressionTimezone = 'Europe/Berlin';
  await create({ ScheduleExpression: 'cron(0 9 ? * MON-FRI *)', ScheduleExpressionTimezone });
  await create({ Name: 'at', ScheduleExpression: 'at(2026-07-01T09:00:00)', ScheduleExpressionTimezone });

  await until('2026-01-03T00:00:00');
  const inWinter = times();
  invoked.length = 0;
  await until('2026-06-30T23:00:00');
  invoked.length = 0;
  await until('2026-07-01T23:00:00');

  expect(inWinter).toEqual(['2026-01-01T08:00:00', '2026-01-02T08:00:00']);
  expect(times()).toEqual(['2026-07-01T07:00:00', '2026-07-01T07:00:00']);
});

test('a time that the clocks skip is left out, one that they show twice comes once', async () => {
  const { create, until, times, invoked } = schedulerWorld();
  await until('2026-03-27T12:00:00');
  await create({ ScheduleExpression: 'cron(30 2 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin' });

  await until('2026-03-30T12:00:00');
  const spring = times();
  invoked.length = 0;
  await until('2026-10-23T12:00:00');
  invoked.length = 0;
  await until('2026-10-26T12:00:00');

  expect(spring).toEqual(['2026-03-28T01:30:00', '2026-03-30T00:30:00']); // none on the 29th
  expect(times()).toEqual(['2026-10-24T00:30:00', '2026-10-25T00:30:00', '2026-10-26T01:30:00']);
});

test.each<[expression: string, times: string[]]>([
  ['cron(0 0 L * ? *)', ['01-31', '02-28', '03-31']],
  ['cron(0 0 ? * 6L *)', ['01-30', '02-27', '03-27']],
  ['cron(0 0 ? * FRI#2 *)', ['01-09', '02-13', '03-13']],
  ['cron(0 0 1W * ? *)', ['01-01', '02-02', '03-02']],
  ['cron(0 0 LW * ? 2026)', ['01-30', '02-27', '03-31']],
  ['cron(0 0 29 2 ? 2026/2)', []],
  ['cron(0 0 5,15 2-3 ? *)', ['02-05', '02-15', '03-05', '03-15']],
  ['cron(0 0 1/14 JAN ? *)', ['01-01', '01-15', '01-29']],
])('%s', async (ScheduleExpression, days) => {
  const { create, until, times } = schedulerWorld();
  await create({ ScheduleExpression });

  await until('2026-04-01T00:00:00');

  const inQuarter = times().filter((time) => time < '2026-04-01');
  expect(inQuarter).toEqual(days.map((day) => `2026-${day}T00:00:00`));
});

test('a target without input gets a scheduled event, one with input gets that', async () => {
  const { create, until, invoked } = schedulerWorld();
  await create({ ScheduleExpression: 'at(2026-01-01T00:01:00)' });
  const Input = '{"at":"<aws.scheduler.scheduled-time>","of":"<aws.scheduler.schedule-arn>"}';
  await create({
    Name: 't',
    ScheduleExpression: 'at(2026-01-01T00:02:00)',
    Target: { Arn: arnOf('f'), RoleArn, Input },
  });

  await until('2026-01-01T00:05:00');

  const arn = (name: string) => `arn:aws:scheduler:eu-central-1:111122223333:schedule/default/${name}`;
  expect(invoked.map(({ event }) => event)).toEqual([
    {
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '111122223333',
      time: '2026-01-01T00:01:00Z',
      region: 'eu-central-1',
      resources: [arn('s')],
      detail: '{}',
    },
    { at: '2026-01-01T00:02:00Z', of: arn('t') },
  ]);
});

test('a flexible window and the precision of a minute are used up by the seed', async () => {
  const trace = async (seed: number) => {
    const { create, until, times } = schedulerWorld({ seed, latestMs: 60_000 });
    await create({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 3 } });
    await until('2026-01-01T00:24:00');
    return times();
  };

  const first = await trace(1);

  expect(first).toHaveLength(5);
  first.forEach((time, at) => {
    const lateMs = Date.parse(`${time}Z`) - Date.UTC(2026, 0, 1, 0, 5 * at);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(4 * 60_000);
  });
  expect(await trace(1)).toEqual(first);
  expect(await trace(2)).not.toEqual(first);
});

test('a schedule that is completed is deleted, if asked', async () => {
  const { create, until, client, invoked } = schedulerWorld();
  const ActionAfterCompletion = 'DELETE' as const;
  await create({ ScheduleExpression: 'at(2026-01-01T00:01:00)', ActionAfterCompletion });
  await create({ Name: 'kept', ScheduleExpression: 'at(2026-01-01T00:01:00)' });
  await create({ Name: 'ended', ActionAfterCompletion, EndDate: new Date('2026-01-01T00:06:00Z') });

  await until('2026-01-01T01:00:00');

  const { Schedules = [] } = await client.send(new ListSchedulesCommand({}));
  expect(Schedules.map(({ Name }) => Name)).toEqual(['kept']);
  expect(invoked).toHaveLength(4);
});

test('a schedule may be disabled, changed and deleted', async () => {
  const { create, until, client, times } = schedulerWorld();
  await create();
  await until('2026-01-01T00:06:00');
  await client.send(new UpdateScheduleCommand({ ...base, State: 'DISABLED' }));
  await until('2026-01-01T00:30:00');
  await client.send(new UpdateScheduleCommand({ ...base, ScheduleExpression: 'cron(0/20 * * * ? *)' }));
  await until('2026-01-01T01:10:00');
  await client.send(new DeleteScheduleCommand({ Name: 's' }));
  await until('2026-01-01T03:00:00');

  expect(times().map((time) => time.slice(11, 16))).toEqual(['00:00', '00:05', '00:40', '01:00']);
  await expect(client.send(new GetScheduleCommand({ Name: 's' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Schedule s does not exist.',
  });
});

test('retries end in the dead-letter queue with the attributes of Scheduler', async () => {
  const faults = [{ service: 'Lambda', times: 1000, fault: { kind: 'throttled' } }] as const;
  const { create, until, queues, clock } = schedulerWorld({ faults });
  const { QueueUrl, Arn } = await queueFor(queues, 'dead');
  const RetryPolicy = { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 185 };
  const Target = { Arn: arnOf('f'), RoleArn, Input: '{"a":1}', RetryPolicy, DeadLetterConfig: { Arn } };
  await create({ ScheduleExpression: 'at(2026-01-01T00:01:00)', Target });

  await until('2026-01-01T00:01:59');
  const early = await messagesIn(queues, QueueUrl);
  await clock.run();

  expect(early).toEqual([]);
  expect(await messagesIn(queues, QueueUrl)).toEqual([
    {
      body: { a: 1 },
      attributes: {
        ERROR_CODE: 'ThrottlingException',
        ERROR_MESSAGE: 'Rate exceeded',
        EXECUTION_ID: expect.stringMatching(/^[\da-f]{16}$/),
        EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
        IS_PAYLOAD_TRUNCATED: 'false',
        RETRY_ATTEMPTS: expect.stringMatching(/^[5-9]$/),
        SCHEDULED_TIME: '2026-01-01T00:01:00Z',
        SCHEDULE_ARN: 'arn:aws:scheduler:eu-central-1:111122223333:schedule/default/s',
        TARGET_ARN: arnOf('f'),
      },
    },
  ]);
});

test('the target is called with the credentials of the role, and may get an invocation twice', async () => {
  const { create, until, invoked } = schedulerWorld({
    accessKeyIdOf: (roleArn) => `key of ${roleArn}`,
    deliveryFaults: scriptedDeliveryFaults([
      { from: 'schedule/default/s', fault: { kind: 'duplicated', delayMs: 10_000 } },
    ]),
  });
  await create({ ScheduleExpression: 'at(2026-01-01T00:01:00)' });

  await until('2026-01-01T00:02:00');

  expect(invoked).toHaveLength(2);
  expect(invoked[0]?.caller).toMatchObject({ accessKeyId: `key of ${RoleArn}` });
});

test('groups hold schedules of their own, which go with them', async () => {
  const { create, until, client, invoked } = schedulerWorld();
  await client.send(new CreateScheduleGroupCommand({ Name: 'g' }));
  const { ScheduleArn } = await create({ GroupName: 'g' });
  await create();
  const listed = await client.send(new ListSchedulesCommand({ MaxResults: 1 }));
  const rest = await client.send(new ListSchedulesCommand({ NextToken: listed.NextToken }));
  await client.send(new DeleteScheduleGroupCommand({ Name: 'g' }));

  await until('2026-01-01T00:01:00');

  expect(ScheduleArn).toBe('arn:aws:scheduler:eu-central-1:111122223333:schedule/g/s');
  expect([listed, rest].map(({ Schedules = [] }) => Schedules.map(({ GroupName }) => GroupName))).toEqual([
    ['default'],
    ['g'],
  ]);
  const { ScheduleGroups = [] } = await client.send(new ListScheduleGroupsCommand({}));
  expect(ScheduleGroups.map(({ Name }) => Name)).toEqual(['default']);
  expect(invoked).toHaveLength(1);
  await expect(create({ GroupName: 'g' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a name is given once, but the same call may be repeated', async () => {
  const { create } = schedulerWorld();
  const first = await create({ ClientToken: 'one' });

  expect((await create({ ClientToken: 'one' })).ScheduleArn).toBe(first.ScheduleArn);
  await expect(create({ ClientToken: 'two' })).rejects.toMatchObject({ name: 'ConflictException' });
});

const target = (more: object) => ({ Target: { Arn: arnOf('f'), RoleArn, ...more } });
test.each<[given: Partial<CreateScheduleInput>, refusal: RegExp]>([
  [{ ScheduleExpression: 'rate(1 week)' }, /Invalid Schedule Expression rate\(1 week\)/],
  [{ ScheduleExpression: 'cron(0 9 * * * *)' }, /Invalid Schedule Expression/],
  [{ ScheduleExpression: 'cron(60 9 * * ? *)' }, /Invalid Schedule Expression/],
  [{ ScheduleExpressionTimezone: 'Mars/Olympus' }, /ScheduleExpressionTimezone/],
  [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, /MaximumWindowInMinutes/],
  [target({ RoleArn: 'x' }), /role/],
  [
    target({ Arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:putItem' }),
    /aws-sdk:dynamodb:putItem is not implemented/,
  ],
  [target({ EcsParameters: { TaskDefinitionArn: 'x' } }), /EcsParameters is not implemented/],
  [target({ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }), /between 60 and 86400/],
  [{ Name: 'a b' }, /regular expression/],
])('%# what will not do is refused', async (given, refusal) => {
  const { create } = schedulerWorld();

  await expect(create(given)).rejects.toThrow(refusal);
});
