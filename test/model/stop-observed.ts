/** What real functions do from an alarm to the end of a ramp, as steps of the model of the stop. One run, two alarms. */
import type { Entry } from '#core/ledger';
import type { Effect } from '#test/support/effects';
import { rampAfter } from '#test/support/items';
import type { IsSeen, Observation } from './conform.ts';
import type { State } from './stop.ts';

const fields = [
  'run0',
  'by0',
  'exposure0',
  'fence0',
  'recorded0',
  'recordedBy0',
  'ended0',
  'fired1',
  'fired2',
] as const;
type Seen = { readonly [F in (typeof fields)[number]]: number };

const commanded = 3;
const outside: Readonly<Record<string, number>> = { USER: 4, APPCONFIG: 5 };

/** A transition that changes nothing of what can be seen would not be. */
export const isVisible: IsSeen<State> = (_, from, to) => fields.some((field) => from[field] !== to[field]);

/**
 * @param all from a time on at which the run was running, and nobody thought of a stop
 * @param alarms by their names, the first and the second of the model
 */
export function observedStop(
  all: readonly Effect[],
  alarms: readonly string[],
): readonly Observation<State>[] {
  let seen: Seen = {
    run0: 1,
    by0: 0,
    exposure0: 0,
    fence0: 0,
    recorded0: 0,
    recordedBy0: 0,
    ended0: 0,
    fired1: 0,
    fired2: 0,
  };
  const numberOf = (name: string | undefined) => alarms.indexOf(name ?? '') + 1;
  const step = (told: string, after: Partial<Seen>): Observation<State> => {
    seen = { ...seen, ...after };
    return { told, isStep: (label) => new RegExp(told).test(label), after: seen as Partial<State> };
  };

  function observe({ operation, by, input, output }: Effect, entry: Entry | undefined) {
    if (operation === 'SetAlarmState' && input.StateValue === 'ALARM') {
      const fired = numberOf(String(input.AlarmName));
      return [step(`^alarm ${fired} fires`, { [`fired${fired}`]: 1 })];
    }
    if (output && operation === 'UpdateExperimentRun')
      return [step('^the ramp raises', { exposure0: seen.exposure0 + 1 })];
    if (output && operation === 'StopExperimentRun' && seen.run0 === 1)
      return by === 'operator'
        ? [step('^a person stops', { run0: 2, by0: outside.USER ?? 0 })]
        : [step('^(alarm \\d|the watch) stops', { run0: 2, by0: seen.fence0 })];
    return entry ? written(by, entry) : [];
  }

  /** One write may tell of several steps: of the fence and of the record. */
  function written(by: string, { ramp, cause }: Entry): readonly Observation<State>[] {
    const steps: Observation<State>[] = [];
    if (cause && seen.fence0 === 0) {
      const fence0 = cause.alarm ? numberOf(cause.alarm.name) : commanded;
      const who =
        by === 'alarm' ? `alarm ${fence0} fences` : by === 'command' ? 'a command fences' : 'the watch joins';
      steps.push(step(`^${who}`, { fence0 }));
    }
    if (ramp.stopped && seen.recorded0 === 0) {
      const { isOurs, alarm, triggeredBy } = ramp.stopped;
      const recordedBy0 = isOurs ? (alarm ? numberOf(alarm.name) : commanded) : (outside[triggeredBy] ?? 0);
      steps.push(step('^(alarm \\d|the watch) records', { recorded0: 1, recordedBy0 }));
    }
    if (ramp.status === 'ended' && seen.ended0 === 0) steps.push(step('^the ramp ends', { ended0: 1 }));
    return steps;
  }

  return all.flatMap((effect) => observe(effect, rampAfter(effect)));
}
