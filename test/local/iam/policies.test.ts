/** What policies come to, and what each call needs. */
import { expect, test } from 'vitest';
import { createIam } from '#local/iam/index';
import { needsOf } from '#local/iam/needs/index';
import type { Experiment } from '#local/iam/needs/need';
import type { Statement } from '#local/iam/policy';
import { allServices } from '#local/services';
import { testAws } from '#test/support/aws';

const roleArn = 'arn:aws:iam::111122223333:role/ramp';
const here = (service: string, rest: string) => `arn:aws:${service}:eu-central-1:111122223333:${rest}`;

function may(
  statements: readonly Partial<Statement>[],
  [service, operation]: readonly [string, string],
  input: object,
  experiment?: Experiment,
) {
  const iam = createIam({
    roles: [
      {
        arn: roleArn,
        trust: ['lambda.amazonaws.com'],
        policies: [
          {
            Version: '2012-10-17',
            Statement: statements.map((each) => ({ Effect: 'Allow', ...each }) as Statement),
          },
        ],
      },
    ],
  });
  if (experiment) iam.experiments(experiment);
  const accessKeyId = iam.assume(roleArn, 'lambda.amazonaws.com', 'fn');
  try {
    iam.authorize({ service, operation, input: input as never, accessKeyId });
    return { iam, told: 'allowed' };
  } catch (error) {
    return { iam, told: `${(error as Error).name}: ${(error as Error).message}` };
  }
}

const get = ['DynamoDB', 'GetItem'] as const;
const table = here('dynamodb', 'table/ledger');
const input = { TableName: 'ledger' };

test.each<[name: string, statements: Partial<Statement>[], isAllowed: boolean]>([
  ['the exact action and resource', [{ Action: 'dynamodb:GetItem', Resource: table }], true],
  ['another case of the action', [{ Action: 'DynamoDB:getitem', Resource: table }], true],
  ['another case of the resource', [{ Action: 'dynamodb:GetItem', Resource: table.toUpperCase() }], false],
  ['wildcards', [{ Action: ['s3:*', 'dynamodb:Get*'], Resource: here('dynamodb', 'table/led?er') }], true],
  ['a dot is no wildcard', [{ Action: 'dynamodb.GetItem', Resource: '*' }], false],
  ['everything', [{ Action: '*', Resource: '*' }], true],
  ['another action', [{ Action: 'dynamodb:PutItem', Resource: '*' }], false],
  ['another resource', [{ Action: '*', Resource: here('dynamodb', 'table/ledger2') }], false],
  ['all but an action', [{ NotAction: 'dynamodb:Put*', Resource: '*' }], true],
  ['all but this action', [{ NotAction: 'dynamodb:Get*', Resource: '*' }], false],
  ['all but this resource', [{ Action: '*', NotResource: table }], false],
  [
    'a denial beside a permission',
    [
      { Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' },
    ],
    false,
  ],
  [
    'a denial of something else',
    [
      { Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'dynamodb:Put*', Resource: '*' },
    ],
    true,
  ],
  [
    'a condition that holds',
    [
      {
        Action: '*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-central-1'] } },
      },
    ],
    true,
  ],
  [
    'a condition that does not',
    [{ Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }],
    false,
  ],
  [
    'two conditions, one of which fails',
    [
      {
        Action: '*',
        Resource: '*',
        Condition: {
          StringLike: { 'aws:RequestedRegion': 'eu-*' },
          Bool: { 'aws:SecureTransport': 'false' },
        },
      },
    ],
    false,
  ],
  [
    'a key that is absent',
    [{ Action: '*', Resource: '*', Condition: { ArnLike: { 'aws:SourceArn': '*' } } }],
    false,
  ],
  [
    'a key that is absent, if it exists',
    [{ Action: '*', Resource: '*', Condition: { ArnLikeIfExists: { 'aws:SourceArn': 'x' } } }],
    true,
  ],
  [
    'a negated operator over an absent key',
    [{ Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:SourceArn': 'x' } } }],
    true,
  ],
  ['Null', [{ Action: '*', Resource: '*', Condition: { Null: { 'aws:SourceArn': 'true' } } }], true],
  [
    'a role that is this one',
    [{ Action: '*', Resource: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } } }],
    true,
  ],
])('%s', (_name, statements, isAllowed) => {
  const { told } = may(statements, get, input);

  expect(told === 'allowed').toBe(isAllowed);
  if (!isAllowed)
    expect(told).toContain(
      `AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/ramp/fn is not authorized to perform: dynamodb:GetItem on resource: ${table} `,
    );
});

