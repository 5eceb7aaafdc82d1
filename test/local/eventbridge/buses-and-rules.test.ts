/** Buses, their permissions, rules and tags, as they are told. */
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  PutPermissionCommand,
  PutRuleCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { arnOf, eventsWorld, rule } from './world.ts';

test('a bus is made once, told with its policy, and deleted; the default one stays', async () => {
  const { client } = eventsWorld();
  await client.send(new CreateEventBusCommand({ Name: 'ramps', Description: 'facts' }));
  const statement = { EventBusName: 'ramps', Action: 'events:PutEvents', Principal: '444455556666' };
  await client.send(new PutPermissionCommand({ ...statement, StatementId: 'one' }));
  await client.send(new PutPermissionCommand({ ...statement, StatementId: 'two' }));
  await client.send(new RemovePermissionCommand({ EventBusName: 'ramps', StatementId: 'one' }));

  const { Policy = '', Description } = await client.send(new DescribeEventBusCommand({ Name: 'ramps' }));
  const again = client.send(new CreateEventBusCommand({ Name: 'ramps' }));

  expect(Description).toBe('facts');
  expect(JSON.parse(Policy).Statement).toEqual([
    {
      Sid: 'two',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      Action: 'events:PutEvents',
      Resource: 'arn:aws:events:eu-central-1:111122223333:event-bus/ramps',
    },
  ]);
  await expect(again).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  await client.send(new DeleteEventBusCommand({ Name: 'ramps' }));
  const { EventBuses = [] } = await client.send(new ListEventBusesCommand({}));
  expect(EventBuses.map(({ Name }) => Name)).toEqual(['default']);
  const ofDefault = client.send(new DeleteEventBusCommand({ Name: 'default' }));
  await expect(ofDefault).rejects.toThrow('Cannot delete event bus default.');
});

test('a rule is changed in place and deleted only without targets', async () => {
  const { client } = eventsWorld();
  await rule(client, 'r', { source: ['a'] });
  await rule(client, 'other', { source: ['a'] }, { Arn: arnOf('g') });
  await client.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["b"]}', State: 'DISABLED' }));

  const told = await client.send(new DescribeRuleCommand({ Name: 'r' }));
  const { RuleNames } = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: arnOf('f') }));
  const { Rules = [], NextToken } = await client.send(new ListRulesCommand({ Limit: 1 }));
  const rest = await client.send(new ListRulesCommand({ NextToken }));

  expect(told).toMatchObject({
    EventPattern: '{"source":["b"]}',
    State: 'DISABLED',
    EventBusName: 'default',
  });
  expect(RuleNames).toEqual(['r']);
  expect([...Rules, ...(rest.Rules ?? [])].map(({ Name }) => Name)).toEqual(['r', 'other']);
  const remove = () => client.send(new DeleteRuleCommand({ Name: 'r' }));
  await expect(remove()).rejects.toThrow("Rule can't be deleted since it has targets.");
  await client.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['one'] }));
  await remove();
  await expect(client.send(new DescribeRuleCommand({ Name: 'r' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Rule r does not exist on EventBus default.',
  });
});

test('rules and buses have tags', async () => {
  const { client } = eventsWorld();
  const Tags = [{ Key: 'team', Value: 'checkout' }];
  const { RuleArn: ResourceARN } = await client.send(
    new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["a"]}', Tags }),
  );
  await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'stage', Value: 'test' }] }));
  await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }));

  const told = await client.send(new ListTagsForResourceCommand({ ResourceARN }));

  expect(told.Tags).toEqual([{ Key: 'stage', Value: 'test' }]);
});

test.each([
  [{}, /EventPattern or ScheduleExpression must be specified/],
  [{ EventPattern: '{"source":"a"}' }, /Event pattern is not valid/],
  [{ Name: 'a b', EventPattern: '{"source":["a"]}' }, /regular expression/],
  [{ EventBusName: 'nobody', EventPattern: '{"source":["a"]}' }, /Event bus nobody does not exist/],
])('%# a rule that will not do is refused', async (given, refusal) => {
  const { client } = eventsWorld();

  await expect(client.send(new PutRuleCommand({ Name: 'r', ...given }))).rejects.toThrow(refusal);
});
