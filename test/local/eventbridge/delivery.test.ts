/** How events reach their targets: retries, dead letters, permissions, inputs, and the faults of deliveries. */
import {
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { scriptedDeliveryFaults, seededDeliveryFaults } from '#local/eventbridge/delivery-faults';
import { createRandom } from '#local/random';
import { arnOf, eventsWorld, messagesIn, queueFor, rule } from './world.ts';

const pattern = { source: ['rampart'] };
const put = (n = 1) =>
  new PutEventsCommand({
    Entries: [{ Source: 'rampart', DetailType: 'Ramp Raised', Detail: JSON.stringify({ n, who: 'a "b"' }) }],
  });
const throttled = { service: 'Lambda', fault: { kind: 'throttled' } } as const;
const hourMs = 3_600_000;

test('a throttled delivery is tried again, later each time, until it arrives', async () => {
  const { client, clock, invoked } = eventsWorld({ faults: [{ ...throttled, times: 5 }] });
  const startedAt = clock.now();
  await rule(client, 'r', pattern);

  await client.send(put());
  await clock.run();

  expect(invoked).toHaveLength(1);
  // five waits between half of and all of 1, 2, 4, 8 and 16 s
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(15_500);
  expect(clock.now() - startedAt).toBeLessThanOrEqual(31_000);
});

test('185 retries take most of a day, then the event is dropped', async () => {
  const { client, clock, invoked } = eventsWorld({ faults: [{ ...throttled, times: 1000 }] });
  const startedAt = clock.now();
  await rule(client, 'r', pattern);

  await client.send(put());
  await clock.run();

  expect(invoked).toEqual([]);
  expect(clock.now() - startedAt).toBeGreaterThan(20 * hourMs);
  expect(clock.now() - startedAt).toBeLessThanOrEqual(24 * hourMs);
});

test.each([
  [{ MaximumRetryAttempts: 2 }, 'MaximumRetryAttempts', '2'],
  [{ MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 100 }, 'MaximumEventAgeInSeconds', /^[5-9]$/],
])(
  'an exhausted policy %j ends in the dead-letter queue, which says why',
  async (RetryPolicy, condition, retries) => {
    const { client, clock, queues } = eventsWorld({ faults: [{ ...throttled, times: 1000 }] });
    const { QueueUrl, Arn } = await queueFor(queues, 'dead');
    await rule(client, 'r', pattern, { RetryPolicy, DeadLetterConfig: { Arn } });

    await client.send(put());
    await clock.run();

    expect(await messagesIn(queues, QueueUrl)).toEqual([
      {
        body: expect.objectContaining({ source: 'rampart', 'detail-type': 'Ramp Raised' }),
        attributes: {
          RULE_ARN: 'arn:aws:events:eu-central-1:111122223333:rule/r',
          TARGET_ARN: arnOf('f'),
          ERROR_CODE: 'THROTTLING',
          ERROR_MESSAGE: 'Rate exceeded',
          EXHAUSTED_RETRY_CONDITION: condition,
          RETRY_ATTEMPTS: typeof retries === 'string' ? retries : expect.stringMatching(retries),
        },
      },
    ]);
  },
);

test.each([
  ['AccessDeniedException', 'NO_PERMISSIONS'],
  ['ResourceNotFoundException', 'NO_RESOURCE'],
])('%s is not tried again: %s', async (name, code) => {
  const faults = [{ service: 'Lambda', fault: { kind: 'refused', name } }] as const;
  const { client, clock, queues, invoked } = eventsWorld({ faults });
  const startedAt = clock.now();
  const { QueueUrl, Arn } = await queueFor(queues, 'dead');
  await rule(client, 'r', pattern, { DeadLetterConfig: { Arn } });

  await client.send(put());
  await clock.run();

  const [dead] = await messagesIn(queues, QueueUrl);
  expect(dead?.attributes).toMatchObject({ ERROR_CODE: code, RETRY_ATTEMPTS: '0' });
  expect(dead?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
  expect(invoked).toEqual([]);
  expect(clock.now()).toBe(startedAt);
});

test('a queue takes messages only from whom its policy allows, dead letters, too', async () => {
  const { client, clock, queues } = eventsWorld();
  const closed = await queueFor(queues, 'closed', 'scheduler.amazonaws.com');
  const dead = await queueFor(queues, 'dead');
  await rule(client, 'r', pattern, { Arn: closed.Arn, DeadLetterConfig: { Arn: dead.Arn } });
  await rule(client, 's', pattern, { Arn: closed.Arn, DeadLetterConfig: { Arn: closed.Arn } });

  await client.send(put());
  await clock.run();

  expect(await messagesIn(queues, closed.QueueUrl)).toEqual([]);
  expect(await messagesIn(queues, dead.QueueUrl)).toMatchObject([
    { attributes: { ERROR_CODE: 'NO_PERMISSIONS' } },
  ]);
});

test('a state machine is started with the event, a queue gets it as a message', async () => {
  const { aws, client, clock, queues } = eventsWorld();
  const states = new SFNClient(aws.clientConfig());
  const definition = '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
  const RoleArn = 'arn:aws:iam::111122223333:role/events';
  const { stateMachineArn } = await states.send(
    new CreateStateMachineCommand({ name: 'm', definition, roleArn: RoleArn }),
  );
  const { QueueUrl, Arn } = await queueFor(queues, 'plain');
  await rule(client, 'r', pattern, { Arn: stateMachineArn, RoleArn });
  await rule(client, 's', pattern, { Arn, InputPath: '$.detail' });

  const { Entries = [] } = await client.send(put());
  await clock.run();

  const { executions } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions).toMatchObject([
    { status: 'SUCCEEDED', name: expect.stringContaining(`${Entries[0]?.EventId}_`) },
  ]);
  expect(await messagesIn(queues, QueueUrl)).toEqual([{ body: { n: 1, who: 'a "b"' }, attributes: {} }]);
});

const paths = {
  n: '$.detail.n',
  who: '$.detail.who',
  all: '$.detail',
  none: '$.detail.none',
  type: "$['detail-type']",
};
test.each<[text: string, target: Partial<Target>, given: unknown]>([
  ['a constant', { Input: '{"a":[1]}' }, { a: [1] }],
  ['a part', { InputPath: '$.detail.n' }, 1],
  ['a part that is not there', { InputPath: '$.detail.none' }, null],
  ['values', template('{"n":<n>,"who":<who>,"type":<type>}'), { n: 1, who: 'a "b"', type: 'Ramp Raised' }],
  ['text', template('"<type> to <n> by <who>"'), 'Ramp Raised to 1 by a "b"'],
  ['an object', template('{"all":<all>}'), { all: { n: 1, who: 'a "b"' } }],
  ['what is not there', template('{"none":<none>,"text":"<none>"}'), { none: '', text: '' }],
  [
    'what AWS tells',
    template('{"rule":"<aws.events.rule-name>","at":<aws.events.event.ingestion-time>}'),
    { rule: 'r', at: '2026-01-01T00:00:00Z' },
  ],
  [
    'the event without its detail',
    template('<aws.events.event>'),
    expect.not.objectContaining({ detail: {} }),
  ],
  [
    'the event',
    template('{"x":<aws.events.event.json>}'),
    { x: expect.objectContaining({ source: 'rampart' }) },
  ],
])('a target is given %s', async (_text, target, given) => {
  const { client, clock, invoked } = eventsWorld();
  await rule(client, 'r', pattern, target);

  await client.send(put());
  await clock.run();

  expect(invoked[0]?.event).toEqual(given);
});

function template(InputTemplate: string): Partial<Target> {
  return { InputTransformer: { InputPathsMap: paths, InputTemplate } };
}

test.each<[target: Partial<Target>, refusal: RegExp]>([
  [{ Input: '{' }, /JSON syntax error/],
  [{ InputPath: 'detail' }, /Invalid JSON path/],
  [{ InputPath: '$..detail' }, /not implemented/],
  [{ Input: '1', InputPath: '$' }, /Only one of/],
  [template('{"a":<nobody>}'), /undefined placeholder <nobody>/],
  [template('{"a":'), /Invalid InputTemplate/],
  [{ Arn: 'arn:aws:sns:eu-central-1:111122223333:t' }, /arn:aws:sns.* is not implemented/],
  [{ Arn: 'arn:aws:states:eu-central-1:111122223333:stateMachine:m' }, /RoleArn is required/],
  [{ HttpParameters: {} }, /HttpParameters is not implemented/],
  [{ RetryPolicy: { MaximumRetryAttempts: 186 } }, /between 0 and 185/],
])('%# a target that will not do is refused when it is put', async (target, refusal) => {
  const { client } = eventsWorld();

  await expect(rule(client, 'r', pattern, target)).rejects.toThrow(refusal);
});

test('targets are replaced by id, at most five, and removed', async () => {
  const { aws, client } = eventsWorld();
  await rule(client, 'r', pattern);
  const targets = (count: number, name: string) =>
    Array.from({ length: count }, (_, at) => ({ Id: `t${at}`, Arn: arnOf(name) }));
  const putTargets = (Targets: Target[]) => client.send(new PutTargetsCommand({ Rule: 'r', Targets }));

  await putTargets(targets(4, 'g'));
  await putTargets(targets(4, 'h'));
  const once = new EventBridgeClient({ ...aws.clientConfig(), maxAttempts: 1 }); // the SDK takes this for throttling
  const tooMany = once.send(new PutTargetsCommand({ Rule: 'r', Targets: targets(5, 'h') }));
  await expect(tooMany).rejects.toMatchObject({ name: 'LimitExceededException' });
  await client.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['t0', 'one'] }));

  const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: 'r' }));
  expect(Targets.map(({ Arn }) => Arn)).toEqual([arnOf('h'), arnOf('h'), arnOf('h')]);
});

