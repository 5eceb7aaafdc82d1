/** What Slack shows of each ramp, kept in the ledger's table beside the ramp: never in its own item, which others write. */

import { emptyThread, type Thread } from '#core/thread';
import { type Table, unlessRefused } from './table.ts';

export type Threads = ReturnType<typeof createThreads>;
export type Kept = { readonly thread: Thread; readonly version: number };

export function createThreads({ db, TableName }: Table) {
  const keyOf = (rampId: string) => ({ pk: `ramp#${rampId}`, sk: 'slack' });
  return {
    async read(rampId: string): Promise<Kept> {
      const { Item } = await db.get({ TableName, Key: keyOf(rampId), ConsistentRead: true });
      return Item ? (Item as Kept) : { thread: emptyThread, version: 0 };
    },

    /** False if somebody else wrote meanwhile. */
    save: (rampId: string, { thread, version }: Kept): Promise<boolean> =>
      unlessRefused(
        db.put({
          TableName,
          Item: { ...keyOf(rampId), thread, version: version + 1 },
          ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : '#version = :version',
          ...(version === 0
            ? {}
            : {
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':version': version },
              }),
        }),
      ),
  };
}
