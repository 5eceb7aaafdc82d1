import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DescribeRuleResponse,
  DisableRuleRequest,
  EnableRuleRequest,
  ListRulesRequest,
  ListRulesResponse,
  PutRuleRequest,
  PutRuleResponse,
  RuleState,
} from '@aws-sdk/client-eventbridge';
import { notImplemented } from '../../wire/errors.ts';
import { pageOf } from '../paging.ts';
import { compilePattern } from '../pattern/compile.ts';
import { checkSchedule, plan } from '../schedule.ts';
import {
  addTags,
  type Bus,
  defaultBus,
  type EventsWorld,
  findBus,
  findRule,
  invalid,
  type Rule,
  ruleArn,
} from '../world.ts';

/** Putting a rule again changes it and keeps its targets and tags. */
export function putRule(world: EventsWorld, input: PutRuleRequest): PutRuleResponse {
  const { Name = '', EventPattern, ScheduleExpression, State = 'ENABLED', Tags } = input;
  const bus = findBus(world, input.EventBusName);
  refuse(bus, input);
  const pattern = EventPattern ? { text: EventPattern, compiled: compilePattern(EventPattern) } : undefined;
  const known = bus.rules.get(Name);
  const rule: Rule = known ?? newRule(bus, Name);
  Object.assign(rule, {
    pattern,
    schedule: ScheduleExpression || undefined,
    state: State,
    description: input.Description,
    roleArn: input.RoleArn,
  });
  if (!known) addTags(rule.tags, Tags);
  bus.rules.set(Name, rule);
  plan(world, rule);
  return { RuleArn: rule.arn };
}

function refuse(bus: Bus, { Name = '', EventPattern, ScheduleExpression, State }: PutRuleRequest): void {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name))
    throw invalid(
      `1 validation error detected: Value '${Name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  if (State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')
    throw notImplemented('EventBridge', `PutRule with State ${State}`);
  if (!EventPattern && !ScheduleExpression)
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  if (!ScheduleExpression) return;
  if (bus.name !== defaultBus)
    throw invalid('ScheduleExpression is supported only on the default event bus.');
  checkSchedule(ScheduleExpression);
}

const newRule = (bus: Bus, name: string): Rule => ({
  name,
  arn: ruleArn(bus, name),
  busName: bus.name,
  targets: new Map(),
  tags: new Map(),
  pattern: undefined,
  schedule: undefined,
  state: 'ENABLED',
  description: undefined,
  roleArn: undefined,
});

export const describeRule = (
  world: EventsWorld,
  { Name, EventBusName }: DescribeRuleRequest,
): DescribeRuleResponse => ({
  ...ruleView(findRule(world, EventBusName, Name)),
  CreatedBy: world.accountId,
});

export function listRules(
  world: EventsWorld,
  { NamePrefix = '', EventBusName, ...page }: ListRulesRequest,
): ListRulesResponse {
  const all = [...findBus(world, EventBusName).rules.values()].filter(({ name }) =>
    name.startsWith(NamePrefix),
  );
  const { items, next } = pageOf(all, page);
  return { Rules: items.map(ruleView), ...next };
}

export const enableRule = (world: EventsWorld, { Name, EventBusName }: EnableRuleRequest): void =>
  setState(world, findRule(world, EventBusName, Name), 'ENABLED');

export const disableRule = (world: EventsWorld, { Name, EventBusName }: DisableRuleRequest): void =>
  setState(world, findRule(world, EventBusName, Name), 'DISABLED');

function setState(world: EventsWorld, rule: Rule, state: RuleState): void {
  rule.state = state;
  plan(world, rule);
}

/** Deleting a rule that is not there succeeds, as in AWS. */
export function deleteRule(world: EventsWorld, { Name = '', EventBusName }: DeleteRuleRequest): void {
  const { rules } = findBus(world, EventBusName);
  const rule = rules.get(Name);
  if (rule && rule.targets.size > 0) throw invalid("Rule can't be deleted since it has targets.");
  rule?.timer?.cancel();
  rules.delete(Name);
}

const ruleView = (rule: Rule) => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.pattern && { EventPattern: rule.pattern.text }),
  ...(rule.schedule !== undefined && { ScheduleExpression: rule.schedule }),
  State: rule.state,
  ...(rule.description !== undefined && { Description: rule.description }),
  ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  EventBusName: rule.busName,
});
