/** What one tick of the watch asks AWS for all ramps together, each thing once and only if a ramp needs it. */
import type { AlarmsView, RunView } from '#core/evidence';
import type { Entry } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import type { Experiment, Ramp } from '#core/ramp';
import type { Surroundings } from './lambda.ts';

export type Sight = ReturnType<typeof createSight>;
/** `newest`: AppConfig's newest own deployment to the environment, if that is known. */
export type Seen = { readonly run: RunView; readonly newest: number | undefined };

export function createSight({ services, log }: Surroundings, entries: readonly Entry[]) {
  const { experiments, alarms, ledger } = services;
  const names = entries.flatMap(({ ramp }) => ramp.guards.map(({ name }) => name));
  let plans: Promise<ReadonlyMap<string, Plan>> | undefined;
  let states: Promise<AlarmsView> | undefined;
  let active: Promise<ReadonlySet<string> | undefined> | undefined;
  const newest = new Map<string, Promise<number | undefined>>();

  const unknown = (error: unknown) => {
    log('cannot see whether somebody changed runs', { error: String(error) });
    return undefined;
  };
  const newestIn = (experiment: Experiment) => {
    const key = `${experiment.applicationId}/${experiment.environmentId}`;
    const asked = newest.get(key) ?? experiments.newestManaged(experiment).catch(unknown);
    newest.set(key, asked);
    return asked;
  };

  return {
    plan: async ({ id }: Ramp): Promise<Plan | undefined> => {
      plans ??= ledger.plans(entries.map(({ ramp }) => ramp.id));
      return (await plans).get(id);
    },

    /** The guards of all ramps, by their names. */
    alarms: (): Promise<AlarmsView> => {
      states ??= alarms.states(names);
      return states;
    },

    /**
     * The run, read only where something has moved: every start, update and stop makes a deployment, and a run that has
     * ended leaves its definition idle.
     */
    async run({ ramp, seenDeployment }: Entry): Promise<Seen> {
      active ??= experiments.active().catch(unknown);
      const [running, newest] = await Promise.all([active, newestIn(ramp.experiment)]);
      const isStill = running?.has(ramp.experiment.definitionId) && newest === seenDeployment;
      if (isStill && ramp.run !== undefined && !ramp.raising)
        return { run: { kind: 'running', exposurePercent: ramp.exposurePercent }, newest };
      return { run: await experiments.run(ramp), newest };
    },
  };
}
