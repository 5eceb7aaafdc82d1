/** Event buses and rules. */
import type { Kind } from '../kind.ts';
import { physicalName } from '../names.ts';
import type { Value } from '../template.ts';

const bus: Kind = {
  properties: ['Name', 'Description'],
  make: async ({ call, region, accountId }, { properties }) => {
    const { Name = '', Description } = properties;
    await call('EventBridge', 'CreateEventBus', { Name, ...(Description ? { Description } : {}) });
    const Arn = `arn:aws:events:${region}:${accountId}:event-bus/${Name}`;
    return { ref: String(Name), attributes: { Arn, Name: String(Name) } };
  },
};

type RuleProperties = {
  readonly Name?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: Value;
  readonly Targets?: Value;
};

const rule: Kind = {
  properties: [
    'Name',
    'Description',
    'EventBusName',
    'EventPattern.*',
    'ScheduleExpression',
    'State',
    'RoleArn',
    'Targets.*',
  ],
  make: async ({ call, stackName }, { id, properties }) => {
    const { EventPattern, Targets, ...given } = properties as RuleProperties;
    const { Name = physicalName(stackName, id), EventBusName = 'default' } = given;
    const pattern = EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) };
    const { RuleArn } = await call('EventBridge', 'PutRule', { ...given, Name, ...pattern });
    if (Targets !== undefined) await call('EventBridge', 'PutTargets', { Rule: Name, EventBusName, Targets });
    return { ref: Name, attributes: { Arn: String(RuleArn) } };
  },
};

export const events: Readonly<Record<string, Kind>> = {
  'AWS::Events::EventBus': bus,
  'AWS::Events::Rule': rule,
};
