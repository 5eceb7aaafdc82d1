/** The ARNs of AppConfig's resources. */
import type { World } from '../world.ts';
import type { Application, Definition, Deployment, Environment, Profile, Strategy } from './state.ts';

type Place = Pick<World, 'region' | 'accountId'>;

const arn = ({ region, accountId }: Place, path: string) =>
  `arn:aws:appconfig:${region}:${accountId}:${path}`;

const applicationPath = ({ id }: Application) => `application/${id}`;
const environmentPath = ({ application, id }: Environment) =>
  `${applicationPath(application)}/environment/${id}`;

export const applicationArn = (place: Place, application: Application) =>
  arn(place, applicationPath(application));

export const environmentArn = (place: Place, environment: Environment) =>
  arn(place, environmentPath(environment));

export const profileArn = (place: Place, { application, id }: Profile) =>
  arn(place, `${applicationPath(application)}/configurationprofile/${id}`);

export const strategyArn = (place: Place, { id }: Strategy) => arn(place, `deploymentstrategy/${id}`);

export const deploymentArn = (place: Place, { environment, sequence }: Deployment) =>
  arn(place, `${environmentPath(environment)}/deployment/${sequence}`);

export const definitionArn = (place: Place, { application, id }: Pick<Definition, 'application' | 'id'>) =>
  arn(place, `${applicationPath(application)}/experimentdefinition/${id}`);

export const runArn = (place: Place, definition: Definition, run: number) =>
  `${definitionArn(place, definition)}/experimentrun/${run}`;

/** What an ARN of AppConfig names, as kind and id in turn: ['application', 'abc1234', 'environment', …]. */
export function pathOf(text: string): readonly string[] | undefined {
  const path = /^arn:aws[\w-]*:appconfig:[\w-]*:\d*:(.+)$/.exec(text)?.[1];
  return path?.split('/');
}
