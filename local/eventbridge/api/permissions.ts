import {
  type PutPermissionRequest,
  type RemovePermissionRequest,
  ResourceNotFoundException,
} from '@aws-sdk/client-eventbridge';
import { readPolicy } from '../policy.ts';
import { type EventsWorld, findBus, invalid } from '../world.ts';

/** Either a whole policy, which replaces what there was, or one statement. */
export function putPermission(world: EventsWorld, input: PutPermissionRequest): void {
  const { EventBusName, Policy, StatementId, Action, Principal, Condition } = input;
  const bus = findBus(world, EventBusName);
  bus.changedAt = world.clock.now();
  if (Policy !== undefined) {
    bus.policy = readPolicy(Policy);
    return;
  }
  if (!StatementId || !Principal || Action !== 'events:PutEvents')
    throw invalid('StatementId, Principal, and the Action events:PutEvents must be specified.');
  bus.policy.set(StatementId, {
    Sid: StatementId,
    Effect: 'Allow',
    Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: bus.arn,
    ...(Condition && { Condition: { [Condition.Type ?? '']: { [Condition.Key ?? '']: Condition.Value } } }),
  });
}

export function removePermission(world: EventsWorld, input: RemovePermissionRequest): void {
  const { EventBusName, StatementId, RemoveAllPermissions } = input;
  const bus = findBus(world, EventBusName);
  bus.changedAt = world.clock.now();
  if (RemoveAllPermissions) bus.policy.clear();
  else if (!bus.policy.delete(StatementId ?? ''))
    throw new ResourceNotFoundException({
      message: 'Statement with the provided id does not exist.',
      $metadata: {},
    });
}
