import { InvalidFormatFault, type SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import type { State } from '../alarms/evaluation.ts';
import { noSuchAlarm, validationError } from '../errors.ts';
import type { CloudWatchWorld } from '../world.ts';

const states: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] satisfies State[];

/** For a while: a metric alarm returns to its true state at its next evaluation, a composite one when a child changes. */
export function setAlarmState({ alarms }: CloudWatchWorld, input: SetAlarmStateInput): Record<string, never> {
  const { AlarmName, StateValue = '', StateReason: reason = '', StateReasonData: reasonData } = input;
  if (!states.includes(StateValue)) throw validationError(`StateValue must be one of ${states.join(', ')}`);
  if (reason.length > 1023) throw validationError('StateReason must have at most 1023 characters');
  if (reasonData !== undefined) checkJson(reasonData);
  const alarm = alarms.find(AlarmName);
  if (!alarm) throw noSuchAlarm(`Alarm ${AlarmName} does not exist`);
  alarms.set(alarm, { value: StateValue as State, reason, reasonData });
  return {};
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new InvalidFormatFault({ message: 'StateReasonData must be JSON', $metadata: {} });
  }
}
