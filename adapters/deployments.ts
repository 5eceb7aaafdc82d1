/** An environment of AppConfig: what is deployed to it, and the alarms that it watches itself. */
import {
  type AppConfigClient,
  GetDeploymentCommand,
  GetEnvironmentCommand,
  ListDeploymentsCommand,
  paginateListDeployments,
} from '@aws-sdk/client-appconfig';
import type { Experiment } from '#core/ramp';
import { flagsDeployed } from './environment.ts';

type Place = Pick<Experiment, 'applicationId' | 'environmentId'>;

const placeKey = ({ applicationId, environmentId }: Place) => ({
  ApplicationId: applicationId,
  EnvironmentId: environmentId,
});

export function createDeployments(client: AppConfigClient) {
  /** Newest first, one page: what is going on now is on it. */
  async function deployments(place: Place) {
    const { Items = [] } = await client.send(new ListDeploymentsCommand(placeKey(place)));
    return Items;
  }

  return {
    deployments,

    async deployment(place: Place, number: number) {
      return client.send(new GetDeploymentCommand({ ...placeKey(place), DeploymentNumber: number }));
    },

    /** The number of the newest deployment that AppConfig made by itself: every start, update and stop of a run makes one. */
    async newestManaged(place: Place): Promise<number | undefined> {
      return (await deployments(place)).find(({ Type }) => Type === 'MANAGED')?.DeploymentNumber;
    },

    /** Whether the flag's configuration has ever been deployed to its environment. */
    async isDeployed({ profileId, ...place }: Experiment): Promise<boolean> {
      for await (const { Items = [] } of paginateListDeployments({ client }, placeKey(place))) {
        if (flagsDeployed(Items, profileId)) return true;
      }
      return false;
    },

    /** The ARNs of the alarms by which the environment rolls deployments back. */
    async monitors(place: Place): Promise<readonly string[]> {
      const { Monitors = [] } = await client.send(new GetEnvironmentCommand(placeKey(place)));
      return Monitors.map(({ AlarmArn = '' }) => AlarmArn);
    },
  };
}
