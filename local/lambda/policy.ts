/** Who may invoke a function, by its own policy: services that call in their own name, and other accounts. */

import { isAllowed, requestOf } from '../iam/decision.ts';
import type { Statement } from '../iam/policy.ts';
import { servicePrincipal } from '../iam/principal.ts';
import { ServiceError } from '../wire/errors.ts';
import type { Principal as Service } from '../wire/service.ts';
import { arnOf, type LambdaFunction, type LambdaWorld, partsOf } from './functions.ts';

export const statementsOf = ({ policies }: LambdaWorld, name: string): readonly Statement[] => [
  ...(policies.get(name)?.values() ?? []),
];

/** For IAM, which knows functions by their ARNs. */
export const policyOf =
  (world: LambdaWorld) =>
  (resource: string): readonly Statement[] =>
    statementsOf(world, partsOf(resource).name);

/** EventBridge and Scheduler have no identity policy of their own: without a statement here they are refused, as in AWS. */
export function refuseService(world: LambdaWorld, { name }: LambdaFunction, service: Service): void {
  const principal = servicePrincipal(service);
  const need = { action: 'lambda:InvokeFunction', resource: arnOf(world, name) };
  const request = requestOf(principal, need, {}, world.region);
  if (isAllowed(principal, world.accountId, [], statementsOf(world, name), request) === 'allowed') return;
  throw new ServiceError(
    'AccessDeniedException',
    `User: ${service.service} is not authorized to perform: ${need.action} on resource: ${need.resource} because no resource-based policy allows the ${need.action} action`,
    403,
  );
}
