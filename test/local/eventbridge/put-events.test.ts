/** What PutEvents accepts and refuses, and where accepted events go. */
import {
  CreateEventBusCommand,
  DisableRuleCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { arnOf, eventsWorld, rule } from './world.ts';

const fine: PutEventsRequestEntry = {
  Source: 'rampart',
  DetailType: 'Ramp Stopped',
  Detail: '{"ramp":"r1"}',
};

test('each entry is accepted or refused for itself', async () => {
  const { client } = eventsWorld();
  const entries = [
    fine,
    { ...fine, Source: undefined },
    { ...fine, DetailType: '' },
    { ...fine, Detail: undefined },
    { ...fine, Detail: '{"a":' },
    { ...fine, Detail: '[1]' },
    { ...fine, Detail: `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}` },
    { ...fine, Source: 'aws.cloudwatch' },
    { ...fine, EventBusName: 'nobody-made-it' },
  ];

  const { Entries = [], FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: entries }));

  expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    ...['InvalidArgument', 'InvalidArgument', 'InvalidArgument'],
    ...['MalformedDetail', 'MalformedDetail', 'MalformedDetail'],
    'NotAuthorizedForSourceException',
    undefined,
  ]);
  expect(FailedEntryCount).toBe(7);
  expect(Entries[1]?.ErrorMessage).toBe(
    'Parameter Source is not valid. Reason: Source is a required argument.',
  );
  expect(Entries[0]?.EventId).toMatch(/^[\da-f-]{36}$/);
});

test('no entry, an eleventh entry and more than 1 MiB are refused as a whole', async () => {
  const { client } = eventsWorld();
  const put = (Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
  const half = { ...fine, Detail: JSON.stringify({ text: 'x'.repeat(512 * 1024) }) };

  await expect(put([])).rejects.toThrow(/greater than or equal to 1/);
  await expect(put(Array.from({ length: 11 }, () => fine))).rejects.toThrow(/less than or equal to 10/);
  await expect(put([half, half])).rejects.toThrow(
    'Total size of the entries in the request is over the limit.',
  );
  expect(await put([half])).toMatchObject({ FailedEntryCount: 0 });
});

test('a matching rule invokes its function with the event, in its own name', async () => {
  const { client, clock, invoked } = eventsWorld();
  await rule(client, 'stops', { source: ['rampart'], detail: { ramp: [{ prefix: 'r' }] } });
  await rule(client, 'others', { source: ['other'] }, { Arn: arnOf('g') });

  await client.send(
    new PutEventsCommand({
      Entries: [{ ...fine, Resources: ['a'], Time: new Date('2025-12-31T23:59:58.9Z') }],
    }),
  );
  await clock.run();

  expect(invoked).toEqual([
    {
      name: 'f',
      at: clock.now(),
      caller: expect.objectContaining({
        principal: {
          service: 'events.amazonaws.com',
          sourceArn: 'arn:aws:events:eu-central-1:111122223333:rule/stops',
        },
      }),
      event: {
        version: '0',
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        'detail-type': 'Ramp Stopped',
        source: 'rampart',
        account: '111122223333',
        time: '2025-12-31T23:59:58Z',
        region: 'eu-central-1',
        resources: ['a'],
        detail: { ramp: 'r1' },
      },
    },
  ]);
});

test('events of AWS come from inside, to the default bus', async () => {
  const { client, clock, emit, invoked } = eventsWorld();
  await rule(client, 'alarms', { source: ['aws.cloudwatch'], detail: { state: { value: ['ALARM'] } } });

  emit({
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: ['arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a'],
    detail: { alarmName: 'a', state: { value: 'ALARM' } },
  });
  await clock.run();

  expect(invoked).toMatchObject([{ event: { source: 'aws.cloudwatch', time: '2026-01-01T00:00:00Z' } }]);
});

test('a bus of its own has rules of its own, and a disabled rule is silent', async () => {
  const { client, clock, invoked } = eventsWorld();
  const { EventBusArn } = await client.send(new CreateEventBusCommand({ Name: 'ramps' }));
  for (const Name of ['on', 'off']) {
    const { RuleArn } = await client.send(
      new PutRuleCommand({ Name, EventBusName: 'ramps', EventPattern: '{"source":["rampart"]}' }),
    );
    expect(RuleArn).toBe(`arn:aws:events:eu-central-1:111122223333:rule/ramps/${Name}`);
    const Targets = [{ Id: '1', Arn: arnOf(Name) }];
    await client.send(new PutTargetsCommand({ Rule: Name, EventBusName: 'ramps', Targets }));
  }
  await client.send(new DisableRuleCommand({ Name: 'off', EventBusName: EventBusArn }));

  await client.send(new PutEventsCommand({ Entries: [fine, { ...fine, EventBusName: EventBusArn }] }));
  await clock.run();

  expect(invoked.map(({ name }) => name)).toEqual(['on']);
});
