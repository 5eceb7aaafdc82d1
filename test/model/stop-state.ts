/** A state of the stop: what is so of each run and of each alarm, and what may still go wrong. */
import type { Fields } from './explore.ts';

/** Who ended a run: the alarms are 1 and 2. */
export const commanded = 3;
export const console = 4;
export const appConfig = 5;
export const runs = ['0', '1'] as const;
export const alarms = ['1', '2'] as const;
export type Run = (typeof runs)[number];
export type Alarm = (typeof alarms)[number];

/** Of a run: 0 none, 1 running, 2 done. Of a restoration: 0 none, 1 pending, 2 complete, 3 rolled back. */
export type PerRun =
  | 'run'
  | 'by'
  | 'exposure'
  | 'restoration'
  | 'fence'
  | 'recorded'
  | 'recordedBy'
  | 'ended'
  | 'late'
  | 'delayed';
/** `fired`: in which run, from 1. `handler`: 0 idle, 1 to fence, 2 to stop, 3 to record. */
export type PerAlarm = 'fired' | 'events' | 'handler' | 'target';
export type Budget =
  | 'crashes'
  | 'doubles'
  | 'lostAnswers'
  | 'lostEvents'
  | 'people'
  | 'commands'
  | 'ownStops'
  | 'rollbacks'
  | 'again'
  | 'raises';
export type State = Fields & {
  readonly [F in `${PerRun}${Run}` | `${PerAlarm}${Alarm}` | Budget | 'raising' | 'stale' | 'stops']: number;
};

export const initial = {
  ...fieldsOf(
    ['run', 'by', 'exposure', 'restoration', 'fence', 'recorded', 'recordedBy', 'ended', 'late', 'delayed'],
    runs,
  ),
  ...fieldsOf(['fired', 'events', 'handler', 'target'], alarms),
  raising: 0,
  stale: 0,
  stops: 0,
  crashes: 0,
  doubles: 0,
  lostAnswers: 0,
  lostEvents: 0,
  people: 0,
  commands: 0,
  ownStops: 0,
  rollbacks: 0,
  again: 0,
  raises: 1,
  run0: 1,
} as unknown as State;

function fieldsOf(names: readonly string[], of: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.flatMap((name) => of.map((each) => [name + each, 0])));
}
