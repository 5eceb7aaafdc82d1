/** Whether a ramp may be opened: what was found in AWS, and the reason if it may not. */
import type { Binding } from './alarm.ts';
import { type At, type Change, fact } from './change.ts';
import type { AlarmsView } from './evidence.ts';
import type { NewFact } from './facts.ts';
import type { Guard, Plan } from './plan/plan.ts';
import type { BoundGuard, Ramp } from './ramp.ts';

export type Found = {
  /** As AppConfig says, undefined if there is no such definition. */
  readonly definition: string | undefined;
  /** A run of the definition that is open, and not ours. */
  readonly running: { readonly run: number; readonly description: string } | undefined;
  readonly isDeployed: boolean;
  readonly unfinished: string | undefined;
  /** The ramp that holds the name. */
  readonly namesake: string;
  /** The ramp that holds the flag. */
  readonly holder: string;
};

export const notFound = (rampId: string): Found => ({
  definition: undefined,
  running: undefined,
  isDeployed: false,
  unfinished: undefined,
  namesake: rampId,
  holder: rampId,
});

export function refusalOf(plan: Plan, rampId: string, found: Found): string | undefined {
  const { application, definition } = plan.experiment;
  if (found.definition === undefined)
    return `there is no experiment definition "${definition}" in application ${application}`;
  if (found.definition === 'ARCHIVED') return `the experiment definition "${definition}" is archived`;
  if (found.namesake !== rampId) return `${plan.name} is running already as ${found.namesake}`;
  if (found.holder !== rampId) return `ramp ${found.holder} holds this flag: it has to end first`;
  if (found.running)
    return `run #${found.running.run} of ${definition} is already open${described(found.running.description)}: stop it first`;
  if (!found.isDeployed)
    return `the flag of ${definition} is not deployed to its environment: deploy it first`;
  if (found.unfinished) return `${found.unfinished}: wait for its end`;
  return undefined;
}

const described = (description: string): string => (description ? ` (${description})` : '');

/** An alarm that is missing, or that shouts already, guards nothing. No data is a warning. */
export function alarmRefusal(
  bound: readonly BoundGuard[],
  wanted: readonly string[],
  alarms: AlarmsView,
): string | undefined {
  if (alarms.kind === 'unknown') return undefined;
  const views = [...alarms.byArn.values()];
  const missing = wanted.find((name) => !views.some((view) => view.name === name));
  if (missing !== undefined) return `alarm ${missing} does not exist`;
  const loud = bound.find(({ arn }) => alarms.byArn.get(arn)?.state === 'ALARM');
  return loud && `alarm ${loud.name} is in ALARM`;
}

/** Every alarm of every guard, as it stands now: only what changes later counts for this ramp. */
export function boundGuards(
  guards: readonly Guard[],
  named: readonly (readonly string[])[],
  alarms: AlarmsView,
): readonly BoundGuard[] {
  if (alarms.kind === 'unknown') return [];
  const views = [...alarms.byArn.values()];
  return guards.flatMap((_, guard) =>
    (named[guard] ?? []).flatMap((name) => {
      const view = views.find((each) => each.name === name);
      return view ? [{ guard, name, arn: view.arn, sinceAt: view.stateAt, toldAt: undefined }] : [];
    }),
  );
}

/** What the alarm finds of each guard when it goes off. */
export function bindingsOf(plan: Plan, { id, experiment, run }: Ramp, bound: readonly BoundGuard[]) {
  const { applicationId, definitionId, environmentId } = experiment;
  return bound.map(({ guard, sinceAt, arn }, place) => {
    const planned = plan.guards[guard];
    if (!planned) throw new Error(`the plan has no guard ${guard}`);
    const { then, forMs, insufficientData, suppressed } = planned;
    const binding: Binding = {
      rampId: id,
      guard,
      place,
      sinceAt,
      then,
      forMs,
      insufficientData,
      suppressed,
      experiment: { applicationId, definitionId, environmentId },
      run,
    };
    return { arn, binding };
  });
}

/** What stands around a ramp that is opened: the alarms of its guards, and those that its environment watches itself. */
export type Around = { readonly alarms: AlarmsView; readonly monitors: readonly string[] };

/** Written before AppConfig is asked for the run: from here on it may have been started. */
export function starting(ramp: Ramp, at: At, guards: readonly BoundGuard[], seen: Around): Change {
  const { alarms, monitors } = seen;
  const after: Ramp = { ...ramp, status: 'starting', guards, waiting: undefined };
  const silent = guards.filter(
    ({ arn }) => alarms.kind === 'known' && alarms.byArn.get(arn)?.state === 'INSUFFICIENT_DATA',
  );
  const facts = silent.map(({ name }) =>
    fact(after, at, 'Rampart Degraded', {
      component: `alarm ${name}`,
      error: 'INSUFFICIENT_DATA',
      effect: 'it guards nothing until it has data',
    }),
  );
  return { ramp: after, facts: [...facts, ...doubtful(after, at, monitors)] };
}

/** An alarm that stops the run would at the same time roll back the deployment by which users are taken out of it. */
function doubtful(ramp: Ramp, at: At, monitors: readonly string[]): readonly NewFact[] {
  const both = ramp.guards.filter(({ arn }) => monitors.includes(arn));
  return both.map(({ name }) =>
    fact(ramp, at, 'Rampart Degraded', {
      component: `alarm ${name}`,
      error: 'it is a guard, and a monitor of the AppConfig environment as well',
      effect:
        'AppConfig may roll back the deployment that ends the run, and users may go on to see treatments',
    }),
  );
}
