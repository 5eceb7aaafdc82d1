/** The examples of "Suppressing composite alarm actions", in minutes: WaitPeriod 2, ExtensionPeriod 3. */
import {
  DescribeAlarmHistoryCommand,
  PutCompositeAlarmCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { minuteMs, watchedWorld } from './support/watched.ts';

const topic = ['arn:aws:sns:eu-central-1:111122223333:topic'];

async function suppressedWorld() {
  const world = watchedWorld();
  for (const AlarmName of ['child', 'suppressor', 'other'])
    await world.alarm({ AlarmName, MetricName: 'Nothing', TreatMissingData: 'ignore' });
  for (const name of ['child', 'suppressor', 'other']) await world.set(name, 'OK');
  const place = (ActionsSuppressor = 'suppressor') =>
    world.client.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'composite',
        AlarmRule: 'ALARM(child)',
        ActionsSuppressor,
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 180,
        AlarmActions: topic,
        OKActions: topic,
      }),
    );
  await place();
  await world.pass(10);
  const start = world.clock.now();
  const actions = async () => {
    const { AlarmHistoryItems = [] } = await world.client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: 'composite',
        AlarmTypes: ['CompositeAlarm'],
        HistoryItemType: 'Action',
        StartDate: new Date(start),
        ScanBy: 'TimestampAscending',
      }),
    );
    return AlarmHistoryItems.map(({ Timestamp, HistoryData }) => [
      (Number(Timestamp) - start) / minuteMs,
      JSON.parse(HistoryData ?? '').actionState,
    ]);
  };
  const until = (minute: number) => world.clock.run(start + minute * minuteMs);
  return { ...world, place, actions, until };
}

type Step = [minute: number, alarm: 'child' | 'suppressor', state: StateValue];

test.each<[string, Step[], (readonly [number, StateValue])[], (string | undefined)[]]>([
  [
    'a return to OK starts a new WaitPeriod',
    [
      [2, 'child', 'ALARM'],
      [3, 'child', 'OK'],
    ],
    [[5, 'OK']],
    ['WaitPeriod', 'WaitPeriod'],
  ],
  [
    'a suppressor in ALARM keeps actions back',
    [
      [1, 'suppressor', 'ALARM'],
      [2, 'child', 'ALARM'],
    ],
    [],
    ['Alarm', 'Alarm'],
  ],
  [
    'actions follow after the ExtensionPeriod',
    [
      [2, 'child', 'ALARM'],
      [3, 'suppressor', 'ALARM'],
      [6, 'suppressor', 'OK'],
    ],
    [[9, 'ALARM']],
    ['WaitPeriod', 'Alarm', 'ExtensionPeriod'],
  ],
  [
    'a change of state in the ExtensionPeriod starts a WaitPeriod',
    [
      [2, 'child', 'ALARM'],
      [3, 'suppressor', 'ALARM'],
      [6, 'suppressor', 'OK'],
      [7, 'child', 'OK'],
    ],
    [[9, 'OK']],
    ['WaitPeriod', 'Alarm', 'ExtensionPeriod', 'WaitPeriod'],
  ],
  [
    'actions that were taken are not taken again after a suppression',
    [
      [2, 'child', 'ALARM'],
      [6, 'suppressor', 'ALARM'],
      [8, 'suppressor', 'OK'],
    ],
    [[4, 'ALARM']],
    ['WaitPeriod', 'Alarm', 'ExtensionPeriod'],
  ],
])('%s', async (_, steps, expected, suppressedBy) => {
  const { set, until, actions, shown } = await suppressedWorld();
  const seen: (string | undefined)[] = [];
  for (const [minute, alarm, state] of steps) {
    await until(minute);
    await set(alarm, state);
    const composite = await shown('composite');
    seen.push('ActionsSuppressedBy' in composite ? composite.ActionsSuppressedBy : undefined);
  }
  await until(30);

  expect(await actions()).toEqual(expected);
  expect(seen).toEqual(suppressedBy);
});

test('another suppressor discards the period that runs', async () => {
  const { set, until, actions, place, shown } = await suppressedWorld();
  await until(2);
  await set('child', 'ALARM');
  await until(3);
  await place('other');
  await until(30);

  expect(await actions()).toEqual([]);
  expect(await shown('composite')).not.toHaveProperty('ActionsSuppressedBy');
});
