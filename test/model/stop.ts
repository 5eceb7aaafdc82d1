/**
 * The whole stop as a model of small numbers: two runs of one experiment, two alarms, a person in the console and one who
 * commands, AppConfig itself, functions that die, events that are doubled or lost, answers that are lost, and a restoration
 * that is rolled back. Each weakness takes one part of the protocol away.
 */
import type { Model, Step } from './explore.ts';
import { alike } from './stop-alike.ts';
import {
  type Alarm,
  alarms,
  appConfig,
  type Budget,
  commanded,
  console,
  initial,
  type PerAlarm,
  type PerRun,
  type Run,
  runs,
  type State,
} from './stop-state.ts';

export type { Budget, State } from './stop-state.ts';

export type Weakness =
  | 'no fence'
  | 'last fence wins'
  | 'record of the cause, not of the mark'
  | 'record without a condition'
  | 'the latest run is stopped'
  | 'the watch joins no alarms'
  | 'the watch drives no stops'
  | 'the watch records no stops of others'
  | 'done is the end'
  | 'the ramp reads no fence';

/** @param may what goes wrong, and how often */
export function stopModel(may: Partial<Record<Budget, number>>, weakness?: Weakness): Model<State> {
  const is = (which: Weakness) => weakness === which;
  const get = (state: State, field: PerRun | PerAlarm, of: string): number =>
    state[`${field}${of}` as keyof State] as number;
  const live = (state: State): Run | undefined => runs.find((run) => get(state, 'run', run) === 1);

  /** StopExperimentRun: the first one takes effect, and its mark stands. */
  const stop = (state: State, run: Run, by: number): State =>
    get(state, 'run', run) === 1
      ? { ...state, [`run${run}`]: 2, [`by${run}`]: by, [`restoration${run}`]: 1, stops: state.stops + 1 }
      : state;
  const fence = (state: State, run: Run, cause: number): State =>
    get(state, 'fence', run) > 0 && !is('last fence wins') ? state : { ...state, [`fence${run}`]: cause };
  const record = (state: State, run: Run): State => {
    if (get(state, 'run', run) !== 2) return state;
    const count = get(state, 'recorded', run);
    if (count > 0 && !is('record without a condition')) return state;
    const cause = get(state, 'fence', run);
    const by = is('record of the cause, not of the mark') && cause > 0 ? cause : seenBy(state, run, cause);
    return { ...state, [`recorded${run}`]: Math.min(2, count + 1), [`recordedBy${run}`]: by };
  };
  /** A mark is known by the cause that stands in the ledger; a stop without one is somebody else's. */
  const seenBy = (state: State, run: Run, cause: number): number => {
    const by = get(state, 'by', run);
    return by > commanded || by === cause ? by : console;
  };

  function alarm(state: State, each: Alarm): Step<State>[] {
    const steps: Step<State>[] = [];
    const now = live(state);
    const events = get(state, 'events', each);
    const handler = get(state, 'handler', each);
    // It may be too late: the run is over, and nobody has noticed yet.
    const guarded = now ?? runs.find((run) => get(state, 'run', run) === 2 && get(state, 'ended', run) === 0);
    if (get(state, 'fired', each) === 0 && guarded !== undefined) {
      const fired = { ...state, [`fired${each}`]: Number(guarded) + 1 };
      steps.push([`alarm ${each} fires`, { ...fired, [`events${each}`]: 1 }]);
      if (state.lostEvents > 0)
        steps.push([
          `alarm ${each} fires, its event is lost`,
          { ...fired, lostEvents: state.lostEvents - 1 },
        ]);
    }
    if (events === 1 && state.doubles > 0)
      steps.push([
        `event ${each} is doubled`,
        { ...state, [`events${each}`]: 2, doubles: state.doubles - 1 },
      ]);
    if (events > 0 && handler === 0) {
      const bound = is('the latest run is stopped') ? now : runs[get(state, 'fired', each) - 1];
      const begun = { ...state, [`events${each}`]: events - 1 };
      const isOver = bound === undefined || get(state, 'ended', bound) > 0;
      const reads = isOver ? begun : { ...begun, [`handler${each}`]: 1, [`target${each}`]: Number(bound) };
      steps.push([`alarm ${each} reads its bindings`, reads]);
    }
    return handler > 0 ? [...steps, ...handle(state, each, handler)] : steps;
  }

  function handle(state: State, each: Alarm, handler: number): Step<State>[] {
    const run = runs[get(state, 'target', each)] as Run;
    const idle = { ...state, [`handler${each}`]: 0 };
    const at = (after: State, next: number): State => ({ ...after, [`handler${each}`]: next });
    const steps: Step<State>[] = [];
    if (state.crashes > 0) steps.push([`alarm ${each} dies`, { ...idle, crashes: state.crashes - 1 }]);
    if (handler === 1) {
      const fenced = is('no fence') ? state : fence(state, run, Number(each));
      steps.push([`alarm ${each} fences`, get(state, 'ended', run) > 0 ? idle : at(fenced, 2)]);
    }
    if (handler === 2) {
      const isStale = get(state, 'run', run) === 1 && get(state, 'fired', each) !== Number(run) + 1;
      const by = is('no fence') || is('last fence wins') ? Number(each) : get(state, 'fence', run);
      const sent = { ...stop(state, run, by), stale: Number(state.stale > 0 || isStale) };
      steps.push([`alarm ${each} stops`, at(sent, 3)]);
      if (state.lostAnswers > 0)
        steps.push([`alarm ${each} stops, unheard`, { ...at(sent, 0), lostAnswers: state.lostAnswers - 1 }]);
    }
    if (handler === 3) steps.push([`alarm ${each} records`, at(record(state, run), 0)]);
    return steps;
  }

  function watch(state: State, run: Run): Step<State>[] {
    const steps: Step<State>[] = [];
    const isRunning = get(state, 'run', run) === 1;
    const isDone = get(state, 'run', run) === 2;
    const isOpen = isRunning || (isDone && get(state, 'ended', run) === 0);
    const cause = get(state, 'fence', run);
    const restoration = get(state, 'restoration', run);
    const loud = alarms.filter((each) => get(state, 'fired', each) === Number(run) + 1);
    if (isOpen && cause === 0 && !is('the watch joins no alarms') && !is('no fence'))
      for (const each of loud) steps.push(['the watch joins an alarm', fence(state, run, Number(each))]);
    if (isRunning && cause > 0 && !is('the watch drives no stops'))
      steps.push(['the watch stops', stop(state, run, cause)]);
    if (
      isDone &&
      get(state, 'recorded', run) === 0 &&
      (cause > 0 || !is('the watch records no stops of others'))
    )
      steps.push(['the watch records', record(state, run)]);
    const isConfirmed = restoration === 2 || is('done is the end');
    if (get(state, 'recorded', run) > 0 && get(state, 'ended', run) === 0 && isConfirmed)
      steps.push(['the ramp ends', { ...state, [`ended${run}`]: 1 }]);
    if (restoration === 3 && get(state, 'delayed', run) === 0)
      steps.push(['Stop Delayed is told', { ...state, [`delayed${run}`]: 1 }]);
    if (restoration === 3 && state.again > 0 && get(state, 'recorded', run) > 0)
      steps.push(['a second stop restores anew', { ...state, [`restoration${run}`]: 1, again: 0 }]);
    return steps;
  }

  function others(state: State, run: Run): Step<State>[] {
    const steps: Step<State>[] = [];
    if (get(state, 'run', run) === 1) {
      if (state.people > 0) steps.push(['a person stops', { ...stop(state, run, console), people: 0 }]);
      if (state.ownStops > 0)
        steps.push(['AppConfig stops', { ...stop(state, run, appConfig), ownStops: 0 }]);
      if (state.commands > 0)
        steps.push(['a command fences', { ...fence(state, run, commanded), commands: 0 }]);
    }
    if (get(state, 'restoration', run) === 1) {
      steps.push(['the restoration is complete', { ...state, [`restoration${run}`]: 2 }]);
      if (state.rollbacks > 0)
        steps.push(['the restoration is rolled back', { ...state, [`restoration${run}`]: 3, rollbacks: 0 }]);
    }
    return steps;
  }

  /** `raising`: 0 nothing, 1 and 2 a raise of the first and of the second run is on its way. */
  function ramp(state: State, run: Run): Step<State>[] {
    const here = Number(run) + 1;
    const exposure = get(state, 'exposure', run);
    const isFenced = get(state, 'fence', run) > 0;
    if (state.raising === here) {
      const late = isFenced ? { [`late${run}`]: Math.min(2, get(state, 'late', run) + 1) } : {};
      const took = get(state, 'run', run) === 1 ? { [`exposure${run}`]: exposure + 1 } : {};
      return [['the ramp raises', { ...state, ...late, ...took, raising: 0 }]];
    }
    const may =
      get(state, 'run', run) === 1 && exposure < state.raises && (!isFenced || is('the ramp reads no fence'));
    const steps: Step<State>[] =
      state.raising === 0 && may ? [['the ramp decides', { ...state, raising: here }]] : [];
    if (run === '0' && state.ended0 > 0 && state.run1 === 0)
      steps.push(['a new run starts', { ...state, run1: 1 }]);
    return steps;
  }

  const everyRun = (holds: (state: State, run: Run) => boolean) => (state: State) =>
    runs.every((run) => holds(state, run));
  return {
    initial: { ...initial, ...may },
    ...(is('record without a condition') || is('the latest run is stopped') ? {} : { alike }),
    next: (state) => [
      ...alarms.flatMap((each) => alarm(state, each)),
      ...runs.flatMap((run) => [...watch(state, run), ...others(state, run), ...ramp(state, run)]),
    ],
    always: {
      'S2 at most the raise on its way is sent after the fence': everyRun(
        (s, run) => get(s, 'late', run) <= 1,
      ),
      'S4 one stop takes effect, and one is recorded': everyRun(
        (s, run) => get(s, 'recorded', run) <= 1 && s.stops <= 2,
      ),
      'S5 an alarm of before stops no later run': (s) => s.stale === 0,
      'S6 whoever won is the one recorded': everyRun(
        (s, run) => get(s, 'recorded', run) === 0 || get(s, 'recordedBy', run) === get(s, 'by', run),
      ),
      'the end is told when users are back': everyRun(
        (s, run) => get(s, 'ended', run) === 0 || get(s, 'restoration', run) === 2,
      ),
    },
    finally: {
      'L1 an alarm ends the run that it guards': (s) =>
        alarms.every(
          (each) =>
            get(s, 'fired', each) === 0 || get(s, 'run', runs[get(s, 'fired', each) - 1] as Run) === 2,
        ),
      'L2 every stop is recorded': everyRun(
        (s, run) => get(s, 'run', run) !== 2 || get(s, 'recorded', run) > 0,
      ),
      'L3 what is fenced is stopped': everyRun(
        (s, run) => get(s, 'fence', run) === 0 || get(s, 'run', run) === 2,
      ),
      'a restoration that was rolled back is told': everyRun(
        (s, run) => get(s, 'restoration', run) !== 3 || get(s, 'delayed', run) === 1,
      ),
    },
  };
}
