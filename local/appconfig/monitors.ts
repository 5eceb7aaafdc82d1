/** The alarms that roll deployments back, as AppConfig sees them. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type Monitors = {
  /** Undefined for an alarm that is not there. */
  stateOf(alarmArn: string): AlarmState | undefined;
  actionsEnabled(alarmArn: string): boolean;
  /** Calls the listener after each change of an alarm. */
  onChange(listener: () => void): void;
};

/** For a world without alarms: every alarm is OK. */
export const noMonitors: Monitors = {
  stateOf: () => 'OK',
  actionsEnabled: () => true,
  onChange: () => {},
};

/** An alarm rolls back in ALARM and, as AppConfig's guide says, in INSUFFICIENT_DATA; not while its actions are disabled. */
export function rollsBack(monitors: Monitors, alarmArn: string): boolean {
  const state = monitors.stateOf(alarmArn);
  return (state === 'ALARM' || state === 'INSUFFICIENT_DATA') && monitors.actionsEnabled(alarmArn);
}
