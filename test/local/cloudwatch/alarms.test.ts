import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { watchedWorld } from './support/watched.ts';

const composite = (AlarmName: string, AlarmRule: string) =>
  new PutCompositeAlarmCommand({ AlarmName, AlarmRule });

describe('a metric alarm', () => {
  test('begins with INSUFFICIENT_DATA', async () => {
    const { alarm, shown } = watchedWorld();
    await alarm();

    expect(await shown('errors')).toMatchObject({
      AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:errors',
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      ActionsEnabled: true,
      MetricName: 'Errors',
      Threshold: 10,
    });
  });

  test('keeps its state when it is put again, and forgets everything else', async () => {
    const { alarm, put, pass, shown } = watchedWorld();
    await alarm({ AlarmDescription: 'too many' });
    await put(99);
    await pass(1);
    await alarm({ Threshold: 500 });

    const before = await shown('errors');
    await pass(1);

    expect(before).toMatchObject({ StateValue: 'ALARM', Threshold: 500 });
    expect(before.AlarmDescription).toBeUndefined();
    expect((await shown('errors')).StateValue).toBe('OK');
  });

  test('returns to its true state at the next evaluation after SetAlarmState', async () => {
    const { alarm, put, set, pass, shown } = watchedWorld();
    await alarm();
    await put(1);
    await pass(1);
    await set('errors', 'ALARM', 'a drill');
    expect(await shown('errors')).toMatchObject({ StateValue: 'ALARM', StateReason: 'a drill' });

    await pass(1);

    expect((await shown('errors')).StateValue).toBe('OK');
  });

  test('has been in its state since the transition, however often it is set to the same', async () => {
    const { alarm, set, clock, shown, events } = watchedWorld();
    await alarm({ TreatMissingData: 'ignore' });
    await set('errors', 'ALARM');
    const transitionedAt = clock.now();
    await clock.run(clock.now() + 5000);
    await set('errors', 'ALARM', 'again');

    const { StateTransitionedTimestamp, StateUpdatedTimestamp } = await shown('errors');

    expect(Number(StateTransitionedTimestamp)).toBe(transitionedAt);
    expect(Number(StateUpdatedTimestamp)).toBe(transitionedAt + 5000);
    expect(events.filter((event) => /State/.test(event['detail-type']))).toHaveLength(1);
  });

  test.each([
    [{ EvaluationPeriods: 2, DatapointsToAlarm: 3 }, /DatapointsToAlarm/],
    [{ Period: 45 }, /multiple of 60/],
    [{ Period: 3600, EvaluationPeriods: 200 }, /EvaluationPeriods \* Period/],
    [{ TreatMissingData: 'sometimes' }, /TreatMissingData/],
    [{ Statistic: undefined }, /Statistic/],
    [{ ExtendedStatistic: 'p99' }, /not both/],
    [{ MetricName: undefined }, /MetricName is required/],
    [{ Threshold: undefined }, /Threshold is required/],
    [{ AlarmActions: ['not an arn'] }, /Invalid arn syntax/],
    [{ Metrics: [{ Id: 'e1', Expression: '1' }] }, /Metrics list is set/],
    [{ ComparisonOperator: 'GreaterThanUpperThreshold' as const }, /not implemented/],
  ])('is refused with %j', async (input, message) => {
    const { alarm } = watchedWorld();

    await expect(alarm(input)).rejects.toThrow(message);
  });
});

describe('a composite alarm', () => {
  test.each([
    ['ALARM(a) AND NOT ALARM("b")', 'ALARM'],
    ['ALARM(a) AND OK(a)', 'OK'],
    ['OK(a) OR (ALARM(b) OR INSUFFICIENT_DATA(c))', 'ALARM'],
    ['ALARM(arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a)', 'ALARM'],
    ['NOT (ALARM(b) OR ALARM(c)) AND TRUE', 'ALARM'],
    ['FALSE', 'OK'],
    ['AT_LEAST(2, ALARM, (a, b, c))', 'OK'],
    ['AT_LEAST(2, NOT ALARM, (a, b, c))', 'ALARM'],
    ['AT_LEAST(50%, OK, (a, "b", c))', 'OK'],
    ['AT_LEAST(33%, OK, (a, b, c))', 'ALARM'],
  ])('with the rule %s is in %s', async (rule, expected) => {
    const { alarm, set, shown, client, clock } = watchedWorld();
    for (const AlarmName of ['a', 'b', 'c']) await alarm({ AlarmName, TreatMissingData: 'ignore' });
    await set('a', 'ALARM');
    await set('b', 'OK');
    await client.send(composite('all', rule));
    expect((await shown('all')).StateValue).toBe('INSUFFICIENT_DATA');

    await clock.run(clock.now());

    expect(await shown('all')).toMatchObject({
      StateValue: expected,
      StateReason: expect.stringMatching(/was created and its alarm rule evaluates to/),
    });
  });

  test.each([
    'ALARM(a',
    'ALARM(a) AND',
    'a',
    'ALARM()',
    'ALARM(a) ALARM(b)',
    'AT_LEAST(4, ALARM, (a, b))',
    'XOR(a)',
  ])('is refused with the rule %s', async (rule) => {
    const { alarm, client } = watchedWorld();
    for (const AlarmName of ['a', 'b']) await alarm({ AlarmName });

    await expect(client.send(composite('all', rule))).rejects.toThrow(/AlarmRule is not valid/);
  });

  test('is refused when its rule names an alarm that does not exist', async () => {
    const { client } = watchedWorld();

    await expect(client.send(composite('all', 'ALARM(nobody)'))).rejects.toThrow(/\[nobody\].*do not exist/);
  });

  test('stays where SetAlarmState put it until a child changes', async () => {
    const { alarm, set, pass, shown, client } = watchedWorld();
    await alarm({ AlarmName: 'a', TreatMissingData: 'ignore' });
    await client.send(composite('all', 'ALARM(a)'));
    await pass(1);
    await set('all', 'ALARM');
    await pass(60);
    expect((await shown('all')).StateValue).toBe('ALARM');

    await set('a', 'OK');

    expect((await shown('all')).StateValue).toBe('OK');
  });

  test('follows a composite alarm below it, and stops at a cycle', async () => {
    const { alarm, set, pass, shown, client } = watchedWorld();
    await alarm({ AlarmName: 'a', TreatMissingData: 'ignore' });
    await client.send(composite('lower', 'ALARM(a)'));
    await client.send(composite('upper', 'ALARM(lower)'));
    await client.send(composite('lower', 'ALARM(a) OR ALARM(upper)'));
    await pass(1);

    await set('a', 'ALARM');

    expect((await shown('upper')).StateValue).toBe('ALARM');
  });
});

