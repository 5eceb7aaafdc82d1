/** What only one ramp may hold at a time, and which ramps an alarm guards. */
import type { Binding } from '#core/alarm';
import { type Table, unlessRefused } from './table.ts';

export function createClaims({ db, TableName, putOnce, deleteMine }: Table) {
  const claimKey = (what: string) => ({ pk: `claim#${what}`, sk: 'claim' });
  const bindingKey = (alarmArn: string, rampId: string, guard: number) => ({
    pk: `alarm#${alarmArn}`,
    sk: `ramp#${rampId}#${guard}`,
  });

  async function holder(what: string): Promise<string | undefined> {
    const { Item } = await db.get({ TableName, Key: claimKey(what), ConsistentRead: true });
    return Item?.ramp as string | undefined;
  }

  return {
    /** The ramp that holds a claim. */
    holder,

    /** Takes what only one ramp may hold: a flag in an environment, or a name. Tells who holds it. */
    async claim(what: string, rampId: string): Promise<string> {
      if (await putOnce({ ...claimKey(what), ramp: rampId })) return rampId;
      return (await holder(what)) ?? rampId;
    },

    async release(what: string, rampId: string): Promise<void> {
      await deleteMine(claimKey(what), 'ramp = :me', { ':me': rampId });
    },

    /** Lets the alarm find the ramp. The first time stands: what CloudWatch said when the ramp was opened. */
    async bind(alarmArn: string, { rampId, ...binding }: Binding): Promise<void> {
      await putOnce({ ...bindingKey(alarmArn, rampId, binding.guard), ramp: rampId, ...binding });
    },

    /** AppConfig has said the run's number: from now on an alarm stops it even when nothing can be written. */
    async rebind(alarmArn: string, { rampId, guard, run }: Binding): Promise<void> {
      await unlessRefused(
        db.update({
          TableName,
          Key: bindingKey(alarmArn, rampId, guard),
          UpdateExpression: 'SET run = :run',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':run': run },
        }),
      );
    },

    async unbind(alarmArn: string, rampId: string, guard: number): Promise<void> {
      await db.delete({ TableName, Key: bindingKey(alarmArn, rampId, guard) });
    },

    async bindings(alarmArn: string): Promise<readonly Binding[]> {
      const { Items = [] } = await db.query({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `alarm#${alarmArn}` },
      });
      return Items.map(({ pk, sk, ramp, ...binding }) => ({ ...binding, rampId: ramp }) as Binding);
    },
  };
}
