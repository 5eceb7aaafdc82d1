/** The packaged stack in virtual time, with ramps that are open already, and every call that its functions make. */
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { createLedger } from '#adapters/ledger';
import { ambient } from '#local/ambient';
import { VirtualClock } from '#local/clock';
import { deploy } from '#local/deployment';
import type { Fault, Target } from '#local/faults';
import { preparePlace } from '#test/support/experiment';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { startAt } from '#test/support/ramps';
import { openMany, roomForMany } from './open-ramps.ts';

export type Call = { readonly at: number; readonly operation: string; readonly role: string };
export type StoppingWorld = Awaited<ReturnType<typeof stoppingWorld>>;

/** What a call takes on its way, as far as the embedded AWS is concerned: a round trip within a region. */
const roundTrip: Fault = { kind: 'slow', delayMs: 20 };

/** @param dueAt when the machines wake by themselves, and the watch looks at the latest */
export async function stoppingWorld({ ramps, dueAt }: { ramps: number; dueAt: number }) {
  const clock = new VirtualClock(startAt);
  const calls: Call[] = [];
  let isLive = false;
  const faults = ({ operation, accessKeyId = '' }: Target) => {
    const role = iam.principalOf(accessKeyId)?.source ?? '';
    if (!isLive || !role.includes(':role/')) return undefined;
    calls.push({ at: clock.now(), operation, role });
    return roundTrip;
  };
  const watched = withSchedule(await packagedTemplate(), 'WatchSchedule', 'rate(365 days)');
  const template = withSchedule(watched, 'DigestSchedule', 'rate(365 days)');
  const given = { template, stackName: 'rampart', codeOf: sources, clock, faults, switches: roomForMany };
  const { aws, iam, functions, stack } = await deploy(given);
  const close = ambient(clock, aws.random);
  const config = aws.clientConfig();
  const appConfig = new AppConfigClient(config);
  const cloudWatch = new CloudWatchClient(config);
  const ledger = createLedger(new DynamoDBClient(config), stack.outputs.TableName ?? '', 'the bench');
  const place = await preparePlace(appConfig);
  const ids = await openMany({ ledger, appConfig, place, openedAt: dueAt }, ramps);
  calls.length = 0;
  isLive = true;
  return {
    clock,
    calls,
    close,
    ledger,
    ids,
    lambda: new LambdaClient(config),
    functionOf: (name: string) => [...functions.values()].find((each) => each.name.endsWith(`-${name}`)),
    putAlarm: async (AlarmName: string) => {
      await cloudWatch.send(new PutMetricAlarmCommand({ AlarmName, ...quiet }));
    },
    alarm: async (AlarmName: string, StateValue: 'OK' | 'ALARM') => {
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the bench' }));
    },
  };
}

/** It has no data, and keeps its state. */
const quiet = {
  Namespace: 'Shop',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 50,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'ignore',
} as const;
