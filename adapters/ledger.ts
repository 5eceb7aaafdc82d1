/** The ledger: one DynamoDB table. Every write is conditional, and every write can be repeated. */
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { NewCause } from '#core/decide';
import type { Fact } from '#core/facts';
import type { Entry, Write } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import { isOpen, type Ramp } from '#core/ramp';
import { createAudiences } from './audiences.ts';
import { createClaims } from './claims.ts';
import { createDue, lookedAt } from './due.ts';
import { createTable } from './table.ts';
import { createTelling } from './telling.ts';
import { entryAfter, entryOf, freshItem, type Item, updateOf } from './write.ts';

export type Ledger = ReturnType<typeof createLedger>;
/** `conflict`: somebody else was faster; read again and decide again. */
export type Written = { readonly is: 'written'; readonly entry: Entry } | { readonly is: 'conflict' };

/** @param writer names this invocation, for writes whose answer is lost */
export function createLedger(client: DynamoDBClient, TableName: string, writer: string) {
  const table = createTable(client, TableName, writer);
  const { db, putOnce, nonce } = table;
  const planKey = (rampId: string) => ({ pk: `ramp#${rampId}`, sk: 'plan' });
  const stateKey = (rampId: string) => ({ pk: `ramp#${rampId}`, sk: 'state' });

  async function read(rampId: string): Promise<Entry | undefined> {
    const item = await readItem(rampId);
    return item && entryOf(item);
  }

  async function readMany(all: readonly Readonly<Record<string, string>>[]): Promise<readonly Stored[]> {
    const items: Stored[] = [];
    let keys = all;
    while (keys.length > 0) {
      const some = { [TableName]: { Keys: keys.slice(0, readAtOnce), ConsistentRead: true } };
      const { Responses = {}, UnprocessedKeys = {} } = await db.batchGet({ RequestItems: some });
      items.push(...(Responses[TableName] ?? []));
      const unread = UnprocessedKeys[TableName]?.Keys ?? [];
      keys = [...keys.slice(readAtOnce), ...(unread as typeof keys)];
    }
    return items;
  }

  async function readItem(rampId: string): Promise<Item | undefined> {
    const { Item } = await db.get({ TableName, Key: stateKey(rampId), ConsistentRead: true });
    return Item as Item | undefined;
  }

  /** A change, its facts and its fence in one write, onto the version that they were made from. */
  async function write(entry: Entry, what: Write, now: number): Promise<Written> {
    const mine = nonce();
    const fence = entry.cause ?? (what.cause && { ...what.cause, nonce: mine });
    const after = entryAfter(entry, what, fence, now);
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
    ...createClaims(table),
    ...createDue(table),
    ...createTelling(table),
    ...createAudiences(table),
    read,
    write,

    /** Many ramps at once, those that are there. */
    async readAll(rampIds: readonly string[]): Promise<readonly Entry[]> {
      return (await readMany(rampIds.map(stateKey))).map((item) => entryOf(item as Item));
    },
    /** By ramp. */
    async plans(rampIds: readonly string[]): Promise<ReadonlyMap<string, Plan>> {
      const items = await readMany(rampIds.map(planKey));
      return new Map(items.map(({ pk, plan }) => [String(pk).slice('ramp#'.length), plan as Plan]));
    },
    /** A name that nobody else has. */
    nonce,

    /** The plan and the ramp of a new start. @returns the ramp as it stands: of an earlier start, if there was one */
    async create(ramp: Ramp, plan: Plan, now: number): Promise<Ramp> {
      await putOnce({ ...planKey(ramp.id), plan });
      const item = { ...stateKey(ramp.id), ...freshItem(ramp, writer, now), ...lookedAt(ramp, now) };
      if (await putOnce(item)) return ramp;
      return (await read(ramp.id))?.ramp ?? ramp;
    },

    async plan(rampId: string): Promise<Plan | undefined> {
      const { Item } = await db.get({ TableName, Key: planKey(rampId), ConsistentRead: true });
      return Item?.plan as Plan | undefined;
    },

    /** The fence, without a look first: the first cause that is written stands. Undefined when there is nothing to stop. */
    async fence(rampId: string, cause: NewCause, now: number): Promise<Entry | undefined> {
      const mine = nonce();
      const values = { ':cause': { ...cause, nonce: mine }, ':me': mine };
      const isFirst = 'attribute_not_exists(cause)';
      const written = await newsIf(rampId, now, ', cause = :cause, writer = :me', isFirst, values);
      return written ?? standing(rampId);
    },

    /** Something has happened that the machine has to look at. */
    news: (rampId: string, now: number): Promise<Entry | undefined> =>
      newsIf(rampId, now, '', 'attribute_exists(pk)', {}),

    /** The bus has taken these facts: each is kept as an item of its own, and its place in the outbox is free again. */
    async published(rampId: string, facts: readonly Fact[]): Promise<void> {
      for (const fact of facts) await putOnce({ pk: `ramp#${rampId}`, sk: `fact#${padded(fact.seq)}`, fact });
      await db.update({
        TableName,
        Key: stateKey(rampId),
        UpdateExpression: `REMOVE ${facts.map(({ seq }) => `outbox.#f${seq}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(facts.map(({ seq }) => [`#f${seq}`, String(seq)])),
      });
    },

    /** The published facts, in order. */
    async facts(rampId: string): Promise<readonly Fact[]> {
      const { Items = [] } = await db.query({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :fact)',
        ExpressionAttributeValues: { ':pk': `ramp#${rampId}`, ':fact': 'fact#' },
      });
      return Items.map(({ fact }) => fact as Fact);
    },
  };
}

type Stored = Readonly<Record<string, unknown>>;
/** BatchGetItem takes a hundred keys. */
const readAtOnce = 100;

const padded = (seq: number): string => String(seq).padStart(8, '0');
