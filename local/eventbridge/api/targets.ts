import {
  LimitExceededException,
  type ListRuleNamesByTargetRequest,
  type ListRuleNamesByTargetResponse,
  type ListTargetsByRuleRequest,
  type ListTargetsByRuleResponse,
  type PutTargetsRequest,
  type PutTargetsResponse,
  type RemoveTargetsRequest,
  type RemoveTargetsResponse,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { notImplemented } from '../../wire/errors.ts';
import { checkInput } from '../input.ts';
import { pageOf } from '../paging.ts';
import { targetKind } from '../target-call.ts';
import { type EventsWorld, findBus, findRule, invalid } from '../world.ts';

const mostTargets = 5;

/** A target with a known id replaces the one there was. */
export function putTargets(world: EventsWorld, input: PutTargetsRequest): PutTargetsResponse {
  const { targets } = findRule(world, input.EventBusName, input.Rule);
  const given = input.Targets ?? [];
  for (const target of given) refuse(world, target);
  const ids = new Set([...targets.keys(), ...given.map(({ Id = '' }) => Id)]);
  if (ids.size > mostTargets)
    throw new LimitExceededException({
      message: 'The requested resource exceeds the maximum number allowed.',
      $metadata: {},
    });
  for (const target of given) targets.set(target.Id ?? '', target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

const emulated = [
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'DeadLetterConfig',
  'RetryPolicy',
];

function refuse({ door }: EventsWorld, target: Target): void {
  const { Id = '', Arn = '', RetryPolicy: retry } = target;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Id)) throw invalid(`Parameter Id is not valid: ${Id}`);
  const other = Object.keys(target).find((member) => !emulated.includes(member));
  if (other) throw notImplemented('EventBridge', `PutTargets with ${other}`);
  if (!/^arn:/.test(Arn))
    throw invalid(`Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  const kind = targetKind(door, Arn);
  if (!kind) throw notImplemented('EventBridge', `PutTargets with the target ${Arn}`);
  if (kind === 'states' && target.RoleArn === undefined)
    throw invalid(`RoleArn is required for target ${Arn}.`);
  checkRange('MaximumEventAgeInSeconds', retry?.MaximumEventAgeInSeconds, 60, 86_400);
  checkRange('MaximumRetryAttempts', retry?.MaximumRetryAttempts, 0, 185);
  checkInput(target);
}

function checkRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && (value < least || value > most))
    throw invalid(`Parameter ${name} is not valid: ${value} is not between ${least} and ${most}.`);
}

export function removeTargets(world: EventsWorld, input: RemoveTargetsRequest): RemoveTargetsResponse {
  const { targets } = findRule(world, input.EventBusName, input.Rule);
  for (const id of input.Ids ?? []) targets.delete(id);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function listTargetsByRule(
  world: EventsWorld,
  { Rule, EventBusName, ...page }: ListTargetsByRuleRequest,
): ListTargetsByRuleResponse {
  const { items, next } = pageOf([...findRule(world, EventBusName, Rule).targets.values()], page);
  return { Targets: [...items], ...next };
}

export function listRuleNamesByTarget(
  world: EventsWorld,
  { TargetArn, EventBusName, ...page }: ListRuleNamesByTargetRequest,
): ListRuleNamesByTargetResponse {
  const all = [...findBus(world, EventBusName).rules.values()]
    .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === TargetArn))
    .map(({ name }) => name);
  const { items, next } = pageOf(all, page);
  return { RuleNames: [...items], ...next };
}
