/** Which ramps somebody has to look at, and who does: a sparse, sharded index of open ramps, and a lease. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
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

/** What one tick hands to the next. */
export type Lease = {
  /** When the alarms in ALARM were last joined with the ramps they guard. */
  readonly joinedAt: number;
};

const leaseKey = (name: string) => ({ pk: `lease#${name}`, sk: 'lease' });

export function createDue({ db, TableName, writer }: Table) {
  const query = (shard: number, now: number) =>
    db.query({
      TableName,
      IndexName: 'look',
      KeyConditionExpression: 'lookShard = :shard AND lookAt <= :now',
      ExpressionAttributeValues: { ':shard': `look#${shard}`, ':now': now },
    });
  return {
    /** Undefined if somebody else holds the lease at present. */
    async lease(name: string, now: number, untilAt: number): Promise<Lease | undefined> {
      try {
        const { Attributes } = await db.update({
          TableName,
          Key: leaseKey(name),
          UpdateExpression: 'SET holder = :me, untilAt = :until',
          ConditionExpression: 'attribute_not_exists(pk) OR untilAt <= :now OR holder = :me',
          ExpressionAttributeValues: { ':now': now, ':until': untilAt, ':me': writer },
          ReturnValues: 'ALL_NEW',
        });
        return { joinedAt: (Attributes?.joinedAt as number | undefined) ?? 0 };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async unlease(name: string, joinedAt = 0): Promise<void> {
      await unlessRefused(
        db.update({
          TableName,
          Key: leaseKey(name),
          UpdateExpression: 'SET untilAt = :over, joinedAt = :joined',
          ConditionExpression: 'holder = :me',
          ExpressionAttributeValues: { ':over': 0, ':joined': joinedAt, ':me': writer },
        }),
      );
    },

    /** Open ramps that somebody should have looked at by `now`, the most overdue first. */
    async due(now: number): Promise<readonly string[]> {
      const pages = await Promise.all(Array.from({ length: shards }, (_, shard) => query(shard, now)));
      const keys = pages.flatMap(
        ({ Items = [] }) => Items as { readonly pk: string; readonly lookAt: number }[],
      );
      return keys.toSorted((a, b) => a.lookAt - b.lookAt).map(({ pk }) => pk.slice('ramp#'.length));
    },

    /**
     * When the watch looks at this ramp again, unless there is news since it was read: that is looked at first.
     * @param seenDeployment AppConfig's newest own deployment to the environment, which this look has seen
     */
    async lookAgain(entry: Entry, at: number, seenDeployment = entry.seenDeployment): Promise<void> {
      const { ramp, inbox, lookAt } = entry;
      const isSeen = seenDeployment !== undefined;
      await unlessRefused(
        db.update({
          TableName,
          Key: { pk: `ramp#${ramp.id}`, sk: 'state' },
          UpdateExpression: `SET lookAt = :at${isSeen ? ', seenDeployment = :seen' : ''}`,
          ConditionExpression: 'attribute_exists(lookShard) AND inbox = :inbox AND lookAt = :was',
          ExpressionAttributeValues: {
            ':at': at,
            ':inbox': inbox,
            ':was': lookAt,
            ...(isSeen ? { ':seen': seenDeployment } : {}),
          },
        }),
      );
    },
  };
}
