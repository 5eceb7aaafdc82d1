/**
 * Dynalite without its HTTP server: its store, its validation and its actions, with tables that belong to the account of
 * the world and change on the clock of the world.
 */
import { createRequire } from 'node:module';
import { timersOn } from '../ambient.ts';
import type { World } from '../world.ts';

type Json = Readonly<Record<string, unknown>>;
type Done<T = unknown> = (error: unknown, value?: T) => void;
type Table = Record<string, unknown> & { TableName: string; GlobalSecondaryIndexes?: object[] };
type TableDb = {
  awsAccountId: string;
  awsRegion: string;
  put(key: string, table: Table, done: Done): void;
};
type DynaliteStore = Record<'deleteItemDb' | 'deleteTagDb', (name: string, done: Done) => void> & {
  readonly tableDb: TableDb;
  deleteIndexDb(kind: string, table: string, index: string, done: Done): void;
};
type Action = (store: DynaliteStore, input: Json, done: Done<Json>) => void;
type Validation = { readonly types: Json; readonly custom?: unknown };
type Refusal = { readonly statusCode?: number; readonly body?: Json };

const load = createRequire(import.meta.url);
const db = load('dynalite/db') as { create(options: object): DynaliteStore };
const validations = load('dynalite/validations') as {
  checkTypes(input: Json, types: Json): Json;
  checkValidations(input: Json, types: Json, custom: unknown, store: DynaliteStore): void;
};

export const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

const fileOf = (operation: string) => operation.charAt(0).toLowerCase() + operation.slice(1);
const actions = new Map<string, { run: Action; validation: Validation }>(
  operations.map((operation) => [
    operation,
    {
      run: load(`dynalite/actions/${fileOf(operation)}`) as Action,
      validation: load(`dynalite/validations/${fileOf(operation)}`) as Validation,
    },
  ]),
);

export const fieldsOf = (operation: string): readonly string[] =>
  Object.keys(actions.get(operation)?.validation.types ?? {});

export type Answer = { readonly statusCode: number; readonly body: Json };
export type Store = { run(operation: string, input: Json): Promise<Answer> };

export function createStore(world: World, tableMs: number): Store {
  const store = db.create({ createTableMs: tableMs, updateTableMs: tableMs, deleteTableMs: tableMs });
  adopt(store, world);
  return {
    run: async (operation, input) => {
      const action = actions.get(operation);
      if (!action) throw new Error(`dynalite has no ${operation}`);
      try {
        const { types, custom } = action.validation;
        const checked = validations.checkTypes({ ...input }, types);
        validations.checkValidations(checked, types, custom, store);
        return { statusCode: 200, body: inOrder(await promised((done) => action.run(store, checked, done))) };
      } catch (thrown) {
        const { statusCode, body } = thrown as Refusal;
        if (statusCode === undefined || body === undefined) throw thrown;
        return { statusCode, body };
      }
    },
  };
}

const promised = (run: (done: Done<Json>) => void) =>
  new Promise<Json>((resolve, reject) => {
    run((error, value) => (error ? reject(error) : resolve(value ?? {})));
  });

/** Dynalite shuffles the items of a batch by Math.random, as AWS promises no order. */
function inOrder(body: Json): Json {
  const { Responses } = body as { Responses?: Record<string, object[]> };
  const text = (item: object) => JSON.stringify(item);
  for (const items of Object.values(Responses ?? {})) items.sort((a, b) => (text(a) < text(b) ? -1 : 1));
  return body;
}

/**
 * Dynalite takes the account from the environment, ids from crypto, times from Date, and moves tables on by setTimeout,
 * which it calls when the table has been written or its items are gone: there it gets the clock of the world instead.
 */
function adopt(store: DynaliteStore, world: World): void {
  const { clock, accountId, region } = world;
  const random = world.random.fork('dynamodb');
  const { tableDb } = store;
  Object.assign(tableDb, { awsAccountId: accountId, awsRegion: region });
  const onClock =
    (done: Done): Done =>
    (...told) =>
      timersOn(clock, 'DynamoDB has changed a table', () => done(...told));
  const put = tableDb.put.bind(tableDb);
  tableDb.put = (key, table, done) => {
    if (table.TableStatus === 'CREATING')
      Object.assign(table, { TableId: random.uuid(), CreationDateTime: clock.now() / 1000 });
    put(key, table, onClock(done));
  };
  const { deleteItemDb, deleteTagDb, deleteIndexDb } = store;
  store.deleteItemDb = (name, done) => deleteItemDb(name, onClock(done));
  store.deleteTagDb = (name, done) => deleteTagDb(name, onClock(done));
  store.deleteIndexDb = (kind, table, index, done) => deleteIndexDb(kind, table, index, onClock(done));
}
