/** The ledger's table, and the two conditional writes that everything in it is made of. */
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  type DeleteCommandInput,
  DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';

export type Table = ReturnType<typeof createTable>;

/** @param writer names this invocation, for writes whose answer is lost */
export function createTable(client: DynamoDBClient, TableName: string, writer: string) {
  const db = documents(client);
  let names = 0;
  return {
    db,
    TableName,
    writer,

    /** A name that nobody else has. */
    nonce: (): string => {
      names += 1;
      return `${writer}/${names}`;
    },

    /** False if an item stands there already: another's, or that of an earlier try whose answer was lost. */
    putOnce: (Item: Readonly<Record<string, unknown>>): Promise<boolean> =>
      unlessRefused(db.put({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' })),

    deleteMine: (
      Key: Record<string, string>,
      ConditionExpression: string,
      ExpressionAttributeValues: Record<string, string>,
    ): Promise<boolean> =>
      unlessRefused(db.delete({ TableName, Key, ConditionExpression, ExpressionAttributeValues })),
  };
}

/** True if it was written, false if its condition did not hold. */
export async function unlessRefused(writing: Promise<unknown>): Promise<boolean> {
  try {
    await writing;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** What is called, and no more: DynamoDBDocument brings along every command that DynamoDB has, into every bundle. */
function documents(plain: DynamoDBClient) {
  const client = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
  return {
    batchGet: (input: BatchGetCommandInput) => client.send(new BatchGetCommand(input)),
    get: (input: GetCommandInput) => client.send(new GetCommand(input)),
    put: (input: PutCommandInput) => client.send(new PutCommand(input)),
    update: (input: UpdateCommandInput) => client.send(new UpdateCommand(input)),
    delete: (input: DeleteCommandInput) => client.send(new DeleteCommand(input)),
    query: (input: QueryCommandInput) => client.send(new QueryCommand(input)),
  };
}
