/** The packaged template: as AWS describes its resources, and as the functions expect it. */
import { describe, expect, test } from 'vitest';
import { slackVariables, variables } from '#adapters/config';
import { functions } from '#functions/index';
import type { Resource, Template } from '#local/template/template';
import { packagedTemplate } from '#test/support/packaged';
import { lint } from '#test/support/template-lint';

const template = await packagedTemplate();
const ofType = (type: string): readonly (readonly [id: string, resource: Resource])[] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

test('AWS has nothing to object to', () => {
  expect(lint(template)).toEqual([]);
});

describe('a mistake of each kind is found', () => {
  type Change = (properties: Record<string, unknown>, resource: Record<string, unknown>) => void;
  const planted: readonly [what: string, id: string, change: Change, told: string][] = [
    ['a property', 'Ledger', (p) => (p.Colour = 'red'), 'Ledger: there is no property Colour'],
    [
      'a property of a property',
      'WatchSchedule',
      (p) => ((p.Target as Record<string, unknown>).Speed = 1),
      'WatchSchedule.Target: there is no property Speed',
    ],
    ['a value', 'Ramp', (p) => (p.StateMachineType = 'FAST'), 'Ramp.StateMachineType: FAST is none of'],
    ['something missing', 'Ledger', (p) => delete p.KeySchema, 'Ledger: KeySchema is required'],
    [
      'a number',
      'OpenLambdaFunction',
      (p) => (p.Timeout = 'long'),
      'OpenLambdaFunction.Timeout: a number is wanted',
    ],
    ['a list', 'OpenLambdaFunction', (p) => (p.Architectures = 'arm64'), 'Architectures: a list is wanted'],
    [
      'a text',
      'OpenLambdaFunction',
      (p) => (p.Handler = ['a']),
      'OpenLambdaFunction.Handler: a text is wanted',
    ],
    [
      'a type',
      'Ledger',
      (_, r) => (r.Type = 'AWS::DynamoDB::Desk'),
      'there is no resource type AWS::DynamoDB::Desk',
    ],
    ['a reference', 'Ledger', (p) => (p.TableName = { Ref: 'Nothing' }), 'there is no resource Nothing'],
    [
      'an attribute',
      'OpenLambdaFunction',
      (p) => (p.Role = { 'Fn::GetAtt': ['OpenRole', 'Colour'] }),
      'AWS::IAM::Role has no attribute Colour',
    ],
    [
      'a reference in a text',
      'OpenLambdaFunction',
      (p) => (p.Description = { 'Fn::Sub': `\${Nothing.Arn}` }),
      'there is no resource Nothing',
    ],
    [
      'an attribute in a text',
      'OpenLambdaFunction',
      (p) => (p.Description = { 'Fn::Sub': `\${OpenRole.Colour}` }),
      'AWS::IAM::Role has no attribute Colour',
    ],
    [
      'a circle',
      'OpenLogGroup',
      (_, r) => (r.DependsOn = 'OpenLambdaFunction'),
      'resources wait for each other',
    ],
  ];

  test.each(planted)('%s', (_what, id, change, told) => {
    const changed = structuredClone(template) as { Resources: Record<string, Record<string, unknown>> };
    const resource = changed.Resources[id] as Record<string, unknown>;
    change(resource.Properties as Record<string, unknown>, resource);

    expect(lint(changed as Template)).toEqual(expect.arrayContaining([expect.stringContaining(told)]));
  });
});

test('the functions of the template are those of functions/index.ts, on Node 24 and arm64', () => {
  const deployed = ofType('AWS::Lambda::Function').map(([, { Properties }]) => Properties);

  expect(deployed.map((each) => each?.FunctionName).toSorted()).toEqual(
    Object.keys(functions)
      .map((name) => `rampart-test-${name}`)
      .toSorted(),
  );
  expect(deployed.filter((each) => each?.Runtime !== 'nodejs24.x')).toEqual([]);
  expect(deployed.filter((each) => String(each?.Architectures) !== 'arm64')).toEqual([]);
});

test('each function has a role of its own, and logs that are not kept for ever', () => {
  const roles = ofType('AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties?.Role));

  expect(new Set(roles).size).toBe(Object.keys(functions).length);
  expect(ofType('AWS::Logs::LogGroup').length).toBe(Object.keys(functions).length);
  expect(ofType('AWS::Logs::LogGroup').filter(([, { Properties }]) => !Properties?.RetentionInDays)).toEqual(
    [],
  );
});

test('the environment of every function is what adapters/config.ts reads, and what Powertools is told', () => {
  const all = Object.values(variables).filter((name) => !name.startsWith('AWS_'));

  for (const [id, { Properties }] of ofType('AWS::Lambda::Function')) {
    const { Variables } = (Properties as { Environment: { Variables: object } }).Environment;
    const ours = Object.keys(Variables).filter((name) => !name.startsWith('POWERTOOLS_'));
    const own = id === 'NotifyLambdaFunction' ? Object.values(slackVariables) : [];
    expect([id, ours.toSorted()]).toEqual([id, [...all, ...own].toSorted()]);
  }
});

test('the ledger outlives the stack, has no fixed name, and can be restored to any point in time', () => {
  const [[, ledger] = ['', undefined]] = ofType('AWS::DynamoDB::Table');

  expect(ledger).toMatchObject({
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
  });
  expect(ledger?.Properties).not.toHaveProperty('TableName');
});