test('what is not emulated in a policy is refused when the policy is read', () => {
  const read = (statement: Partial<Statement> & object) => () =>
    may([{ Action: '*', Resource: '*', ...statement }], get, input);

  expect(read({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })).toThrow('operator IpAddress');
  expect(read({ Condition: { StringEquals: { 'aws:ResourceTag/team': 'x' } } })).toThrow(
    'the condition key aws:ResourceTag/team',
  );
  expect(read({ NotPrincipal: '*' } as object)).toThrow('the element NotPrincipal');
});

const run = { ApplicationIdentifier: 'a1', ExperimentDefinitionIdentifier: 'd1', Run: 2 };
const app = here('appconfig', 'application/a1');
const experiment = () => ({
  applicationId: 'a1',
  definitionId: 'd1',
  environmentId: 'e1',
  configurationProfileId: 'p1',
});
const deployment = [
  app,
  `${app}/environment/e1`,
  `${app}/configurationprofile/p1`,
  here('appconfig', 'deploymentstrategy/AppConfig.ServiceManaged'),
].map((resource) => `appconfig:StartDeployment ${resource}`);
const ofRun = (action: string) =>
  [app, `${app}/experimentdefinition/d1`, `${app}/experimentdefinition/d1/experimentrun/2`].map(
    (resource) => `appconfig:${action} ${resource}`,
  );

