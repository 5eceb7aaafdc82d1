/** A state machine's definition as the engine runs it: checked, typed, every expression compiled. */
import type { Resource } from './resource.ts';
import type { Template } from './template.ts';

export type Branch = { readonly startAt: string; readonly states: ReadonlyMap<string, State> };
export type Definition = Branch & { readonly timeoutSeconds: number | undefined };

export type State = Pass | Task | Choice | Wait | Succeed | Fail | Parallel | MapState;
export type StateType = State['type'];

type Named<Type extends string> = { readonly type: Type; readonly name: string };
/** What is assigned and put out on the way to `next`; nothing is next where the branch ends. */
export type Exit = {
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
  readonly next: string | undefined;
};
export type Handlers = { readonly retriers: readonly Retrier[]; readonly catchers: readonly Catcher[] };

export type Retrier = {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly hasFullJitter: boolean;
};
export type Catcher = Exit & { readonly errors: readonly string[] };
export type Rule = Exit & { readonly condition: Template };

export type Pass = Named<'Pass'> & Exit;
export type Succeed = Named<'Succeed'> & Exit;
export type Fail = Named<'Fail'> & {
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
};
export type Wait = Named<'Wait'> &
  Exit & { readonly unit: 'Seconds' | 'Timestamp'; readonly until: Template };
export type Choice = Named<'Choice'> & { readonly rules: readonly Rule[]; readonly otherwise: Exit };
export type Task = Named<'Task'> &
  Exit &
  Handlers & {
    readonly resource: Resource;
    readonly arguments: Template | undefined;
    readonly timeoutSeconds: Template | undefined;
    readonly heartbeatSeconds: Template | undefined;
  };
export type Parallel = Named<'Parallel'> &
  Exit &
  Handlers & { readonly arguments: Template | undefined; readonly branches: readonly Branch[] };
export type MapState = Named<'Map'> &
  Exit &
  Handlers & {
    readonly items: Template | undefined;
    readonly itemSelector: Template | undefined;
    readonly maxConcurrency: Template | undefined;
    /** Evaluated and checked, but without effect in an inline Map: there one failed item fails the state. */
    readonly tolerances: readonly (readonly [field: string, template: Template])[];
    readonly processor: Branch;
  };
