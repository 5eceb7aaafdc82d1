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
  /** When all open ramps were last looked at. */
  readonly pulsedAt: number;
};
const neverYet: Lease = { joinedAt: 0, pulsedAt: 0 };

type Look = { readonly pk: string; readonly lookAt: number };
const leaseKey = (name: string) => ({ pk: `lease#${name}`, sk: 'lease' });

export function createDue({ db, TableName, writer }: Table) {
  /** Of one shard, by when they are to be looked at. */
  async function query(shard: number, untilAt?: number): Promise<readonly Look[]> {
    const looks: Look[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await db.query({
        TableName,
        IndexName: 'look',
        KeyConditionExpression: `lookShard = :shard${untilAt === undefined ? '' : ' AND lookAt <= :until'}`,
        ExpressionAttributeValues: {
          ':shard': `look#${shard}`,
          ...(untilAt === undefined ? {} : { ':until': untilAt }),
        },
        ExclusiveStartKey: from,
      });
      looks.push(...((page.Items ?? []) as Look[]));
      from = page.LastEvaluatedKey;
    } while (from);
    return looks;
  }

  /** The most overdue first. */
  async function looks(untilAt?: number): Promise<readonly string[]> {
    const pages = await Promise.all(Array.from({ length: shards }, (_, shard) => query(shard, untilAt)));
    return pages
      .flat()
      .toSorted((a, b) => a.lookAt - b.lookAt)
      .map(({ pk }) => pk.slice('ramp#'.length));
  }

  return {
    /** What the last tick has left, whoever holds the lease. */
    async lastTick(name: string): Promise<Lease> {
      const { Item } = await db.get({ TableName, Key: leaseKey(name), ConsistentRead: true });
      return { ...neverYet, ...Item };
    },

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
        return { ...neverYet, ...Attributes };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async unlease(name: string, { joinedAt, pulsedAt } = neverYet): Promise<void> {
      await unlessRefused(
        db.update({
          TableName,
          Key: leaseKey(name),
          UpdateExpression: 'SET untilAt = :over, joinedAt = :joined, pulsedAt = :pulsed',
          ConditionExpression: 'holder = :me',
          ExpressionAttributeValues: { ':over': 0, ':joined': joinedAt, ':pulsed': pulsedAt, ':me': writer },
        }),
      );
    },

    /** True for the first who asks, and for nobody after him until so much time has passed. */
    once: (name: string, now: number, ms: number): Promise<boolean> =>
      unlessRefused(
        db.put({
          TableName,
          Item: { pk: `once#${name}`, sk: 'once', untilAt: now + ms },
          ConditionExpression: 'attribute_not_exists(pk) OR untilAt <= :now',
          ExpressionAttributeValues: { ':now': now },
        }),
      ),

    /** Open ramps that somebody should have looked at by `now`, the most overdue first. */
    due: (now: number) => looks(now),
    open: () => looks(),

    /**
     * When the watch looks at this ramp again, unless there is news since it was read: that is looked at first. What has not
     * changed is not written: that would be most of what a ramp costs.
     * @param seenDeployment AppConfig's newest own deployment to the environment, which this look has seen
     */
    async lookAgain(entry: Entry, at: number, seenDeployment = entry.seenDeployment): Promise<void> {
      const { ramp, inbox, lookAt } = entry;
      if (at === lookAt && seenDeployment === entry.seenDeployment) return;
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
