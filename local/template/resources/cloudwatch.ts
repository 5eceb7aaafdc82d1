/** Alarms. */
import type { Kind } from '../kind.ts';
import { physicalName } from '../names.ts';

const alarm: Kind = {
  properties: [
    'AlarmName',
    'AlarmDescription',
    'ActionsEnabled',
    'AlarmActions',
    'OKActions',
    'InsufficientDataActions',
    'Namespace',
    'MetricName',
    'Dimensions.Name',
    'Dimensions.Value',
    'Statistic',
    'Period',
    'EvaluationPeriods',
    'DatapointsToAlarm',
    'Threshold',
    'ComparisonOperator',
    'TreatMissingData',
  ],
  make: async ({ call, stackName, region, accountId }, { id, properties }) => {
    const { AlarmName = physicalName(stackName, id) } = properties;
    await call('CloudWatch', 'PutMetricAlarm', { ...properties, AlarmName });
    const Arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${AlarmName}`;
    return { ref: String(AlarmName), attributes: { Arn } };
  },
};

export const cloudwatch: Readonly<Record<string, Kind>> = { 'AWS::CloudWatch::Alarm': alarm };
