/** Whether the deployment that puts everybody back on the deployed flag has come to its end. */
import type { Ramp } from '#core/ramp';
import type { Experiments } from './experiments.ts';

export type Restoration =
  | { readonly is: 'complete' | 'pending' }
  /** A monitor of the environment rolled it back: users may still see treatments. */
  | { readonly is: 'undone'; readonly because: string };

export async function restoration(experiments: Experiments, ramp: Ramp): Promise<Restoration> {
  const arn = (await experiments.stopEvent(ramp))?.AssociatedDeployment;
  const number = Number(/\/deployment\/(\d+)$/.exec(arn ?? '')?.[1]);
  if (!arn || Number.isNaN(number)) return withoutArn(experiments, ramp);
  const { State } = await experiments.deployment(ramp.experiment, number);
  return judged(number, State);
}

/** AppConfig need not name it. Then the newest deployment that it made by itself is the one. */
async function withoutArn(experiments: Experiments, { experiment }: Ramp): Promise<Restoration> {
  const newest = (await experiments.deployments(experiment)).find(({ Type }) => Type === 'MANAGED');
  return newest ? judged(newest.DeploymentNumber ?? 0, newest.State) : { is: 'complete' };
}

function judged(number: number, state: string | undefined): Restoration {
  if (state === 'COMPLETE') return { is: 'complete' };
  if (state === 'ROLLED_BACK' || state === 'REVERTED' || state === 'ROLLING_BACK')
    return { is: 'undone', because: `deployment #${number}, which puts users back, is ${state}` };
  return { is: 'pending' };
}
