/** One execution and where it stands: plain data, changed by the steps only. Timers and tokens lie outside. */
import type { Random } from '../random.ts';
import type { Branch, Definition, State } from './definition.ts';
import type { Bindings } from './expression.ts';
import type { Failure } from './failure.ts';
import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What an execution keeps of its state machine for life, whatever becomes of the machine. */
export type Revision = {
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  readonly definition: Definition;
  readonly definitionText: string;
  readonly updatedAt: number;
};

export type Execution = {
  readonly arn: string;
  readonly name: string;
  readonly revision: Revision;
  readonly input: Json;
  readonly inputText: string;
  readonly startedAt: number;
  readonly events: HistoryEvent[];
  /** Its own stream of chance: what others draw never shifts what it gets. */
  readonly random: () => Random;
  readonly functions: Bindings;
  status: Status;
  stoppedAt?: number;
  output?: Json;
  failure?: Failure;
  root?: Frame | undefined;
  /** How many pieces of work are under way, and what waits for them to end; see inbox.ts. */
  busy: number;
  readonly inbox: (() => void)[];
  /** Its state machine is being deleted: it ends at its next transition. */
  isDoomed: boolean;
};

/** A thread of an execution: its root, or one branch of a Parallel, or one item of a Map. */
export type Frame = {
  readonly execution: Execution;
  readonly branch: Branch;
  readonly parent: Frame | undefined;
  /** Which branch or item of its parent it is. */
  readonly index: number;
  readonly item: { readonly Index: number; readonly Value: Json } | undefined;
  readonly variables: Record<string, Json>;
  state: State;
  input: Json;
  enteredAt: number;
  /** The event that tells of the state being entered, and the one before it. */
  enteredEvent: number;
  enteredAfter: number;
  /** The event that the next one of this thread follows. */
  lastEvent: number;
  /** Changes whenever the thread moves on, so that work begun before can tell that it is no longer wanted. */
  generation: number;
  /** How often each retrier of the state has retried. */
  retries: number[];
  token: string | undefined;
  group: Group | undefined;
};

/** What a Parallel or a Map is waiting for. */
export type Group = {
  readonly results: Json[];
  readonly frames: Set<Frame>;
  readonly maxConcurrency: number;
  /** Which branch or item is to start next. */
  next: number;
};

/** A branch or an item is part of nothing any more once another one has failed: what it was about to do, it does not do. */
export const isPart = (frame: Frame): boolean =>
  frame.parent === undefined || frame.parent.group?.frames.has(frame) === true;

export function createFrame(
  execution: Execution,
  branch: Branch,
  place: Partial<Pick<Frame, 'parent' | 'index' | 'item' | 'lastEvent'>> = {},
): Frame {
  return {
    execution,
    branch,
    parent: place.parent,
    index: place.index ?? 0,
    item: place.item,
    variables: {},
    state: branch.states.get(branch.startAt) as State,
    input: null,
    enteredAt: 0,
    enteredEvent: 0,
    enteredAfter: 0,
    lastEvent: place.lastEvent ?? 0,
    generation: 0,
    retries: [],
    token: undefined,
    group: undefined,
  };
}
