/** What AppConfig asks of the alarms that monitor an environment. */
import type { AlarmBoard } from './alarms/board.ts';
import type { State } from './alarms/evaluation.ts';

export type Monitors = {
  /** The state of an alarm by its ARN; undefined if there is no such alarm. */
  stateOf(alarmArn: string): State | undefined;
  actionsEnabled(alarmArn: string): boolean;
  /** Tells of every alarm whose state, or whose ActionsEnabled, is another one now. */
  onChange(listener: (alarmArn: string) => void): void;
};

export const monitorsOf = (alarms: AlarmBoard): Monitors => ({
  stateOf: (arn) => alarms.find(arn)?.state.value,
  actionsEnabled: (arn) => alarms.find(arn)?.actionsEnabled === true,
  onChange: (listener) =>
    alarms.listen({
      placed: ({ arn }) => listener(arn),
      changed: ({ arn }) => listener(arn),
      enabled: ({ arn }) => listener(arn),
      removed: ({ arn }) => listener(arn),
    }),
});
