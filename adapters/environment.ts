/** What the deployments of an environment, newest first, say: whether a flag is there, and what is still going on. */
import type { DeploymentSummary } from '@aws-sdk/client-appconfig';
import type { Obstacle } from '#core/stop-delay';
import type { Experiments, RunKey } from './experiments.ts';

const atItsEnd: readonly (string | undefined)[] = ['COMPLETE', 'ROLLED_BACK', 'REVERTED'];

const unfinished = (deployments: readonly DeploymentSummary[]) =>
  deployments.find(({ State }) => !atItsEnd.includes(State));

/** Names the deployment that is not at its end: one configuration at a time is deployed to an environment. */
export function unfinishedOf(deployments: readonly DeploymentSummary[]): string | undefined {
  const found = unfinished(deployments);
  return found && `deployment #${found.DeploymentNumber} (${found.Type}) is ${found.State}`;
}

export const flagsDeployed = (deployments: readonly DeploymentSummary[], profileId: string): boolean =>
  deployments.some((each) => each.State === 'COMPLETE' && each.ConfigurationProfileId === profileId);

/** The deployment that stands in the way of a change of this run, and whose it is. */
export async function blockingOf(experiments: Experiments, run: RunKey): Promise<Obstacle['blocking']> {
  const found = unfinished(await experiments.deployments(run.experiment));
  if (found?.DeploymentNumber === undefined) return undefined;
  const { DeploymentNumber: number, Type, State } = found;
  const { Description = '', EventLog = [] } = await experiments.deployment(run.experiment, number);
  const starter = EventLog.find(({ EventType }) => EventType === 'DEPLOYMENT_STARTED')?.TriggeredBy;
  const whose = isOf(run, Description)
    ? 'of this very run'
    : `started by ${starter}${Description ? `: ${Description}` : ''}`;
  return { number, told: `deployment #${number} (${Type}, ${whose}) is ${State}` };
}

/** AppConfig writes the run's ARN into the description of each deployment that it makes for it. */
export const isOf = ({ experiment, run }: RunKey, description: string): boolean =>
  description.includes(`experimentdefinition/${experiment.definitionId}/`) &&
  description.endsWith(`experimentrun/${run}`);
