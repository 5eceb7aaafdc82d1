/** Who gets digests, when the next one is due, and of which ramps it tells. */
import type { QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Audience, Times } from '#core/digest';
import type { DigestData } from '#core/events/digest';
import { type Table, unlessRefused } from './table.ts';

export type DueDigest = {
  readonly key: string;
  readonly audience: Audience;
  readonly times: Times;
  /** When it is due, and when the audience was last told. */
  readonly nextAt: number;
  readonly sinceAt: number;
};

const nameOf = ({ owner, channel = '' }: Audience): string => `${owner}/${channel}`;
const memberKey = (audience: Audience, rampId: string) => ({
  pk: `audience#${nameOf(audience)}`,
  sk: `ramp#${rampId}`,
});

export function createAudiences({ db, TableName, putOnce }: Table) {
  /** All of them: there may be more than a page. */
  async function query(pk: string, sk: string): Promise<readonly Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page: QueryCommandOutput = await db.query({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        ExclusiveStartKey: from,
      });
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from);
    return items;
  }

  return {
    /** From now on the audience is told of this ramp. The first time stands. */
    async enrol(rampId: string, audience: Audience, times: Times, at: { nextAt: number; now: number }) {
      const sk = `${nameOf(audience)}#${times.days.join()}#${times.atMinute}#${times.timezone}`;
      await putOnce({ pk: 'digests', sk, audience, times, nextAt: at.nextAt, sinceAt: at.now });
      await putOnce(memberKey(audience, rampId));
    },

    async dueDigests(now: number): Promise<readonly DueDigest[]> {
      const all = (await query('digests', '')).map(
        ({ pk, sk, ...rest }) => ({ key: sk, ...rest }) as DueDigest,
      );
      return all.filter(({ nextAt }) => nextAt <= now);
    },

    async members(audience: Audience): Promise<readonly string[]> {
      const items = await query(memberKey(audience, '').pk, 'ramp#');
      return items.map(({ sk }) => String(sk).slice('ramp#'.length));
    },

    /** What is told once under an id stays: a digest that is told again says the same. */
    async keepDigest(id: string, data: DigestData): Promise<DigestData> {
      const key = { pk: id, sk: 'digest' };
      if (await putOnce({ ...key, data })) return data;
      const { Item } = await db.get({ TableName, Key: key, ConsistentRead: true });
      return (Item?.data as DigestData | undefined) ?? data;
    },

    async digestSent({ key, nextAt: was }: DueDigest, nextAt: number): Promise<void> {
      await unlessRefused(
        db.update({
          TableName,
          Key: { pk: 'digests', sk: key },
          UpdateExpression: 'SET nextAt = :next, sinceAt = :was',
          ConditionExpression: 'nextAt = :was',
          ExpressionAttributeValues: { ':next': nextAt, ':was': was },
        }),
      );
    },

    /** Nobody is left of whom it could tell. */
    async endDigest({ key }: DueDigest): Promise<void> {
      await db.delete({ TableName, Key: { pk: 'digests', sk: key } });
    },

    async leave(audience: Audience, rampId: string): Promise<void> {
      await db.delete({ TableName, Key: memberKey(audience, rampId) });
    },
  };
}
