/** Alarms as the monitors of an environment see them, changed by hand. */
import type { AlarmState, Monitors } from '#local/appconfig/monitors';

export class TestAlarms implements Monitors {
  readonly #states = new Map<string, AlarmState>();
  readonly #silent = new Set<string>();
  readonly #listeners: (() => void)[] = [];

  stateOf(alarmArn: string): AlarmState | undefined {
    return this.#states.get(alarmArn);
  }

  actionsEnabled(alarmArn: string): boolean {
    return !this.#silent.has(alarmArn);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  set(alarmArn: string, state: AlarmState): void {
    this.#states.set(alarmArn, state);
    for (const listener of this.#listeners) listener();
  }

  disableActions(alarmArn: string): void {
    this.#silent.add(alarmArn);
  }
}

export const alarmArn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:errors';
