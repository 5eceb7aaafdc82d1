/** IAM for the embedded AWS: who may do what, and who did. Not a service on the wire: roles come with the world. */
import type { Call } from '../wire/dispatcher.ts';
import { ServiceError } from '../wire/errors.ts';
import { defaultAccountId, defaultRegion } from '../world.ts';
import { isAllowed, type ResourcePolicy, requestOf } from './decision.ts';
import { needsOf } from './needs/index.ts';
import type { Experiment } from './needs/need.ts';
import { matches } from './pattern.ts';
import { list, type Statement, statementsOf } from './policy.ts';
import { type Principal, type Role, sessionPrincipal, type User, userPrincipal } from './principal.ts';
import { type Asking, trustOf } from './trust.ts';

export type IamOptions = {
  readonly accountId?: string;
  readonly region?: string;
  readonly roles?: readonly Role[];
  readonly users?: readonly User[];
};

/** One kind of call: who did what on what, however often. */
export type Deed = {
  /** The role of a session, the user, or the service. */
  readonly source: string;
  readonly action: string;
  readonly resource: string;
  readonly isAllowed: boolean;
};

export type Iam = {
  /** For the dispatcher: throws what AWS answers to whoever may not. A call without a key is the world's own: where a service calls in its own name, the operation asks the policy of its resource. */
  authorize(call: Pick<Call, 'service' | 'operation' | 'input' | 'accessKeyId'>): void;
  /** Adds a role or replaces it; its sessions have the new policies at once. */
  putRole(role: Role): void;
  /** The access key id of a session of the role. When the role does not trust whoever asks, the session may do nothing. */
  assume(roleArn: string, by: string, session: string, sourceArn?: string): string;
  principalOf(accessKeyId: string): Principal | undefined;
  /** Says where the policies of a service's resources are. */
  resourcePolicies(service: string, policyOf: ResourcePolicy): void;
  /** Says where what AppConfig knows of experiments is. */
  experiments(known: Experiment): void;
  deeds(): readonly Deed[];
  /** What a role is allowed and has not needed so far, as `action on resource`. */
  unused(roleArn: string): readonly string[];
};

/** Whoever gives no key of their own: may do everything, like the person who set the account up. */
export const operatorKey = 'AKIDLOCAL';

export function createIam(options: IamOptions = {}): Iam {
  const { accountId = defaultAccountId, region = defaultRegion, roles = [], users = [] } = options;
  const operator = userPrincipal({
    arn: `arn:aws:iam::${accountId}:user/operator`,
    accessKeyId: operatorKey,
  });
  const principals = new Map([operator, ...users.map(userPrincipal)].map((each) => [each.accessKeyId, each]));
  const trusts = new Map<string, (asking: Asking) => boolean>();
  const allowed = new Map<string, readonly Statement[]>();
  const resourcePolicies = new Map<string, ResourcePolicy>();
  const deeds = new Map<string, Deed>();
  let experiment: Experiment | undefined;

  const allow = ({ arn, policies }: Pick<Role, 'arn' | 'policies'>) => {
    allowed.set(
      arn,
      policies.flatMap((policy) => statementsOf(arn, policy)),
    );
  };
  const putRole = (role: Role) => {
    allow(role);
    trusts.set(role.arn, trustOf(role.arn, role.trust, { accountId, region }));
  };
  const principalOf = (key: string) => principals.get(key);
  const record = (deed: Deed) => {
    deeds.set(`${deed.source} ${deed.action} ${deed.resource} ${deed.isAllowed}`, deed);
    return deed.isAllowed;
  };
  users.forEach(allow);
  roles.forEach(putRole);

  return {
    putRole,
    principalOf,
    authorize: (call) => {
      if (call.accessKeyId === undefined || call.accessKeyId === operatorKey) return;
      const principal = principalOf(call.accessKeyId);
      if (!principal) throw unknownKey();
      for (const need of needsOf(call, { accountId, region, experiment })) {
        const request = requestOf(principal, need, call.input, region);
        const policyOf = resourcePolicies.get(need.action.split(':')[0] ?? '');
        const own = allowed.get(principal.source) ?? [];
        const decision = isAllowed(principal, accountId, own, policyOf?.(need.resource) ?? [], request);
        const { action, resource } = need;
        if (!record({ source: principal.source, action, resource, isAllowed: decision === 'allowed' }))
          throw accessDenied(call.service, principal, need, decision === 'denied');
      }
    },
    assume: (roleArn, by, session, sourceArn) => {
      const isTrusted = trusts.get(roleArn)?.({ by, sourceArn }) === true;
      const principal = sessionPrincipal(roleArn, session, isTrusted ? undefined : by);
      principals.set(principal.accessKeyId, principal);
      return principal.accessKeyId;
    },
    resourcePolicies: (service, policyOf) => {
      resourcePolicies.set(service, policyOf);
    },
    experiments: (known) => {
      experiment = known;
    },
    deeds: () => [...deeds.values()],
    unused: (roleArn) => {
      const done = [...deeds.values()].filter((deed) => deed.source === roleArn && deed.isAllowed);
      return grants(allowed.get(roleArn) ?? []).flatMap(([action, resource]) =>
        done.some((deed) => isGrantFor(deed, action, resource)) ? [] : [`${action} on ${resource}`],
      );
    },
  };
}

const isGrantFor = (deed: Deed, action: string, resource: string): boolean =>
  matches(action.toLowerCase(), deed.action.toLowerCase()) && matches(resource, deed.resource);

const grants = (statements: readonly Statement[]): (readonly [action: string, resource: string])[] =>
  statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((resource) => [action, resource] as const)),
    );

const unknownKey = () =>
  new ServiceError(
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    403,
  );

const restServices = ['AppConfig', 'Lambda', 'Scheduler'];

function accessDenied(
  service: string,
  { arn, distrustedBy }: Principal,
  { action, resource }: { action: string; resource: string },
  isExplicit: boolean,
): ServiceError {
  const why = isExplicit
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  const distrust =
    distrustedBy === undefined ? why : `because its role may not be assumed by ${distrustedBy}`;
  return new ServiceError(
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${distrust}`,
    restServices.includes(service) ? 403 : 400,
  );
}
