/** What the deployments of an environment, newest first, say: whether a flag is there, and what is still going on. */
import type { DeploymentSummary } from '@aws-sdk/client-appconfig';

const atItsEnd: readonly (string | undefined)[] = ['COMPLETE', 'ROLLED_BACK', 'REVERTED'];

/** Names the deployment that is not at its end: one configuration at a time is deployed to an environment. */
export function unfinishedOf(deployments: readonly DeploymentSummary[]): string | undefined {
  const found = deployments.find(({ State }) => !atItsEnd.includes(State));
  return found && `deployment #${found.DeploymentNumber} (${found.Type}) is ${found.State}`;
}

export const flagsDeployed = (deployments: readonly DeploymentSummary[], profileId: string): boolean =>
  deployments.some((each) => each.State === 'COMPLETE' && each.ConfigurationProfileId === profileId);
