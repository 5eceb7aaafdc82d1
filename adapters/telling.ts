/** Which ramps have something to tell: a sparse, sharded index beside that of the watch. Ended ramps stay in it until all is told. */
import type { Entry, Listed } from '#core/ledger';
import type { Ramp } from '#core/ramp';
import type { BusEvent } from './bus.ts';
import { shardOf, shards } from './due.ts';
import { type Table, unlessRefused } from './table.ts';

const pageSize = 50;
/** Of an event that nobody takes so much is kept: an item has 400 KB. */
const keptLength = 100_000;

/** The attributes by which a ramp is in the index. */
export const toldAt = ({ id }: Ramp, tellAt: number | undefined) => ({
  tellShard: `tell#${shardOf(id)}`,
  tellAt,
});

export type Page = {
  readonly rampIds: readonly string[];
  /** Undefined when there is nothing behind it. */
  readonly next: Cursor | undefined;
};
/** Where each shard goes on. */
export type Cursor = ReadonlyMap<number, Readonly<Record<string, unknown>> | undefined>;
export const fromTheBeginning: Cursor = new Map(
  Array.from({ length: shards }, (_, shard) => [shard, undefined] as const),
);

export function createTelling({ db, TableName, putOnce }: Table) {
  const query = (shard: number, now: number, from: Readonly<Record<string, unknown>> | undefined) =>
    db.query({
      TableName,
      IndexName: 'tell',
      KeyConditionExpression: 'tellShard = :shard AND tellAt <= :now',
      ExpressionAttributeValues: { ':shard': `tell#${shard}`, ':now': now },
      ExclusiveStartKey: from,
      Limit: pageSize,
    });

  return {
    /** What the bus will never take is kept for who looks after it. */
    setAside: ({ detailType, detail }: BusEvent, code: string, now: number): Promise<boolean> =>
      putOnce({
        pk: 'undelivered',
        sk: detail.metadata.eventId,
        detailType,
        code,
        refusedAt: now,
        detail: JSON.stringify(detail).slice(0, keptLength),
      }),

    /** A page of each shard, the longest overdue first: what is told has a later time, so that the index is the cursor across ticks. */
    async toTell(now: number, cursor: Cursor): Promise<Page> {
      const pages = await Promise.all([...cursor].map(([shard, from]) => query(shard, now, from)));
      const rampIds = pages.flatMap(({ Items = [] }) =>
        Items.map(({ pk }) => String(pk).slice('ramp#'.length)),
      );
      const rest = [...cursor.keys()].flatMap((shard, index) => {
        const from = pages[index]?.LastEvaluatedKey;
        return from ? [[shard, from] as const] : [];
      });
      return { rampIds, next: rest.length > 0 ? new Map(rest) : undefined };
    },

    /** All that was read of this ramp is told. What came after it is looked at first: then only the watermark moves. */
    async told({ ramp, seq }: Entry, listed: Listed | undefined, againAt: number | undefined): Promise<void> {
      const Key = { pk: `ramp#${ramp.id}`, sk: 'state' };
      const watermark = listed ? 'SET listed = :listed' : '';
      const values = listed ? { ':listed': listed } : {};
      const next =
        againAt === undefined ? ' REMOVE tellShard, tellAt' : `${watermark ? ',' : 'SET'} tellAt = :at`;
      const isDone = await unlessRefused(
        db.update({
          TableName,
          Key,
          UpdateExpression: `${watermark}${next}`,
          ConditionExpression: 'seq = :seq',
          ExpressionAttributeValues: {
            ':seq': seq,
            ...values,
            ...(againAt === undefined ? {} : { ':at': againAt }),
          },
        }),
      );
      if (isDone || !listed) return;
      await db.update({ TableName, Key, UpdateExpression: watermark, ExpressionAttributeValues: values });
    },
  };
}
