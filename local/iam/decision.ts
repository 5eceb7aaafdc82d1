/** What the policies of a caller and of a resource come to together. */
import type { RequestContext } from './condition.ts';
import type { Input, Need } from './needs/need.ts';
import { type Decision, decide, list, type Request, type Statement } from './policy.ts';
import type { Principal } from './principal.ts';

/** The statements that are attached to a resource, named by its ARN. */
export type ResourcePolicy = (resource: string) => readonly Statement[];

/** In the caller's own account one of the two must allow it; from another account both must. A service has no policies of its own. */
export function isAllowed(
  principal: Principal,
  accountId: string,
  own: readonly Statement[],
  ofResource: readonly Statement[],
  request: Request,
): Decision {
  const byOwn = principal.distrustedBy === undefined ? decide(own, request) : 'not allowed';
  const byResource = decide(
    ofResource.filter((statement) => isFor(statement, principal)),
    request,
  );
  if (byOwn === 'denied' || byResource === 'denied') return 'denied';
  if (principal.kind === 'service') return byResource;
  const both = [byOwn, byResource].map((each) => each === 'allowed');
  const isEnough = principal.accountId === accountId ? both.includes(true) : !both.includes(false);
  return isEnough ? 'allowed' : 'not allowed';
}

function isFor({ Principal: wanted }: Statement, { kind, arn, source, accountId }: Principal): boolean {
  if (wanted === undefined) return false;
  if (wanted === '*') return true;
  if (kind === 'service') return list(wanted.Service).includes(source);
  const names = ['*', accountId, `arn:aws:iam::${accountId}:root`, source, arn];
  return list(wanted.AWS).some((each) => names.includes(each));
}

export function requestOf(principal: Principal, need: Need, input: Input, region: string): Request {
  const { kind, source, accountId, sourceArn } = principal;
  const isService = kind === 'service';
  return {
    action: need.action,
    resource: need.resource,
    context: {
      'aws:principalarn': isService ? undefined : source,
      'aws:principalaccount': isService ? undefined : accountId,
      'aws:principalisawsservice': String(isService),
      'aws:sourcearn': sourceArn,
      'aws:sourceaccount': isService ? accountId : undefined,
      'aws:requestedregion': region,
      'aws:securetransport': 'true',
      ...tagsOf(input),
      ...need.context,
    },
  };
}

/** Tags come as a map, or as a list of keys and values in either case. */
function tagsOf(input: Input): RequestContext {
  const given = input.Tags ?? input.tags;
  if (given === null || typeof given !== 'object') return {};
  const tags: readonly (readonly [string, unknown])[] = Array.isArray(given)
    ? given.map((tag) => [String(tag.Key ?? tag.key), tag.Value ?? tag.value])
    : Object.entries(given);
  return {
    'aws:tagkeys': tags.map(([key]) => key),
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:requesttag/${key.toLowerCase()}`, String(value)])),
  };
}
