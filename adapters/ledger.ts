/** The ledger: one DynamoDB table. Every write is conditional, and every write can be repeated. */
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Binding } from '#core/alarm';
import type { NewCause } from '#core/decide';
import type { Fact } from '#core/facts';
import { type Entry, placed, type Write } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import { type Cause, isOpen, type Ramp } from '#core/ramp';

export type Ledger = ReturnType<typeof createLedger>;
export type Due = { readonly rampId: string };
/** `conflict`: somebody else was faster; read again and decide again. */
export type Written = { readonly is: 'written'; readonly entry: Entry } | { readonly is: 'conflict' };

type Item = Omit<Entry, 'outbox'> & {
  readonly outbox: Readonly<Record<string, Fact>>;
  /** Marks the write: after an answer that was lost, it tells whose write is seen. */
  readonly writer: string;
};

const shards = 4;
/** How long after its time a wake-up is overdue. */
const overdueMs = 60_000;

/** @param writer names this invocation, for writes whose answer is lost */
export function createLedger(client: DynamoDBClient, table: string, writer: string) {
  const db = DynamoDBDocument.from(client, { marshallOptions: { removeUndefinedValues: true } });
  let writes = 0;
  const TableName = table;
  const stateKey = (rampId: string) => ({ pk: `ramp#${rampId}`, sk: 'state' });

  async function read(rampId: string): Promise<Entry | undefined> {
    const item = await readItem(rampId);
    return item && entryOf(item);
  }

  async function readItem(rampId: string): Promise<Item | undefined> {
    const { Item } = await db.get({ TableName, Key: stateKey(rampId), ConsistentRead: true });
    return Item as Item | undefined;
  }

  /** True if this call, or an earlier try of it, made the item; false if another one stands there. */
  async function putOnce(item: Readonly<Record<string, unknown>>): Promise<boolean> {
    try {
      await db.put({ TableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function deleteMine(Key: Record<string, string>, condition: string, values: Record<string, string>) {
    try {
      await db.delete({ TableName, Key, ConditionExpression: condition, ExpressionAttributeValues: values });
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** A change, its facts and its fence in one write, onto the version that they were made from. */
  async function write(entry: Entry, { change, cause, ...news }: Write, now: number): Promise<Written> {
    writes += 1;
    const mine = `${writer}/${writes}`;
    const fence = entry.cause ?? (cause && { ...cause, nonce: mine });
    const after = entryAfter(entry, { change, cause, ...news }, fence, now);
    try {
      const update = { TableName, Key: stateKey(entry.ramp.id), ...updateOf(entry, after, mine) };
      // The token comes from this very write: a machine that began to wait before it is woken, a later one sees the news.
      const { Attributes } = await db.update({ ...update, ReturnValues: 'ALL_NEW' });
      return { is: 'written', entry: entryOf(Attributes as Item) };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const seen = await readItem(entry.ramp.id);
      return seen?.writer === mine ? { is: 'written', entry: entryOf(seen) } : { is: 'conflict' };
    }
  }

  /** Puts news into the inbox of an open ramp, and gives the ramp as it is then. */
  async function newsIf(
    rampId: string,
    now: number,
    sets: string,
    condition: string,
    values: Record<string, unknown>,
  ) {
    try {
      const { Attributes } = await db.update({
        TableName,
        Key: stateKey(rampId),
        UpdateExpression: `SET version = version + :one, dueAt = :now, lookAt = :now${sets} ADD inbox :one`,
        ConditionExpression: `${condition} AND attribute_exists(lookShard)`,
        ExpressionAttributeValues: { ':one': 1, ':now': now, ...values },
        ReturnValues: 'ALL_NEW',
      });
      return entryOf(Attributes as Item);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** A ramp that is being stopped already: by an earlier try of ours, or for another cause. */
  async function standing(rampId: string): Promise<Entry | undefined> {
    const entry = await read(rampId);
    return entry?.cause && isOpen(entry.ramp) ? entry : undefined;
  }

  return {
    read,
    write,

    /** A name that nobody else has: of this invocation. */
    nonce: (): string => {
      writes += 1;
      return `${writer}/${writes}`;
    },

    /** True if nobody else holds the lease at present. */
    async lease(name: string, now: number, untilAt: number): Promise<boolean> {
      try {
        await db.put({
          TableName,
          Item: { pk: `lease#${name}`, sk: 'lease', holder: writer, untilAt },
          ConditionExpression: 'attribute_not_exists(pk) OR untilAt <= :now OR holder = :me',
          ExpressionAttributeValues: { ':now': now, ':me': writer },
        });
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },

    async unlease(name: string): Promise<void> {
      await deleteMine({ pk: `lease#${name}`, sk: 'lease' }, 'holder = :me', { ':me': writer });
    },

    /** The plan and the ramp of a new start; nothing if the ramp is there already. */
    async create(ramp: Ramp, plan: Plan, now: number): Promise<boolean> {
      await putOnce({ pk: `ramp#${ramp.id}`, sk: 'plan', plan });
      const fresh: Item = {
        ramp,
        version: 1,
        generation: 1,
        wakes: 0,
        inbox: 0,
        dueAt: now,
        token: undefined,
        cause: undefined,
        outbox: {},
        seq: 0,
        writer,
      };
      return putOnce({ ...stateKey(ramp.id), ...fresh, ...lookAt(ramp, now) });
    },

    async plan(rampId: string): Promise<Plan | undefined> {
      const { Item } = await db.get({ TableName, Key: { pk: `ramp#${rampId}`, sk: 'plan' } });
      return Item?.plan as Plan | undefined;
    },

    /** Takes what only one ramp may hold: a flag in an environment, or a name. Tells who holds it. */
    async claim(what: string, rampId: string): Promise<string> {
      const key = { pk: `claim#${what}`, sk: 'claim' };
      if (await putOnce({ ...key, ramp: rampId })) return rampId;
      const { Item } = await db.get({ TableName, Key: key, ConsistentRead: true });
      return (Item?.ramp as string | undefined) ?? rampId;
    },

    /** The ramp that holds a claim. */
    async holder(what: string): Promise<string | undefined> {
      const { Item } = await db.get({
        TableName,
        Key: { pk: `claim#${what}`, sk: 'claim' },
        ConsistentRead: true,
      });
      return Item?.ramp as string | undefined;
    },

    async release(what: string, rampId: string): Promise<void> {
      await deleteMine({ pk: `claim#${what}`, sk: 'claim' }, 'ramp = :me', { ':me': rampId });
    },

    /** Lets the alarm find the ramp. The first time stands: what CloudWatch said when the ramp was opened. */
    async bind(alarmArn: string, { rampId, ...binding }: Binding): Promise<void> {
      const sk = `ramp#${rampId}#${binding.guard}`;
      await putOnce({ pk: `alarm#${alarmArn}`, sk, ramp: rampId, ...binding });
    },

    async unbind(alarmArn: string, rampId: string, guard: number): Promise<void> {
      await db.delete({ TableName, Key: { pk: `alarm#${alarmArn}`, sk: `ramp#${rampId}#${guard}` } });
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

    /** The fence, without a look first: the first cause that is written stands. Undefined when there is nothing to stop. */
    async fence(rampId: string, cause: NewCause, now: number): Promise<Entry | undefined> {
      writes += 1;
      const mine = `${writer}/${writes}`;
      return (
        (await newsIf(rampId, now, ', cause = :cause, writer = :me', 'attribute_not_exists(cause)', {
          ':cause': { ...cause, nonce: mine },
          ':me': mine,
        })) ?? standing(rampId)
      );
    },

    /** Something has happened that the machine has to look at. */
    news: (rampId: string, now: number): Promise<Entry | undefined> =>
      newsIf(rampId, now, '', 'attribute_exists(pk)', {}),

    /** The bus has taken these facts: each is kept as an item of its own, and its place in the outbox is free again. */
    async published(rampId: string, facts: readonly Fact[]): Promise<void> {
      for (const fact of facts) await putOnce({ pk: `ramp#${rampId}`, sk: `fact#${padded(fact.seq)}`, fact });
      const names = Object.fromEntries(facts.map(({ seq }) => [`#f${seq}`, String(seq)]));
      const UpdateExpression = `REMOVE ${facts.map(({ seq }) => `outbox.#f${seq}`).join(', ')}`;
      await db.update({
        TableName,
        Key: stateKey(rampId),
        UpdateExpression,
        ExpressionAttributeNames: names,
      });
    },

    async facts(rampId: string): Promise<readonly Fact[]> {
      const { Items = [] } = await db.query({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :fact)',
        ExpressionAttributeValues: { ':pk': `ramp#${rampId}`, ':fact': 'fact#' },
      });
      return Items.map(({ fact }) => fact as Fact);
    },

    /** Open ramps that somebody should have looked at by `now`, the most overdue first. */
    async due(now: number): Promise<readonly string[]> {
      const pages = await Promise.all(
        Array.from({ length: shards }, (_, shard) =>
          db.query({
            TableName,
            IndexName: 'look',
            KeyConditionExpression: 'lookShard = :shard AND lookAt <= :now',
            ExpressionAttributeValues: { ':shard': `look#${shard}`, ':now': now },
          }),
        ),
      );
      const keys = pages.flatMap(
        ({ Items = [] }) => Items as { readonly pk: string; readonly lookAt: number }[],
      );
      return keys.toSorted((a, b) => a.lookAt - b.lookAt).map(({ pk }) => pk.slice('ramp#'.length));
    },

    /** When the watch looks at this ramp again. */
    async lookAgain(rampId: string, at: number): Promise<void> {
      await db.update({
        TableName,
        Key: stateKey(rampId),
        UpdateExpression: 'SET lookAt = :at',
        ConditionExpression: 'attribute_exists(lookShard)',
        ExpressionAttributeValues: { ':at': at },
      });
    },
  };
}

const padded = (seq: number): string => String(seq).padStart(8, '0');

function entryOf({ outbox, ...item }: Item): Entry {
  return { ...item, outbox: Object.values(outbox).toSorted((a, b) => a.seq - b.seq) };
}

function entryAfter(entry: Entry, write: Write, cause: Cause | undefined, now: number): Entry {
  const { change, wakes, counts, renews } = write;
  const facts = placed(change.facts, entry.seq);
  return {
    ...entry,
    ramp: change.ramp,
    version: entry.version + 1,
    generation: entry.generation + (renews ? 1 : 0),
    wakes: renews ? 0 : entry.wakes + (counts ? 1 : 0),
    inbox: entry.inbox + (wakes ? 1 : 0),
    dueAt: wakes ? now : entry.dueAt,
    cause,
    outbox: [...entry.outbox, ...facts],
    seq: entry.seq + facts.length,
  };
}

/** Only what changed: the machine's token and due time are Hold's, the published facts are the publisher's. */
function updateOf(
  before: Entry,
  after: Entry,
  writer: string,
): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const facts = after.outbox.filter(({ seq }) => seq > before.seq);
  const wakes = after.inbox > before.inbox;
  const ended = !isOpen(after.ramp);
  const sets: Record<string, unknown> = {
    ramp: after.ramp,
    version: after.version,
    generation: after.generation,
    wakes: after.wakes,
    seq: after.seq,
    writer,
    ...(after.cause && !before.cause ? { cause: after.cause } : {}),
    ...(wakes ? { dueAt: after.dueAt } : {}),
    ...(wakes && !ended ? { lookAt: after.dueAt } : {}),
  };
  const assignments = [
    ...Object.keys(sets).map((name) => `#${name} = :${name}`),
    ...facts.map(({ seq }) => `outbox.#f${seq} = :f${seq}`),
  ];
  const names = [
    ...Object.keys(sets).map((name) => [`#${name}`, name]),
    ...facts.map(({ seq }) => [`#f${seq}`, String(seq)]),
  ];
  const values = [
    ...Object.entries(sets).map(([name, value]) => [`:${name}`, value]),
    ...facts.map((fact) => [`:f${fact.seq}`, fact]),
  ];
  return {
    UpdateExpression: `SET ${assignments.join(', ')}${wakes ? ' ADD inbox :one' : ''}${ended ? ' REMOVE lookShard, lookAt' : ''}`,
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: {
      ...Object.fromEntries(values),
      ':before': before.version,
      ...(wakes ? { ':one': 1 } : {}),
    },
  };
}

/** The sparse index: open ramps only, spread over shards. */
function lookAt({ id }: Ramp, now: number) {
  const shard = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % shards;
  return { lookShard: `look#${shard}`, lookAt: now + overdueMs };
}
