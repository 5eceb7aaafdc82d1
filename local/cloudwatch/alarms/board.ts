/** All alarms of a world: the one place where they come, go and change their state. */
import type { Clock } from '../../clock.ts';
import { type Act, actionsFor } from './actions.ts';
import type { Alarm, StateRecord } from './alarm.ts';
import { AlarmHistory } from './history.ts';
import { type AlarmEvent, configurationChange, type EmitEvent, stateChange } from './notices.ts';
import { nameOfAlarm } from './rule.ts';
import type { SuppressedBy } from './suppression.ts';

export type BoardOptions = {
  readonly clock: Clock;
  readonly emit: EmitEvent;
  readonly act: Act;
  /** Whether an event tells that a composite alarm's actions are no longer kept back. */
  readonly eventWhenSuppressionEnds: boolean;
};

/** Who evaluates alarms wants to know what there is to evaluate. */
export type Listener = {
  readonly placed?: (alarm: Alarm) => void;
  readonly removed?: (alarm: Alarm) => void;
  readonly changed?: (alarm: Alarm, from: StateRecord) => void;
  /** Its actions are switched on or off. */
  readonly enabled?: (alarm: Alarm) => void;
  /** The state was set by hand, to whatever value. */
  readonly set?: (alarm: Alarm) => void;
};

export class AlarmBoard {
  readonly history = new AlarmHistory();
  readonly #alarms = new Map<string, Alarm>();
  readonly #listeners: Listener[] = [];
  readonly #options: BoardOptions;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  listen(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** @param reference a name or an ARN */
  find(reference: string | undefined): Alarm | undefined {
    return this.#alarms.get(nameOfAlarm(reference ?? ''));
  }

  /** By name. */
  all(): Alarm[] {
    return [...this.#alarms.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** A new alarm, or one that replaces what is there under its name. */
  place(alarm: Alarm): void {
    const previous = this.#alarms.get(alarm.name);
    if (previous) this.#retire(previous);
    this.#alarms.set(alarm.name, alarm);
    const what = previous ? 'updated' : 'created';
    this.history.add(alarm, alarm.configuredAt, 'ConfigurationUpdate', `Alarm "${alarm.name}" ${what}`);
    this.#emit(configurationChange(alarm, previous ? 'update' : 'create', alarm.configuredAt, previous));
    for (const { placed } of this.#listeners) placed?.(alarm);
  }

  remove(alarm: Alarm): void {
    const now = this.#options.clock.now();
    this.#retire(alarm);
    this.#alarms.delete(alarm.name);
    this.history.add(alarm, now, 'ConfigurationUpdate', `Alarm "${alarm.name}" deleted`);
    this.#emit(configurationChange(alarm, 'delete', now));
  }

  /** Into a state. Actions and events follow only where its value is another one. */
  enter(alarm: Alarm, state: Omit<StateRecord, 'at'>): void {
    const from = alarm.state;
    const at = this.#options.clock.now();
    if (state.value === from.value) {
      alarm.state = { ...state, at, suppressedBy: from.suppressedBy };
      return;
    }
    const suppressedBy = alarm.kind === 'composite' ? alarm.suppression?.compositeChanged() : undefined;
    alarm.state = { ...state, at, suppressedBy };
    alarm.transitionedAt = at;
    this.history.add(alarm, at, 'StateUpdate', `Alarm updated from ${from.value} to ${state.value}`, {
      oldState: { stateValue: from.value, stateReason: from.reason },
      newState: { stateValue: state.value, stateReason: state.reason },
    });
    this.#emit(stateChange(alarm, from));
    if (suppressedBy === undefined) this.#act(alarm, from);
    for (const { changed } of this.#listeners) changed?.(alarm, from);
  }

  /** SetAlarmState. */
  set(alarm: Alarm, state: Omit<StateRecord, 'at'>): void {
    this.enter(alarm, state);
    for (const { set } of this.#listeners) set?.(alarm);
  }

  /** Its configuration is another one now, and an event says so. */
  enableActions(alarm: Alarm, actionsEnabled: boolean): void {
    if (alarm.actionsEnabled === actionsEnabled) return;
    const previous = { ...alarm };
    alarm.actionsEnabled = actionsEnabled;
    alarm.configuredAt = this.#options.clock.now();
    this.history.add(alarm, alarm.configuredAt, 'ConfigurationUpdate', `Alarm "${alarm.name}" updated`);
    this.#emit(configurationChange(alarm, 'update', alarm.configuredAt, previous));
    for (const { enabled } of this.#listeners) enabled?.(alarm);
  }

  /** What keeps an alarm's actions back is now something else, or nothing. */
  suppress(name: string, suppressedBy: SuppressedBy | undefined): void {
    const alarm = this.#alarms.get(name);
    if (alarm) alarm.state = { ...alarm.state, suppressedBy };
  }

  /** The actions of the state that the alarm is in were kept back, and are due now. */
  release(name: string): void {
    const alarm = this.#alarms.get(name);
    if (!alarm) return;
    const from = alarm.state;
    alarm.state = { ...from, at: this.#options.clock.now(), suppressedBy: undefined };
    if (this.#options.eventWhenSuppressionEnds) this.#emit(stateChange(alarm, from));
    this.#act(alarm, from);
  }

  #retire(alarm: Alarm): void {
    if (alarm.kind === 'composite') alarm.suppression?.discard();
    for (const { removed } of this.#listeners) removed?.(alarm);
  }

  #act(alarm: Alarm, from: StateRecord): void {
    if (!alarm.actionsEnabled) return;
    for (const action of actionsFor(alarm)) void this.#perform(action, alarm, from);
  }

  async #perform(action: string, alarm: Alarm, from: StateRecord): Promise<void> {
    const { clock, act } = this.#options;
    const at = clock.now();
    const data = { actionState: alarm.state.value, notificationResource: action };
    this.history.add(alarm, at, 'Action', await act(action, alarm, from), data);
  }

  #emit(event: AlarmEvent): void {
    this.#options.emit(event);
  }
}
