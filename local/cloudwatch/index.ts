/** Amazon CloudWatch: metrics, and alarms that are evaluated on the clock. What is emulated stands in docs/emulator.md. */
import * as sdk from '@aws-sdk/client-cloudwatch';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { createService, type Service } from '../wire/service.ts';
import type { World } from '../world.ts';
import { actsIn } from './alarms/actions.ts';
import { AlarmBoard } from './alarms/board.ts';
import { evaluateCompositeAlarms } from './alarms/composites.ts';
import { evaluateMetricAlarms } from './alarms/evaluator.ts';
import type { EmitEvent } from './alarms/notices.ts';
import { deleteAlarms } from './api/delete-alarms.ts';
import { describeAlarmHistory } from './api/describe-alarm-history.ts';
import { describeAlarms } from './api/describe-alarms.ts';
import { describeAlarmsForMetric } from './api/describe-alarms-for-metric.ts';
import { disableAlarmActions, enableAlarmActions } from './api/enable-alarm-actions.ts';
import { getMetricData } from './api/get-metric-data.ts';
import { getMetricStatistics } from './api/get-metric-statistics.ts';
import { listMetrics } from './api/list-metrics.ts';
import { putCompositeAlarm } from './api/put-composite-alarm.ts';
import { putMetricAlarm } from './api/put-metric-alarm.ts';
import { putMetricData } from './api/put-metric-data.ts';
import { setAlarmState } from './api/set-alarm-state.ts';
import { listTagsForResource, tagResource, untagResource } from './api/tags.ts';
import { ingestLine } from './embedded-metrics.ts';
import { missingMembers } from './errors.ts';
import { MetricStore } from './metrics/store.ts';
import { type Monitors, monitorsOf } from './monitors.ts';
import type { CloudWatchWorld } from './world.ts';

export type CloudWatchOptions = {
  /** Where events go: the default bus. */
  readonly emit?: EmitEvent;
  /** AWS documents no event for the end of a suppression, but its Lambda action shows one. */
  readonly eventWhenSuppressionEnds?: boolean;
};

export type CloudWatch = {
  readonly service: Service;
  readonly monitors: Monitors;
  /** A metric of AWS's own: the door through which emulated services publish. @param at epoch ms */
  putVended(namespace: string, name: string, dimensions: Dimensions, value: number, at: number): void;
  /** A line that a function has logged: what it holds in the embedded metric format becomes metrics. @param at epoch ms */
  ingestLog(line: string, at: number): void;
};

type Dimensions = Readonly<Record<string, string>>;

const operations = {
  PutMetricData: putMetricData,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricAlarm: putMetricAlarm,
  PutCompositeAlarm: putCompositeAlarm,
  DescribeAlarms: describeAlarms,
  DescribeAlarmsForMetric: describeAlarmsForMetric,
  DescribeAlarmHistory: describeAlarmHistory,
  SetAlarmState: setAlarmState,
  EnableAlarmActions: enableAlarmActions,
  DisableAlarmActions: disableAlarmActions,
  DeleteAlarms: deleteAlarms,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

export function cloudWatch(world: World, options: CloudWatchOptions = {}): CloudWatch {
  const random = world.random.fork('cloudwatch');
  const metrics = new MetricStore();
  const alarms = new AlarmBoard({
    clock: world.clock,
    emit: options.emit ?? (() => {}),
    act: actsIn(world),
    eventWhenSuppressionEnds: options.eventWhenSuppressionEnds ?? true,
  });
  evaluateMetricAlarms(alarms, world.clock);
  evaluateCompositeAlarms(alarms, world.clock);
  const own: CloudWatchWorld = { ...world, random, metrics, alarms };
  const service = createService({
    sdk,
    client: CloudWatchClient,
    world: own,
    operations,
    missing: missingMembers,
  });
  const putVended: CloudWatch['putVended'] = (namespace, name, dimensions, value, at) => {
    const list = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const time = Math.floor(at / 60_000) * 60;
    metrics.metric({ namespace, name, dimensions: list }).add(time, value, 'None');
  };
  return {
    service,
    monitors: monitorsOf(alarms),
    putVended,
    ingestLog: (line, at) => ingestLine(metrics, line, at),
  };
}
