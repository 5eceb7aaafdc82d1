/** Evaluates composite alarms: whenever an alarm of their rule changes its state, and once when they are placed. */
import type { Clock } from '../../clock.ts';
import type { Alarm, CompositeAlarm } from './alarm.ts';
import type { AlarmBoard } from './board.ts';
import { spelled, utc } from './instant.ts';
import { nameOfAlarm } from './rule.ts';

export function evaluateCompositeAlarms(board: AlarmBoard, clock: Clock): void {
  const composites = new Map<string, CompositeAlarm>();
  /** Alarms that are changing now: a rule that leads back to one of them is a cycle, and AWS evaluates none. */
  const changing = new Set<string>();
  board.listen({
    placed: (alarm) => {
      if (alarm.kind !== 'composite') return;
      composites.set(alarm.name, alarm);
      clock.at(clock.now(), 'a composite alarm is evaluated', () => {
        if (board.find(alarm.name) === alarm) reconsider(board, alarm);
      });
    },
    removed: (alarm) => composites.delete(alarm.name),
    changed: (alarm, from) => {
      if (changing.has(alarm.name)) return;
      changing.add(alarm.name);
      if ((from.value === 'ALARM') !== (alarm.state.value === 'ALARM')) tellSuppressed(composites, alarm);
      for (const composite of composites.values())
        if (composite.rule.alarms.includes(alarm.name) && !changing.has(composite.name))
          reconsider(board, composite, alarm);
      changing.delete(alarm.name);
    },
  });
}

function tellSuppressed(composites: ReadonlyMap<string, CompositeAlarm>, suppressor: Alarm): void {
  for (const { given, suppression } of composites.values())
    if (nameOfAlarm(given.ActionsSuppressor ?? '') === suppressor.name)
      suppression?.suppressorChanged(suppressor.state.value === 'ALARM');
}

/** @param because the alarm that changed; undefined when the composite itself is new. */
function reconsider(board: AlarmBoard, alarm: CompositeAlarm, because?: Alarm): void {
  const value = alarm.rule.isMet((name) => board.find(name)?.state.value) ? 'ALARM' : 'OK';
  if (value === alarm.state.value) return;
  const triggering = because ? [because] : alarm.rule.alarms.flatMap((name) => board.find(name) ?? []);
  const reason = because
    ? `${because.arn} transitioned to ${because.state.value} at ${spelled(because.state.at)}`
    : `${alarm.arn} was ${alarm.state.reason.startsWith('Unchecked') ? 'created' : 'updated'} and its alarm rule evaluates to ${value}`;
  const triggeringAlarms = triggering.map(({ arn, state }) => ({
    arn,
    state: { value: state.value, timestamp: utc(state.at) },
  }));
  board.enter(alarm, { value, reason, reasonData: JSON.stringify({ triggeringAlarms }) });
}
