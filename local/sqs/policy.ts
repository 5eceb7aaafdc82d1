/** A queue's resource policy, asked when an AWS service calls in its own name. */
import { isAllowed, requestOf } from '../iam/decision.ts';
import { type PolicyDocument, type Statement, statementsOf } from '../iam/policy.ts';
import { servicePrincipal } from '../iam/principal.ts';
import { notImplemented, ServiceError } from '../wire/errors.ts';
import type { Caller } from '../wire/service.ts';
import type { Queue, SqsWorld } from './world.ts';

/** Callers of the account need no such policy. @throws AccessDenied */
export function authorize(
  { accountId, region }: SqsWorld,
  queue: Queue,
  action: string,
  { principal }: Caller,
): void {
  const caller = principal && servicePrincipal(principal);
  if (!caller) return;
  const request = requestOf(caller, { action, resource: queue.arn }, {}, region);
  if (isAllowed(caller, accountId, [], policyOf(queue), request) === 'allowed') return;
  throw new ServiceError(
    'AccessDenied',
    `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${queue.arn} because no resource-based policy allows the ${action} action`,
    403,
  );
}

export function policyOf({ attributes }: Queue): readonly Statement[] {
  const text = attributes.get('Policy') ?? '';
  return text === '' ? [] : readPolicy(text);
}

/** What IAM could not judge is refused by name. */
export function readPolicy(text: string): readonly Statement[] {
  const policy = parse(text);
  if (!policy?.Statement)
    throw new ServiceError('InvalidAttributeValue', 'Invalid value for the parameter Policy.');
  try {
    return statementsOf('the policy', policy);
  } catch (error) {
    throw notImplemented('SQS', `a queue policy: ${(error as Error).message}; it`);
  }
}

function parse(text: string): PolicyDocument | undefined {
  try {
    return JSON.parse(text) as PolicyDocument;
  } catch {
    return undefined;
  }
}
