/** Roles: who may assume them, and what they may then do. */
import type { PolicyDocument } from '../../iam/policy.ts';
import type { Declared, Kind, Made, Site } from '../kind.ts';
import { physicalName } from '../names.ts';

type RoleProperties = {
  readonly RoleName?: string;
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: PolicyDocument }[];
};

function putRole({ iam, accountId, stackName }: Site, { id, properties }: Declared): Made {
  const { RoleName, AssumeRolePolicyDocument, Policies = [] } = properties as unknown as RoleProperties;
  const name = RoleName ?? physicalName(stackName, id);
  const arn = `arn:aws:iam::${accountId}:role/${name}`;
  iam.putRole({
    arn,
    trust: AssumeRolePolicyDocument,
    policies: Policies.map((policy) => policy.PolicyDocument),
  });
  return { ref: name, attributes: { Arn: arn } };
}

const role: Kind = {
  properties: [
    'RoleName',
    'Description',
    'AssumeRolePolicyDocument.*',
    'Policies.PolicyName',
    'Policies.PolicyDocument.*',
  ],
  make: putRole,
  change: putRole,
};

export const iam: Readonly<Record<string, Kind>> = { 'AWS::IAM::Role': role };
