/** A world built from a template: what refers to what, and everything that is not emulated named. */
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { deploy } from '#local/deployment';
import { readTemplate } from '#local/template/template';
import { testAws } from '#test/support/aws';

type Resources = Readonly<Record<string, object>>;

const templateOf = (Resources: Resources, Outputs: object = {}) =>
  readTemplate(JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources, Outputs }));

const built = (Resources: Resources, Outputs: object = {}) =>
  deploy({
    template: templateOf(Resources, Outputs),
    stackName: 'shop',
    codeOf: () => async () => 'done',
    create: testAws,
  });

const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } };
const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
  },
};
const fn = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'count',
    Handler: 'count.handler',
    Code: { S3Bucket: 'b', S3Key: 'x/count.zip' },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
  },
};

test('values come from the resources that they refer to, whatever the order in which those are declared', async () => {
  const { aws, stack } = await built(
    {
      Parameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: {
          Name: '/shop/queue',
          Type: 'String',
          Value: {
            'Fn::Join': [
              ' ',
              [
                { Ref: 'Queue' },
                { 'Fn::GetAtt': 'Queue.Arn' },
                { 'Fn::Sub': `\${AWS::Partition} \${!literal} \${Queue.QueueName}` },
                { 'Fn::Sub': [`\${own} \${AWS::Region}`, { own: { Ref: 'AWS::StackName' } }] },
                { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] },
              ],
            ],
          },
          Description: { Ref: 'AWS::NoValue' },
        },
      },
      Queue: queue,
    },
    { Url: { Value: { Ref: 'Queue' } } },
  );

  const { Parameter } = await new SSMClient(aws.clientConfig()).send(
    new GetParameterCommand({ Name: '/shop/queue' }),
  );
  const url = 'https://sqs.eu-central-1.amazonaws.com/111122223333/orders';
  expect(Parameter?.Value).toBe(
    `${url} arn:aws:sqs:eu-central-1:111122223333:orders aws \${literal} orders shop eu-central-1 b`,
  );
  expect(stack.outputs).toEqual({ Url: url });
});

test('what has no name gets one of the stack and the resource, the same each time', async () => {
  const nameOf = async () => {
    const { aws } = await built({ Queue: { Type: 'AWS::SQS::Queue' } });
    const { QueueUrls = [] } = await new SQSClient(aws.clientConfig()).send(new ListQueuesCommand({}));
    return QueueUrls[0]?.split('/').at(-1);
  };

  const name = await nameOf();

  expect(name).toMatch(/^shop-Queue-[0-9A-F]{12}$/);
  expect(await nameOf()).toBe(name);
});

test.each<[what: string, resources: Resources, told: string]>([
  [
    'a type',
    { Topic: { Type: 'AWS::SNS::Topic' } },
    'Topic: the resource type AWS::SNS::Topic is not emulated',
  ],
  [
    'a property',
    { Queue: { ...queue, Properties: { FifoQueue: true } } },
    'Queue: the property FifoQueue of AWS::SQS::Queue is not emulated',
  ],
  [
    'a property of a property',
    { Role: role, Fn: { ...fn, Properties: { ...fn.Properties, Code: { S3Key: 'x', ImageUri: 'y' } } } },
    'Fn: the property Code.ImageUri of AWS::Lambda::Function is not emulated',
  ],
  [
    'an empty property',
    { Queue: { ...queue, Properties: { RedrivePolicy: {} } } },
    'Queue: the property RedrivePolicy of AWS::SQS::Queue is not emulated',
  ],
  [
    'an attribute of a resource',
    { Queue: { ...queue, CreationPolicy: {} } },
    'Queue: the attribute CreationPolicy',
  ],
  [
    'a function',
    { Queue: { ...queue, Properties: { QueueName: { 'Fn::ImportValue': 'x' } } } },
    'the function Fn::ImportValue is not emulated',
  ],
  [
    'a reference',
    { Queue: { ...queue, Properties: { QueueName: { Ref: 'Nothing' } } } },
    'there is no resource Nothing',
  ],
  [
    'an attribute',
    { Role: role, Queue: { ...queue, Properties: { QueueName: { 'Fn::GetAtt': ['Role', 'RoleId'] } } } },
    'the attribute RoleId of Role is not emulated',
  ],
  [
    'a circle',
    {
      A: { ...queue, Properties: { QueueName: { 'Fn::Sub': `\${B}` } } },
      B: { ...queue, DependsOn: 'A' },
    },
    'resources wait for each other: A → B → A',
  ],
  [
    'what a service refuses',
    { Queue: { ...queue, Properties: { QueueName: 'no spaces' } } },
    'SQS.CreateQueue refuses: InvalidParameterValue',
  ],
  [
    'a policy',
    {
      Role: {
        ...role,
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: { Effect: 'Allow', Condition: { StringEquals: { 'aws:SourceVpc': 'x' } } },
          },
        },
      },
    },
    'IAM does not emulate the condition key aws:SourceVpc',
  ],
])('%s that is not emulated is named', async (_what, resources, told) => {
  await expect(async () => built(resources)).rejects.toThrow(told);
});

test('a section that is not emulated is named', () => {
  const text = JSON.stringify({ Resources: {}, Conditions: { IsProd: true } });

  expect(() => readTemplate(text)).toThrow('the section Conditions is not emulated');
});

test('another template changes the code and the settings of a function, and keeps what other resources gave it', async () => {
  const resources = {
    Role: role,
    Fn: fn,
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: { 'Fn::GetAtt': ['Fn', 'Arn'] } },
    },
  };
  const { functions, stack } = await built(resources);
  const next = { ...resources, Fn: { ...fn, Properties: { ...fn.Properties, Timeout: 9 } } };
  const newer = async () => 'newer';

  const updated = await stack.update(templateOf(next), () => newer);

  expect(functions.get('count')).toMatchObject({ timeoutMs: 9000, handler: newer, url: 'AWS_IAM' });
  await expect(
    updated.update(templateOf({ ...next, Url: { ...resources.Url, Properties: { AuthType: 'NONE' } } })),
  ).rejects.toThrow('Url: changing a AWS::Lambda::Url is not emulated');
});
