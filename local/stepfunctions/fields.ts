/** Which fields a JSONata state may have. The Amazon States Language, https://states-language.net/spec.html, and what AWS answers. */
import type { StateType } from './definition.ts';

const common = ['Type', 'Comment', 'QueryLanguage'];
const leaving = ['Next', 'End', 'Assign', 'Output'];
const handling = ['Retry', 'Catch'];
const of = (...fields: readonly string[]): ReadonlySet<string> => new Set([...common, ...fields]);

/** Of a Map that runs its items as executions of their own, from a bucket or into one. */
export const distributedMapFields = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];
const tolerated = ['ToleratedFailureCount', 'ToleratedFailurePercentage'];

export const stateFields: Readonly<Record<StateType, ReadonlySet<string>>> = {
  Pass: of(...leaving),
  Task: of(
    ...leaving,
    ...handling,
    'Resource',
    'Arguments',
    'TimeoutSeconds',
    'HeartbeatSeconds',
    'Credentials',
  ),
  Choice: of('Choices', 'Default', 'Assign', 'Output'),
  Wait: of(...leaving, 'Seconds', 'Timestamp'),
  Succeed: of('Output'),
  Fail: of('Error', 'Cause'),
  Parallel: of(...leaving, ...handling, 'Arguments', 'Branches'),
  Map: of(
    ...[...leaving, ...handling, ...distributedMapFields, ...tolerated],
    ...['Items', 'ItemSelector', 'ItemProcessor', 'Iterator', 'MaxConcurrency'],
  ),
};

export const machineFields = new Set([
  'Comment',
  'QueryLanguage',
  'StartAt',
  'States',
  'TimeoutSeconds',
  'Version',
]);
export const branchFields = new Set(['Comment', 'StartAt', 'States', 'ProcessorConfig']);
export const ruleFields = new Set(['Comment', 'Condition', 'Next', 'Assign', 'Output']);
export const catcherFields = new Set(['Comment', 'ErrorEquals', 'Next', 'Assign', 'Output']);
export const retrierFields = new Set([
  ...['Comment', 'ErrorEquals', 'IntervalSeconds', 'MaxAttempts'],
  ...['BackoffRate', 'MaxDelaySeconds', 'JitterStrategy'],
]);

/** Only JSONPath states have these. */
export const jsonPathFields: ReadonlySet<string> = new Set([
  ...['InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector', 'Result', 'ItemsPath'],
  ...['SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'MaxConcurrencyPath'],
  ...['ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', 'ErrorPath', 'CausePath', 'Variable'],
]);
