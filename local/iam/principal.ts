/** Who calls: a user, a session of a role, or a service of AWS, each behind an access key id of its own. */
import { createHash } from 'node:crypto';
import type { PolicyDocument } from './policy.ts';
import type { Trust } from './trust.ts';

export type Role = {
  readonly arn: string;
  /** Who may assume it. */
  readonly trust: Trust;
  readonly policies: readonly PolicyDocument[];
};
export type User = {
  readonly arn: string;
  readonly accessKeyId: string;
  readonly policies: readonly PolicyDocument[];
};

export type Principal = {
  readonly kind: 'user' | 'session' | 'service';
  readonly accessKeyId: string;
  /** As errors and logs name it: arn:aws:sts::111122223333:assumed-role/Role/session for a session. */
  readonly arn: string;
  /** The role of a session; else the principal itself. */
  readonly source: string;
  readonly userId: string;
  readonly accountId: string;
  /** For a session that should not be: who assumed a role that does not trust them. */
  readonly distrustedBy?: string;
  /** For a service: the resource on whose behalf it calls. */
  readonly sourceArn?: string;
};

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';
const nameOf = (arn: string): string => arn.split('/').at(-1) ?? '';

/** Ids as AWS makes them, from a text instead of by chance. */
const idFrom = (prefix: string, text: string): string => {
  const bytes = createHash('sha256').update(text).digest();
  return (
    prefix +
    Array.from({ length: 16 }, (_, i) =>
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt((bytes[i] ?? 0) % 32),
    ).join('')
  );
};

export function userPrincipal({ arn, accessKeyId }: Pick<User, 'arn' | 'accessKeyId'>): Principal {
  return {
    kind: 'user',
    accessKeyId,
    arn,
    source: arn,
    userId: idFrom('AIDA', arn),
    accountId: accountOf(arn),
  };
}

export function sessionPrincipal(
  roleArn: string,
  session: string,
  distrustedBy: string | undefined,
): Principal {
  const name = session.slice(0, 64);
  return {
    kind: 'session',
    accessKeyId: idFrom('ASIA', `${roleArn}/${name}/${distrustedBy ?? ''}`),
    arn: `arn:aws:sts::${accountOf(roleArn)}:assumed-role/${nameOf(roleArn)}/${name}`,
    source: roleArn,
    userId: `${idFrom('AROA', roleArn)}:${name}`,
    accountId: accountOf(roleArn),
    ...(distrustedBy === undefined ? {} : { distrustedBy }),
  };
}

/** A service of AWS that calls in its own name, on behalf of a resource: a rule, a schedule. */
export const servicePrincipal = ({
  service,
  sourceArn,
}: {
  service: string;
  sourceArn: string;
}): Principal => ({
  kind: 'service',
  accessKeyId: '',
  arn: service,
  source: service,
  userId: service,
  accountId: accountOf(sourceArn),
  sourceArn,
});