test.each<[call: string, input: object, needs: string[]]>([
  ['AppConfig GetExperimentRun', run, ofRun('GetExperimentRun')],
  [
    'AppConfig UpdateExperimentRun',
    { ...run, ApplicationIdentifier: 'shop', ExperimentDefinitionIdentifier: 'checkout' },
    [...ofRun('UpdateExperimentRun'), ...deployment],
  ],
  ['AppConfig StopExperimentRun', run, [...ofRun('StopExperimentRun'), ...deployment]],
  [
    'AppConfig StopExperimentRun',
    { ...run, DeploymentParameters: { Tags: { whose: 'ours' } } },
    [
      ...ofRun('StopExperimentRun'),
      ...deployment,
      `appconfig:TagResource ${app}/environment/e1/deployment/*`,
    ],
  ],
  [
    'AppConfig StartExperimentRun',
    { ...run, Run: undefined, Tags: { ramp: 'r' } },
    [
      ...ofRun('StartExperimentRun').slice(0, 2),
      `appconfig:TagResource ${app}/experimentdefinition/d1/experimentrun/*`,
      ...deployment,
    ],
  ],
  ['AppConfig ListExperimentDefinitions', { Status: 'ACTIVE' }, ['appconfig:ListExperimentDefinitions *']],
  [
    'DynamoDB Query',
    { TableName: 't', IndexName: 'due' },
    [`dynamodb:Query ${here('dynamodb', 'table/t/index/due')}`],
  ],
  [
    'DynamoDB BatchGetItem',
    { RequestItems: { a: {}, b: {} } },
    ['a', 'b'].map((name) => `dynamodb:BatchGetItem ${here('dynamodb', `table/${name}`)}`),
  ],
  [
    'SFN StartExecution',
    { stateMachineArn: here('states', 'stateMachine:ramp') },
    [`states:StartExecution ${here('states', 'stateMachine:ramp')}`],
  ],
  ['SFN SendTaskSuccess', { taskToken: 'x' }, ['states:SendTaskSuccess *']],
  [
    'SFN CreateStateMachine',
    { name: 'm', roleArn: 'arn:role' },
    [`states:CreateStateMachine ${here('states', 'stateMachine:m')}`, 'iam:PassRole arn:role'],
  ],
  [
    'Lambda Invoke',
    { FunctionName: 'raise:$LATEST' },
    [`lambda:InvokeFunction ${here('lambda', 'function:raise:$LATEST')}`],
  ],
  ['CloudWatch DescribeAlarms', {}, ['cloudwatch:DescribeAlarms *']],
  [
    'EventBridge PutEvents',
    { Entries: [{ Source: 'rampart' }, { EventBusName: here('events', 'event-bus/b') }] },
    [
      `events:PutEvents ${here('events', 'event-bus/default')}`,
      `events:PutEvents ${here('events', 'event-bus/b')}`,
    ],
  ],
  ['EventBridge PutRule', { Name: 'r', EventBusName: 'b' }, [`events:PutRule ${here('events', 'rule/b/r')}`]],
  [
    'SQS SendMessageBatch',
    { QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/q' },
    [`sqs:SendMessage ${here('sqs', 'q')}`],
  ],
  [
    'SSM GetParameter',
    { Name: '/slack/token' },
    [`ssm:GetParameter ${here('ssm', 'parameter/slack/token')}`],
  ],
  [
    'SecretsManager GetSecretValue',
    { SecretId: 'slack' },
    [`secretsmanager:GetSecretValue ${here('secretsmanager', 'secret:slack-xxxxxx')}`],
  ],
  [
    'Scheduler CreateSchedule',
    { Name: 's', Target: { RoleArn: 'arn:role' } },
    [`scheduler:CreateSchedule ${here('scheduler', 'schedule/default/s')}`, 'iam:PassRole arn:role'],
  ],
])('%s needs each of its actions on each of its resources', (call, given, needs) => {
  const { iam, told } = may([{ Action: '*', Resource: '*' }], call.split(' ') as never, given, experiment);

  expect(told).toBe('allowed');
  expect(iam.deeds().map(({ action, resource }) => `${action} ${resource}`)).toEqual(needs);
});

test('the needs of every emulated operation are known, but of the data plane whose token hides the resource', () => {
  const aws = testAws(allServices);
  const names =
    'AppConfig AppConfigData CloudWatch DynamoDB EventBridge Lambda Scheduler SecretsManager SFN SQS SSM'.split(
      ' ',
    );

  const unknown = names.flatMap((name) => {
    const service = aws.dispatcher.service(name);
    const operations = [...(service?.model.operations.keys() ?? [])].filter((each) => service?.answers(each));
    return operations.flatMap((operation) => {
      try {
        needsOf({ service: name, operation, input: {} }, { accountId: '1', region: 'r' });
        return [];
      } catch (error) {
        return [`${name}.${operation} ${(error as Error).name}`];
      }
    });
  });

  expect(unknown).toEqual([
    'AppConfigData.GetLatestConfiguration NotImplementedException',
    'AppConfigData.StartConfigurationSession NotImplementedException',
  ]);
});

test('leaving out any one of the resources that a stop needs refuses the stop', () => {
  for (const needed of [...ofRun('StopExperimentRun'), ...deployment]) {
    const granted = [...ofRun('StopExperimentRun'), ...deployment].filter((each) => each !== needed);
    const statements = granted.map((each) => {
      const [Action = '', Resource = ''] = each.split(' ');
      return { Action, Resource };
    });

    const { told } = may(statements, ['AppConfig', 'StopExperimentRun'], run, experiment);

    expect(told).toContain(
      `perform: ${needed.replace(' ', ' on resource: ')} because no identity-based policy`,
    );
  }
});

test('a condition on what is asked for is read from the call', () => {
  const events = {
    Action: 'events:PutEvents',
    Resource: '*',
    Condition: { StringEquals: { 'events:source': 'rampart' } },
  };
  const metrics = {
    Action: 'cloudwatch:PutMetricData',
    Resource: '*',
    Condition: { StringEquals: { 'cloudwatch:namespace': 'rampart' } },
  };
  const tags = {
    Action: '*',
    Resource: '*',
    Condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': 'ramp*' } },
  };
  const put = (...sources: string[]) =>
    may([events], ['EventBridge', 'PutEvents'], { Entries: sources.map((Source) => ({ Source })) }).told;

  expect(put('rampart')).toBe('allowed');
  expect(put('rampart', 'aws.appconfig')).toContain('AccessDenied');
  expect(may([metrics], ['CloudWatch', 'PutMetricData'], { Namespace: 'AWS/Lambda' }).told).toContain(
    'AccessDenied',
  );
  expect(may([tags], ['AppConfig', 'StartExperimentRun'], { ...run, Tags: { ramp: '1' } }).told).toBe(
    'allowed',
  );
  expect(
    may([tags], ['AppConfig', 'StartExperimentRun'], { ...run, Tags: { ramp: '1', owner: 'x' } }).told,
  ).toContain('AccessDenied');
});

test('what is granted and never needed is known', () => {
  const { iam } = may(
    [
      { Action: ['dynamodb:GetItem', 'dynamodb:Scan'], Resource: table },
      { Action: 'sqs:*', Resource: '*' },
    ],
    get,
    input,
  );

  expect(iam.unused(roleArn)).toEqual([`dynamodb:Scan on ${table}`, 'sqs:* on *']);
  expect(iam.deeds()).toEqual([
    { source: roleArn, action: 'dynamodb:GetItem', resource: table, isAllowed: true },
  ]);
});

test('a role is only for whom it trusts, a stranger for nobody, and the operator for everything', () => {
  const iam = createIam({
    roles: [
      {
        arn: roleArn,
        trust: ['states.amazonaws.com'],
        policies: [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
      },
    ],
  });
  const told = (accessKeyId: string | undefined, call = get as readonly [string, string]) => {
    try {
      iam.authorize({ service: call[0], operation: call[1], input, accessKeyId });
      return 'allowed';
    } catch (error) {
      return (error as Error).message;
    }
  };

  expect(told(iam.assume(roleArn, 'states.amazonaws.com', 'm'))).toBe('allowed');
  expect(told(iam.assume(roleArn, 'lambda.amazonaws.com', 'm'))).toContain(
    'because its role may not be assumed by lambda.amazonaws.com',
  );
  expect(told(iam.assume(`${roleArn}2`, 'states.amazonaws.com', 'm'))).toContain('is not authorized');
  expect(told('AKIASTRANGER')).toBe('The security token included in the request is invalid.');
  expect(told('AKIDLOCAL', ['AppConfigData', 'GetLatestConfiguration'])).toBe('allowed');
  expect(
    told(iam.assume(roleArn, 'states.amazonaws.com', 'm'), ['AppConfigData', 'GetLatestConfiguration']),
  ).toContain('AppConfigData.GetLatestConfiguration needs) is not implemented');
});

test('a trust policy may ask for whose resource a service comes, and a session for another one may nothing', () => {
  const machine = 'arn:aws:states:eu-central-1:111122223333:stateMachine:ours';
  const trust = {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'states.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': machine },
      },
    },
  } as const;
  const policies = [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }] as const;
  const iam = createIam({ roles: [{ arn: roleArn, trust, policies }] });
  const told = (by: string, sourceArn?: string) => {
    const accessKeyId = iam.assume(roleArn, by, 'm', sourceArn);
    try {
      iam.authorize({ service: get[0], operation: get[1], input, accessKeyId });
      return 'allowed';
    } catch (error) {
      return (error as Error).message;
    }
  };

  expect(told('states.amazonaws.com', machine)).toBe('allowed');
  expect(told('states.amazonaws.com', `${machine}2`)).toContain('may not be assumed by states.amazonaws.com');
  expect(told('states.amazonaws.com')).toContain('may not be assumed by states.amazonaws.com');
  expect(told('lambda.amazonaws.com', machine)).toContain('may not be assumed by lambda.amazonaws.com');
});
