/** What alarms do, and what is told about it afterwards. */
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsForMetricCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { AddPermissionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import type { VirtualClock } from '#local/clock';
import { functionsOf } from '#local/lambda/functions';
import { allServices } from '#local/services';
import { testAws } from '#test/support/aws';
import { anAlarm, watchedWorld } from './support/watched.ts';

const topic = 'arn:aws:sns:eu-central-1:111122223333:topic';

const alarmArn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:errors';
const stopArn = 'arn:aws:lambda:eu-central-1:111122223333:function:stop';

/** An alarm whose action is the function `stop`, which one alarm may invoke. */
async function worldThatStops(permitted: string) {
  const events: unknown[] = [];
  const functions = functionsOf({ name: 'stop', handler: (event) => void events.push(event) });
  const aws = testAws((world) => allServices(world, { functions }));
  const client = new CloudWatchClient(aws.clientConfig());
  await new LambdaClient(aws.clientConfig()).send(
    new AddPermissionCommand({
      FunctionName: 'stop',
      StatementId: 'alarm',
      Action: 'lambda:InvokeFunction',
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceArn: permitted,
    }),
  );
  await client.send(
    new PutMetricAlarmCommand({ ...anAlarm, TreatMissingData: 'ignore', AlarmActions: [stopArn] }),
  );
  const set = (StateValue: 'ALARM' | 'OK') =>
    client.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue, StateReason: 'by hand' }));
  return { events, client, set, clock: aws.clock as VirtualClock };
}

test('a Lambda action gets the alarm, and is not repeated while the state stays', async () => {
  const { events, set, clock } = await worldThatStops(alarmArn);
  await set('ALARM');
  await set('ALARM');
  await set('OK');
  await clock.run();

  expect(events).toEqual([
    {
      source: 'aws.cloudwatch',
      alarmArn,
      accountId: '111122223333',
      region: 'eu-central-1',
      time: '2026-01-01T00:00:00.000+0000',
      alarmData: expect.objectContaining({
        alarmName: 'errors',
        state: expect.objectContaining({ value: 'ALARM', reason: 'by hand' }),
        previousState: expect.objectContaining({ value: 'INSUFFICIENT_DATA' }),
      }),
    },
  ]);
});

test("without a statement in the function's policy the action fails, and the history says why", async () => {
  const { events, set, clock, client } = await worldThatStops(alarmArn.replace('errors', 'others'));
  await set('ALARM');
  await clock.run();

  const query = { AlarmName: 'errors', HistoryItemType: 'Action' } as const;
  const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand(query));
  const refused = new RegExp(`^Failed to execute action ${stopArn}.*no resource-based policy allows`);
  expect(events).toEqual([]);
  expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: expect.stringMatching(refused) }]);
});

test('the history tells what happened, and that other actions are not performed', async () => {
  const { alarm, set, client } = watchedWorld();
  await alarm({ TreatMissingData: 'ignore', AlarmActions: [topic] });
  await set('errors', 'ALARM');
  await alarm({ TreatMissingData: 'ignore', AlarmActions: [topic], ActionsEnabled: false });
  await set('errors', 'OK');
  await set('errors', 'ALARM');

  const { AlarmHistoryItems = [] } = await client.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'errors', ScanBy: 'TimestampAscending' }),
  );

  expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
    'Alarm "errors" created',
    'Alarm updated from INSUFFICIENT_DATA to ALARM',
    `Action ${topic} is not performed by the embedded AWS`,
    'Alarm "errors" updated',
    'Alarm updated from ALARM to OK',
    'Alarm updated from OK to ALARM',
  ]);
});

test('the alarms on a metric are found by it', async () => {
  const { alarm, client } = watchedWorld();
  await alarm({ AlarmName: 'minute' });
  await alarm({ AlarmName: 'hour', Period: 3600 });
  await alarm({ AlarmName: 'other', MetricName: 'Latency' });
  const names = async (input: object) => {
    const query = { Namespace: 'Shop', MetricName: 'Errors', ...input };
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsForMetricCommand(query));
    return MetricAlarms.map(({ AlarmName }) => AlarmName);
  };

  expect(await names({})).toEqual(['hour', 'minute']);
  expect(await names({ Period: 60 })).toEqual(['minute']);
});

test('an alarm on metric math sees a rate over two metrics', async () => {
  const { client, put, pass, shown } = watchedWorld();
  const stat = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  const input = {
    AlarmName: 'error rate',
    EvaluationPeriods: 1,
    Threshold: 0.05,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [
      { Id: 'rate', Expression: 'IF(hits > 0, errors / hits)' },
      stat('errors', 'Errors'),
      stat('hits', 'Hits'),
    ],
  } as const;
  await client.send(new PutMetricAlarmCommand({ ...input, Metrics: [...input.Metrics] }));
  await put(4, { metric: 'Errors' });
  await put(100, { metric: 'Hits' });
  await pass(1);
  const before = (await shown('error rate')).StateValue;
  await put(6, { metric: 'Errors' });
  await put(100, { metric: 'Hits' });
  await pass(1);

  expect([before, (await shown('error rate')).StateValue]).toEqual(['OK', 'ALARM']);
  const without = { ...input, Metrics: input.Metrics.slice(1) };
  await expect(client.send(new PutMetricAlarmCommand(without))).rejects.toThrow(/should return data/);
});
