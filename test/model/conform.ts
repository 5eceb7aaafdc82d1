/** Whether what was seen of the real thing is a path of its model: the steps that take effect, and no others, in this order. */
import { type Fields, keyOf, type Model } from './explore.ts';

/** One thing that took effect. */
export type Observation<S> = {
  /** What it was, for people. */
  readonly told: string;
  /** The transitions that it may have been. */
  readonly isStep: (label: string) => boolean;
  /** What could be seen of the state afterwards. */
  readonly after: Partial<S>;
};

/** Whether a transition would have been seen. What is not may happen at any time: what is read, what is refused, what gets lost. */
export type IsSeen<S> = (label: string, from: S, to: S) => boolean;

/** @returns what no path of the model explains, with what it could have been instead; undefined if there is a path */
export function unexplained<S extends Fields>(
  model: Model<S>,
  isSeen: IsSeen<S>,
  observations: readonly Observation<S>[],
): string | undefined {
  let here = closure(model, isSeen, [model.initial]);
  for (const [index, { told, isStep, after }] of observations.entries()) {
    const steps = here.flatMap((from) => model.next(from).filter(([label, to]) => isSeen(label, from, to)));
    const there = steps
      .filter(([label, state]) => isStep(label) && agrees(state, after))
      .map(([, state]) => state);
    if (there.length === 0) {
      const possible = [...new Set(steps.map(([label]) => label))].join(', ');
      return `${index}: ${told}, ${JSON.stringify(after)}\nthe model can: ${possible}`;
    }
    here = closure(model, isSeen, there);
  }
  return undefined;
}

/** Every state that is reached by what cannot be seen. */
function closure<S extends Fields>(model: Model<S>, isSeen: IsSeen<S>, from: readonly S[]): readonly S[] {
  const all = new Map(from.map((state) => [keyOf(state), state]));
  const queue = [...all.values()];
  for (const state of queue) {
    for (const [label, to] of model.next(state)) {
      if (isSeen(label, state, to) || all.has(keyOf(to))) continue;
      all.set(keyOf(to), to);
      queue.push(to);
    }
  }
  return queue;
}

const agrees = <S extends Fields>(state: S, after: Partial<S>): boolean =>
  Object.entries(after).every(([field, value]) => state[field] === value);