test('deliveries are lost, doubled, delayed and overtaken as the script says', async () => {
  const { client, clock, invoked } = eventsWorld({
    deliveryFaults: scriptedDeliveryFaults([
      { from: 'rule/r', fault: { kind: 'lost' } },
      { fault: { kind: 'duplicated', delayMs: 5000 } },
      { target: 'function:f', fault: { kind: 'reordered' } },
      { after: 1, fault: { kind: 'delayed', delayMs: 1000 } },
    ]),
  });
  const startedAt = clock.now();
  await rule(client, 'r', pattern);

  for (const n of [1, 2, 3, 4, 5]) await client.send(put(n));
  await clock.run();

  const arrived = invoked.map(({ event, at }) => [
    (event as { detail: { n: number } }).detail.n,
    at - startedAt,
  ]);
  expect(arrived).toEqual([
    [2, 0],
    [4, 0],
    [3, 0],
    [5, 1000],
    [2, 5000],
  ]);
});

test('what nothing overtakes arrives all the same', async () => {
  const { client, clock, invoked } = eventsWorld({
    deliveryFaults: scriptedDeliveryFaults([{ fault: { kind: 'reordered', atMostMs: 7000 } }]),
  });
  const startedAt = clock.now();
  await rule(client, 'r', pattern);

  await client.send(put());
  await clock.run();

  expect(invoked.map(({ at }) => at - startedAt)).toEqual([7000]);
});

