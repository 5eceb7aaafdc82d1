/** Whether the deployment that puts everybody back on the deployed flag has come to its end. */
import type { RestorationView } from '#core/evidence';
import { isOf } from './environment.ts';
import type { Experiments, RunKey } from './experiments.ts';

export async function restorationOf(experiments: Experiments, run: RunKey): Promise<RestorationView> {
  const arn = (await experiments.stopEvent(run))?.AssociatedDeployment;
  const named = Number(/\/deployment\/(\d+)$/.exec(arn ?? '')?.[1]);
  if (Number.isNaN(named)) return (await newestFor(experiments, run, 0)) ?? { kind: 'complete' };
  const { State } = await experiments.deployment(run.experiment, named);
  const view = judged(named, State);
  return view.kind === 'undone' ? ((await newestFor(experiments, run, named)) ?? view) : view;
}

/** How many of AppConfig's own deployments are looked at for one that is this run's. */
const lookedAt = 5;

/** AppConfig need not name the deployment, and may have made another one when the first was undone. */
async function newestFor(
  experiments: Experiments,
  run: RunKey,
  after: number,
): Promise<RestorationView | undefined> {
  const newest = (await experiments.deployments(run.experiment))
    .filter(({ Type, DeploymentNumber = 0 }) => Type === 'MANAGED' && DeploymentNumber > after)
    .slice(0, lookedAt);
  for (const { DeploymentNumber: number = 0 } of newest) {
    const { Description = '', State } = await experiments.deployment(run.experiment, number);
    if (isOf(run, Description)) return judged(number, State);
  }
  return undefined;
}

function judged(number: number, state: string | undefined): RestorationView {
  if (state === 'COMPLETE') return { kind: 'complete' };
  if (state === 'ROLLED_BACK' || state === 'REVERTED' || state === 'ROLLING_BACK')
    return { kind: 'undone', number, told: `deployment #${number}, which puts users back, is ${state}` };
  return { kind: 'pending' };
}
