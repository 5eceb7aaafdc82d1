import type { PutCompositeAlarmInput } from '@aws-sdk/client-cloudwatch';
import { notImplemented } from '../../wire/errors.ts';
import type { CompositeAlarm } from '../alarms/alarm.ts';
import { checkCommon, commonOf } from '../alarms/placing.ts';
import { nameOfAlarm, parseRule } from '../alarms/rule.ts';
import { Suppression } from '../alarms/suppression.ts';
import { validationError } from '../errors.ts';
import type { CloudWatchWorld } from '../world.ts';

export function putCompositeAlarm(
  world: CloudWatchWorld,
  input: PutCompositeAlarmInput,
): Record<string, never> {
  if (input.ActionConfiguration)
    throw notImplemented('CloudWatch', 'PutCompositeAlarm with ActionConfiguration');
  checkCommon(world, input, 'composite');
  const name = input.AlarmName ?? '';
  const rule = parseRule(input.AlarmRule ?? '');
  const missing = rule.alarms.filter((child) => child !== name && !world.alarms.find(child));
  if (missing.length > 0)
    throw validationError(
      `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
    );
  if (rule.alarms.includes(name))
    throw validationError('The alarm rule of a composite alarm must not name itself');
  checkSuppressor(world, input);
  const common = commonOf(world, input);
  const alarm: CompositeAlarm = {
    kind: 'composite',
    ...common,
    state: { ...common.state, suppressedBy: isInAlarm(world, input) ? 'Alarm' : undefined },
    given: input,
    rule,
    suppression: suppressionOf(world, input),
  };
  world.alarms.place(alarm);
  return {};
}

function checkSuppressor(world: CloudWatchWorld, input: PutCompositeAlarmInput): void {
  const { ActionsSuppressor: suppressor, AlarmName } = input;
  const wait = input.ActionsSuppressorWaitPeriod;
  const extension = input.ActionsSuppressorExtensionPeriod;
  if (suppressor === undefined) {
    if (wait === undefined && extension === undefined) return;
    throw validationError('ActionsSuppressor is required when a WaitPeriod or an ExtensionPeriod is given');
  }
  if (wait === undefined || extension === undefined)
    throw validationError(
      'ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor',
    );
  if (wait < 0 || extension < 0) throw validationError('WaitPeriod and ExtensionPeriod must not be negative');
  if (nameOfAlarm(suppressor) === AlarmName || !world.alarms.find(suppressor))
    throw validationError(`The actions suppressor ${suppressor} does not exist`);
}

const isInAlarm = ({ alarms }: CloudWatchWorld, { ActionsSuppressor }: PutCompositeAlarmInput) =>
  alarms.find(ActionsSuppressor)?.state.value === 'ALARM';

function suppressionOf(world: CloudWatchWorld, input: PutCompositeAlarmInput): Suppression | undefined {
  if (input.ActionsSuppressor === undefined) return undefined;
  const name = input.AlarmName ?? '';
  return new Suppression({
    clock: world.clock,
    waitMs: (input.ActionsSuppressorWaitPeriod ?? 0) * 1000,
    extensionMs: (input.ActionsSuppressorExtensionPeriod ?? 0) * 1000,
    isSuppressorInAlarm: () => isInAlarm(world, input),
    told: (by) => world.alarms.suppress(name, by),
    release: () => world.alarms.release(name),
  });
}
