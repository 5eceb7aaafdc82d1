/** Which ramps somebody has to look at, and who does: a sparse, sharded index of open ramps, and a lease. */
import type { Entry } from '#core/ledger';
import type { Ramp } from '#core/ramp';
import { type Table, unlessRefused } from './table.ts';

export const shards = 4;
/** How long after its start a ramp that nothing was heard of is looked at. */
const overdueMs = 60_000;

/** The attributes by which a ramp is in the index: open ramps only, spread over shards. */
export const lookedAt = ({ id }: Ramp, now: number) => ({
  lookShard: `look#${shardOf(id)}`,
  lookAt: now + overdueMs,
});

export const shardOf = (rampId: string): number =>
  [...rampId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % shards;

export function createDue({ db, TableName, writer, deleteMine }: Table) {
  const query = (shard: number, now: number) =>
    db.query({
      TableName,
      IndexName: 'look',
      KeyConditionExpression: 'lookShard = :shard AND lookAt <= :now',
      ExpressionAttributeValues: { ':shard': `look#${shard}`, ':now': now },
    });
  return {
    /** True if nobody else holds the lease at present. */
    lease: (name: string, now: number, untilAt: number): Promise<boolean> =>
      unlessRefused(
        db.put({
          TableName,
          Item: { pk: `lease#${name}`, sk: 'lease', holder: writer, untilAt },
          ConditionExpression: 'attribute_not_exists(pk) OR untilAt <= :now OR holder = :me',
          ExpressionAttributeValues: { ':now': now, ':me': writer },
        }),
      ),

    async unlease(name: string): Promise<void> {
      await deleteMine({ pk: `lease#${name}`, sk: 'lease' }, 'holder = :me', { ':me': writer });
    },

    /** Open ramps that somebody should have looked at by `now`, the most overdue first. */
    async due(now: number): Promise<readonly string[]> {
      const pages = await Promise.all(Array.from({ length: shards }, (_, shard) => query(shard, now)));
      const keys = pages.flatMap(
        ({ Items = [] }) => Items as { readonly pk: string; readonly lookAt: number }[],
      );
      return keys.toSorted((a, b) => a.lookAt - b.lookAt).map(({ pk }) => pk.slice('ramp#'.length));
    },

    /** When the watch looks at this ramp again, unless there is news since it was read: that is looked at first. */
    async lookAgain({ ramp, inbox, lookAt }: Entry, at: number): Promise<void> {
      await unlessRefused(
        db.update({
          TableName,
          Key: { pk: `ramp#${ramp.id}`, sk: 'state' },
          UpdateExpression: 'SET lookAt = :at',
          ConditionExpression: 'attribute_exists(lookShard) AND inbox = :inbox AND lookAt = :was',
          ExpressionAttributeValues: { ':at': at, ':inbox': inbox, ':was': lookAt },
        }),
      );
    },
  };
}
