/** Which states of the stop need not be told apart: thirty times fewer are left to look at. */
import { type Alarm, alarms, type Run, runs, type State } from './stop-state.ts';

/**
 * Neither what is over for good makes a difference, nor which of the two alarms is called 1. Where a design lets what is late
 * act on what is recorded, nothing is ever over: those are looked at in full.
 */
export function alike(state: State): State {
  const one: Mutable = { ...state };
  for (const run of runs) forgetRun(one, run);
  for (const each of alarms) forgetAlarm(one, each);
  return isSecondFirst(one) ? swapped(one) : one;
}

type Mutable = { -readonly [F in keyof State]: State[F] };

function forgetRun(state: Mutable, run: Run): void {
  if (state[`run${run}`] !== 1) state[`exposure${run}`] = 0;
  if (!isTrulyRecorded(state, run)) return;
  state[`by${run}`] = 0;
  state[`recordedBy${run}`] = 0;
  state[`fence${run}`] = Math.min(1, state[`fence${run}`]);
}

function forgetAlarm(state: Mutable, each: Alarm): void {
  const run = runs[state[`fired${each}`] - 1];
  if (run !== undefined && isTrulyRecorded(state, run)) {
    state[`events${each}`] = 0;
    state[`handler${each}`] = 0;
  }
  if (state[`handler${each}`] === 0) state[`target${each}`] = 0;
}

const isTrulyRecorded = (state: State, run: Run): boolean =>
  state[`recorded${run}`] > 0 && state[`recordedBy${run}`] === state[`by${run}`];

/** An order between the two alarms that does not hang on their names. */
function isSecondFirst(state: State): boolean {
  for (const field of ofAlarm) {
    const difference = state[`${field}1`] - state[`${field}2`];
    if (difference !== 0) return difference > 0;
  }
  const named = runs
    .filter((run) => !isTrulyRecorded(state, run))
    .flatMap((run) => ofCause.map((field) => state[`${field}${run}`]));
  return named.find((by) => by === 1 || by === 2) === 2;
}

const ofAlarm = ['fired', 'events', 'handler', 'target'] as const;
const ofCause = ['by', 'recordedBy', 'fence'] as const;

function swapped(state: State): State {
  const other: Mutable = { ...state };
  for (const field of ofAlarm) {
    other[`${field}1`] = state[`${field}2`];
    other[`${field}2`] = state[`${field}1`];
  }
  for (const run of runs)
    if (!isTrulyRecorded(state, run))
      for (const field of ofCause) other[`${field}${run}`] = otherAlarm(state[`${field}${run}`]);
  return other;
}

const otherAlarm = (by: number): number => (by === 1 ? 2 : by === 2 ? 1 : by);
