import type { EnableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchWorld } from '../world.ts';

/** Names without an alarm are passed over, as AWS does. */
const switching =
  (actionsEnabled: boolean) =>
  ({ alarms }: CloudWatchWorld, { AlarmNames = [] }: EnableAlarmActionsInput): Record<string, never> => {
    for (const alarm of AlarmNames.flatMap((name) => alarms.find(name) ?? []))
      alarms.enableActions(alarm, actionsEnabled);
    return {};
  };

export const enableAlarmActions = switching(true);
export const disableAlarmActions = switching(false);