describe('DescribeAlarms', () => {
  test('shows metric alarms only, unless asked for others', async () => {
    const { alarm, client } = watchedWorld();
    await alarm({ AlarmName: 'a' });
    await client.send(composite('all', 'ALARM(a)'));

    const plain = await client.send(new DescribeAlarmsCommand({}));
    const both = await client.send(
      new DescribeAlarmsCommand({
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        StateValue: 'INSUFFICIENT_DATA',
      }),
    );

    expect([plain.MetricAlarms?.length, plain.CompositeAlarms?.length]).toEqual([1, 0]);
    expect([both.MetricAlarms?.length, both.CompositeAlarms?.length]).toEqual([1, 1]);
  });

  test('pages by name, and filters by name, prefix and state', async () => {
    const { alarm, set, client } = watchedWorld();
    for (const AlarmName of ['shop-c', 'shop-a', 'till', 'shop-b']) await alarm({ AlarmName });
    await set('shop-b', 'ALARM');
    const names = async (input: object) => {
      const { MetricAlarms = [], NextToken } = await client.send(new DescribeAlarmsCommand(input));
      return { names: MetricAlarms.map(({ AlarmName }) => AlarmName), NextToken };
    };

    const first = await names({ AlarmNamePrefix: 'shop-', MaxRecords: 2 });
    const second = await names({ AlarmNamePrefix: 'shop-', MaxRecords: 2, NextToken: first.NextToken });

    expect([first.names, second.names, second.NextToken]).toEqual([
      ['shop-a', 'shop-b'],
      ['shop-c'],
      undefined,
    ]);
    expect((await names({ StateValue: 'ALARM' })).names).toEqual(['shop-b']);
    expect((await names({ AlarmNames: ['till', 'nobody'] })).names).toEqual(['till']);
    await expect(names({ NextToken: 'x' })).rejects.toThrow(/NextToken/);
  });
});

test('alarms are deleted together or not at all, and not while a composite alarm needs them', async () => {
  const { alarm, client, events } = watchedWorld();
  for (const AlarmName of ['a', 'b']) await alarm({ AlarmName });
  await client.send(composite('all', 'ALARM(a)'));
  const remove = (...AlarmNames: string[]) => client.send(new DeleteAlarmsCommand({ AlarmNames }));

  await expect(remove('b', 'nobody')).rejects.toMatchObject({ name: 'ResourceNotFound' });
  await expect(remove('a')).rejects.toThrow(/composite alarm\(s\) depending on it: \[all\]/);
  await remove('all');
  await remove('a', 'b');

  expect((await client.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  expect(
    events.map(({ detail }) => detail.operation).filter((operation) => operation === 'delete'),
  ).toHaveLength(3);
});

test('actions are switched off and on, and who monitors an alarm learns of it', async () => {
  const { alarm, client, shown, inside } = watchedWorld();
  await alarm();
  const arn = (await shown('errors')).AlarmArn ?? '';
  const told: string[] = [];
  inside.monitors.onChange((changed) => told.push(changed));

  await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['errors', 'nobody'] }));

  expect((await shown('errors')).ActionsEnabled).toBe(false);
  expect([inside.monitors.actionsEnabled(arn), inside.monitors.stateOf(arn), told]).toEqual([
    false,
    'INSUFFICIENT_DATA',
    [arn],
  ]);
  await client.send(new EnableAlarmActionsCommand({ AlarmNames: ['errors'] }));
  expect((await shown('errors')).ActionsEnabled).toBe(true);
});

test('alarms carry tags', async () => {
  const { alarm, client, shown } = watchedWorld();
  await alarm({ Tags: [{ Key: 'team', Value: 'shop' }] });
  const ResourceARN = (await shown('errors')).AlarmArn ?? '';
  await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'ramp', Value: 'r1' }] }));
  await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }));

  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));

  expect(Tags).toEqual([{ Key: 'ramp', Value: 'r1' }]);
  await expect(
    client.send(new ListTagsForResourceCommand({ ResourceARN: `${ResourceARN}-other` })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
