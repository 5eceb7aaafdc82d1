/** A function's own policy, statement by statement. */
import {
  type AddPermissionRequest,
  type AddPermissionResponse,
  type GetPolicyResponse,
  type RemovePermissionRequest,
  ResourceConflictException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import type { Statement } from '../../iam/policy.ts';
import { notImplemented } from '../../wire/errors.ts';
import { arnOf, find, type LambdaWorld } from '../functions.ts';
import { statementsOf } from '../policy.ts';

type Named = { readonly FunctionName: string | undefined; readonly Qualifier?: string | undefined };

export function addPermission(world: LambdaWorld, input: AddPermissionRequest): AddPermissionResponse {
  const { name } = find(world, input);
  const lacking = (['EventSourceToken', 'PrincipalOrgID', 'RevisionId'] as const).find(
    (field) => input[field] !== undefined,
  );
  if (lacking) throw notImplemented('Lambda', `AddPermission.${lacking}`);
  const sid = input.StatementId ?? '';
  const policy = world.policies.get(name) ?? new Map<string, Statement>();
  if (policy.has(sid))
    throw new ResourceConflictException({
      message: `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      Type: 'User',
      $metadata: {},
    });
  const statement = statementOf(input, arnOf(world, name));
  world.policies.set(name, policy.set(sid, statement));
  return { Statement: JSON.stringify(statement) };
}

function statementOf(input: AddPermissionRequest, Resource: string): Statement {
  const { StatementId: Sid = '', Action, Principal = '', SourceArn, SourceAccount } = input;
  const equals = {
    ...(SourceAccount === undefined ? {} : { 'AWS:SourceAccount': SourceAccount }),
    ...(input.FunctionUrlAuthType === undefined
      ? {}
      : { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(input.InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { 'lambda:InvokedViaFunctionUrl': String(input.InvokedViaFunctionUrl) } }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  return {
    Sid,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    ...(Action === undefined ? {} : { Action }),
    Resource,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function principalOf(given: string): NonNullable<Statement['Principal']> {
  if (given === '*') return '*';
  if (/^\d{12}$/.test(given)) return { AWS: `arn:aws:iam::${given}:root` };
  return given.startsWith('arn:') ? { AWS: given } : { Service: given };
}

export function removePermission(world: LambdaWorld, input: RemovePermissionRequest): void {
  const { name } = find(world, input);
  if (world.policies.get(name)?.delete(input.StatementId ?? '') !== true)
    throw notThere(`Statement ${input.StatementId} is not found in resource policy.`);
}

export function getPolicy(world: LambdaWorld, input: Named): GetPolicyResponse {
  const Statement = statementsOf(world, find(world, input).name);
  if (Statement.length === 0) throw notThere('The resource you requested does not exist.');
  return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement }) };
}

const notThere = (message: string) => new ResourceNotFoundException({ message, Type: 'User', $metadata: {} });
