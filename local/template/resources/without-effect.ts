/** What a stack has in AWS and what makes no difference here: where logs are kept, and where the code was uploaded to. */
import type { Kind } from '../kind.ts';
import { physicalName } from '../names.ts';

const logGroup: Kind = {
  properties: ['LogGroupName', 'RetentionInDays'],
  make: ({ region, accountId, stackName }, { id, properties }) => {
    const name = String(properties.LogGroupName ?? physicalName(stackName, id));
    return { ref: name, attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` } };
  },
};

const bucket: Kind = {
  properties: ['BucketEncryption.*'],
  make: ({ stackName }, { id }) => {
    const name = physicalName(stackName, id).toLowerCase();
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
  },
};

const bucketPolicy: Kind = {
  properties: ['Bucket', 'PolicyDocument.*'],
  make: ({ stackName }, { id }) => ({ ref: physicalName(stackName, id), attributes: {} }),
};

const dashboard: Kind = {
  properties: ['DashboardName', 'DashboardBody'],
  make: ({ stackName }, { id, properties }) => ({
    ref: String(properties.DashboardName ?? physicalName(stackName, id)),
    attributes: {},
  }),
};

/** CloudFormation asks a function when it makes, changes and removes it. Here nothing is asked, and no stack is removed. */
const customResource: Kind = {
  properties: ['ServiceToken'],
  make: ({ stackName }, { id }) => ({ ref: physicalName(stackName, id), attributes: {} }),
};

export const withoutEffect: Readonly<Record<string, Kind>> = {
  'AWS::CloudFormation::CustomResource': customResource,
  'AWS::CloudWatch::Dashboard': dashboard,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
};
