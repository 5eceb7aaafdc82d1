/** Tables. */
import type { Kind } from '../kind.ts';
import { physicalName } from '../names.ts';

const table: Kind = {
  properties: [
    'TableName',
    'BillingMode',
    'AttributeDefinitions.AttributeName',
    'AttributeDefinitions.AttributeType',
    'KeySchema.AttributeName',
    'KeySchema.KeyType',
    'GlobalSecondaryIndexes.IndexName',
    'GlobalSecondaryIndexes.KeySchema.AttributeName',
    'GlobalSecondaryIndexes.KeySchema.KeyType',
    'GlobalSecondaryIndexes.Projection.ProjectionType',
    'GlobalSecondaryIndexes.Projection.NonKeyAttributes',
    ...['PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', 'SSESpecification.SSEEnabled'],
    'DeletionProtectionEnabled',
  ],
  make: async (site, { id, properties }) => {
    const { TableName = physicalName(site.stackName, id), ...given } = properties;
    // Backups, encryption and protection have no effect in a world that ends with its process.
    const {
      PointInTimeRecoverySpecification: _,
      SSESpecification: __,
      DeletionProtectionEnabled: ___,
      ...input
    } = given;
    await site.call('DynamoDB', 'CreateTable', { TableName, ...input });
    const Arn = `arn:aws:dynamodb:${site.region}:${site.accountId}:table/${TableName}`;
    return { ref: String(TableName), attributes: { Arn } };
  },
};

export const dynamodb: Readonly<Record<string, Kind>> = { 'AWS::DynamoDB::Table': table };
