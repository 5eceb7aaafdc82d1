/**
 * The protocol of a ramp as a model: its executions, the waiting room, commands, the watch, AppConfig and a person at its
 * console, with crashes and lost answers. Every transition is one atomic thing: a call to AWS, or one write to the ledger.
 */
import type { Model, Step } from './explore.ts';
import { alike } from './protocol/alike.ts';
import type { Budget, Design } from './protocol/design.ts';
import { execution } from './protocol/execution.ts';
import { command, others, watch } from './protocol/people.ts';
import { commands, type Draft, initialOf, machines, pc, run, type State } from './protocol/state.ts';

export function protocol(the: Design, budget: Budget): Model<State> {
  const rules = { the, budget };
  return {
    initial: initialOf(budget),
    next: (state) => {
      const steps: Step<State>[] = [];
      const go = (label: string, change: (draft: Draft) => void) => {
        const draft = { ...state };
        change(draft);
        steps.push([label, draft]);
      };
      for (const name of machines) execution(rules, state, name, go);
      for (const name of commands) command(rules, state, name, go);
      watch(rules, state, go);
      others(state, go);
      return steps;
    },
    alike: (state) => alike(rules, state),
    ...promises,
  };
}

const lives = (s: State): number =>
  machines.filter((name) => s[`${name}_pc`] !== pc.none && s[`${name}_pc`] !== pc.dead).length;

const promises: Pick<Model<State>, 'always' | 'finally'> = {
  always: {
    'one run': (s) => s.runs <= 1,
    'no step skipped': (s) => s.exp <= s.reached + 1,
    'every raise is told once': (s) => s.told + s.drift === s.reached,
    'no drift that nobody made': (s) => s.drift === 0,
    'no raise is begun while paused or fenced': (s) => s.begunBlocked === 0,
    'the record says whose stop it was': (s) => !s.recorded || s.recorded === s.by,
    'no news wait for the watch unless a wake-up was lost': (s) => s.lateNews === 0,
  },
  finally: {
    'no news unread': (s) => machines.every((name) => s[`${name}_pc`] !== pc.wait || s[`${name}_sees`] === 1),
    'a fenced run is stopped, recorded and ended': (s) =>
      !s.fence || (s.run !== run.running && s.ended === 1),
    'it ends unless it is paused': (s) => s.ended === 1 || s.paused === 1,
    'one execution leads, none when it has ended': (s) => lives(s) === (s.ended ? 0 : 1),
  },
};
