/** Who may assume a role, and on behalf of which resource. */
import { isAllowed } from './decision.ts';
import { type PolicyDocument, statementsOf } from './policy.ts';
import { servicePrincipal } from './principal.ts';

/** A trust policy; or just who: services such as lambda.amazonaws.com, ARNs of people. */
export type Trust = readonly string[] | PolicyDocument;

export type Asking = {
  readonly by: string;
  /** The resource for which a service asks: a machine, a rule, a group of schedules. */
  readonly sourceArn?: string | undefined;
};

/** @returns whether the role lets itself be assumed; throws for a document that is not emulated */
export function trustOf(
  roleArn: string,
  trust: Trust,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): (asking: Asking) => boolean {
  if (!('Statement' in trust)) return ({ by }) => trust.includes(by);
  const statements = statementsOf(roleArn, trust);
  return ({ by, sourceArn }) => {
    const principal = servicePrincipal({ service: by, sourceArn: sourceArn ?? '' });
    const context = {
      'aws:sourceaccount': accountId,
      'aws:sourcearn': sourceArn,
      'aws:requestedregion': region,
    };
    const request = { action: 'sts:AssumeRole', resource: roleArn, context };
    return isAllowed(principal, accountId, [], statements, request) === 'allowed';
  };
}
