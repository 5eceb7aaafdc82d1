/** A breadth-first checker: every state that can be reached, and for what breaks, the shortest way there. */

/** Flat, so that a state is a short string: every field is a small number. */
export type Fields = Readonly<Record<string, number>>;
export type Step<S> = readonly [label: string, to: S];
export type Model<S extends Fields> = {
  readonly initial: S;
  readonly next: (state: S) => readonly Step<S>[];
  /** One state for all that go on alike, and are broken alike: those are looked at once. */
  readonly alike?: (state: S) => S;
  /** Hold in every state. */
  readonly always: Readonly<Record<string, (state: S) => boolean>>;
  /** Hold in every state from which nothing can happen any more. */
  readonly finally: Readonly<Record<string, (state: S) => boolean>>;
};
export type Explored = {
  readonly states: number;
  /** What is broken, by its name, and the shortest way there. */
  readonly broken: Readonly<Record<string, readonly string[]>>;
};

export const keyOf = (state: Fields): string => String.fromCharCode(...Object.values(state));

const mostStates = 2_000_000;

type Seen = { readonly from: Seen | undefined; readonly label: string };

/** @param until this is broken; else everything is looked at */
export function explore<S extends Fields>(model: Model<S>, until?: string): Explored {
  const start: Seen = { from: undefined, label: '' };
  const seen = new Map<string, Seen>([[keyOf(model.initial), start]]);
  const queue: (readonly [S, Seen])[] = [[model.initial, start]];
  const broken: Record<string, readonly string[]> = {};
  const judge = (all: Model<S>['always'], state: S, here: Seen) => {
    for (const [name, holds] of Object.entries(all))
      if (!(name in broken) && !holds(state)) broken[name] = wayTo(here);
  };
  for (let at = 0; at < queue.length && !(until !== undefined && until in broken); at += 1) {
    const [state, here] = queue[at] as readonly [S, Seen];
    judge(model.always, state, here);
    const steps = model.next(state);
    if (steps.length === 0) judge(model.finally, state, here);
    for (const [label, reached] of steps) {
      const to = model.alike?.(reached) ?? reached;
      const key = keyOf(to);
      if (seen.has(key)) continue;
      const there = { from: here, label };
      seen.set(key, there);
      queue.push([to, there]);
      if (seen.size > mostStates) throw new Error(`more than ${mostStates} states`);
    }
  }
  return { states: seen.size, broken };
}

function wayTo(here: Seen): readonly string[] {
  const way: string[] = [];
  for (let each: Seen | undefined = here; each?.from; each = each.from) way.unshift(each.label);
  return way;
}