test('the same seed goes wrong in the same way, another in another', async () => {
  const trace = async (seed: number) => {
    const random = createRandom(seed);
    const rates = { lost: 0.2, duplicated: 0.2, delayed: 0.2, reordered: 0.2 };
    const { client, clock, invoked } = eventsWorld({ deliveryFaults: seededDeliveryFaults(random, rates) });
    await rule(client, 'r', pattern);
    for (let n = 0; n < 30; n++) await client.send(put(n));
    await clock.run();
    return invoked.map(({ event, at }) => `${(event as { detail: { n: number } }).detail.n}@${at}`).join(' ');
  };

  const first = await trace(7);

  expect(await trace(7)).toBe(first);
  expect(await trace(8)).not.toBe(first);
});

test('a rule on a schedule runs in UTC until it is changed', async () => {
  const { client, clock, invoked } = eventsWorld();
  const startedAt = clock.now(); // a Thursday
  const schedule = (ScheduleExpression: string) => new PutRuleCommand({ Name: 'tick', ScheduleExpression });
  await client.send(schedule('rate(5 minutes)'));
  await client.send(new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: '1', Arn: arnOf('f') }] }));

  await clock.run(startedAt + 12 * 60_000);
  await client.send(schedule('cron(30 9 ? * MON-FRI *)'));
  await clock.run(startedAt + 4 * 24 * hourMs);

  const fired = invoked.map(({ event }) => (event as { time: string }).time);
  expect(fired).toEqual([
    '2026-01-01T00:05:00Z',
    '2026-01-01T00:10:00Z',
    '2026-01-01T09:30:00Z',
    '2026-01-02T09:30:00Z',
  ]);
  expect(invoked[0]?.event).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: ['arn:aws:events:eu-central-1:111122223333:rule/tick'],
    detail: {},
  });
});

test.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'at(2026-01-01T00:00:00)',
  'cron(0 9 * * * *)',
  'x',
])('the schedule %s is refused', async (ScheduleExpression) => {
  const { client } = eventsWorld();

  await expect(client.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression }))).rejects.toThrow(
    'Parameter ScheduleExpression is not valid.',
  );
});
