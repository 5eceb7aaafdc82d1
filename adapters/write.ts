/** A ramp's item in the ledger, and the one update by which it changes. */
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Fact, placed } from '#core/facts';
import type { Entry, Write } from '#core/ledger';
import { type Cause, isOpen, type Ramp } from '#core/ramp';
import { minuteMs } from '#core/time';
import { toldAt } from './telling.ts';

export type Item = Omit<Entry, 'outbox'> & {
  readonly outbox: Readonly<Record<string, Fact>>;
  /** Marks the write: after an answer that was lost, it tells whose write is seen. */
  readonly writer: string;
};

export const freshItem = (ramp: Ramp, writer: string, now: number): Omit<Item, 'lookAt'> => ({
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
});

export function entryOf({ outbox, ...item }: Item): Entry {
  return { ...item, outbox: Object.values(outbox).toSorted((a, b) => a.seq - b.seq) };
}

export function entryAfter(entry: Entry, write: Write, cause: Cause | undefined, now: number): Entry {
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
    // Whoever has news, decides on a stop or starts another execution may die before that is under way: the watch sees to it.
    lookAt: wakes || (cause && !entry.cause) ? now : renews ? now + minuteMs : entry.lookAt,
    cause,
    outbox: [...entry.outbox, ...facts],
    seq: entry.seq + facts.length,
    tellAt: facts.length > 0 ? now : entry.tellAt,
  };
}

/** Only what changed: the machine's token and due time are Hold's, the published facts are the publisher's. */
export function updateOf(
  before: Entry,
  after: Entry,
  writer: string,
): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const facts = after.outbox.filter(({ seq }) => seq > before.seq);
  const wakes = after.inbox > before.inbox;
  const ended = !isOpen(after.ramp);
  const looks = after.lookAt !== before.lookAt && !ended;
  const sets: Record<string, unknown> = {
    ramp: after.ramp,
    version: after.version,
    generation: after.generation,
    wakes: after.wakes,
    seq: after.seq,
    writer,
    ...(after.cause && !before.cause ? { cause: after.cause } : {}),
    ...(wakes ? { dueAt: after.dueAt } : {}),
    ...(looks ? { lookAt: after.lookAt } : {}),
    ...(facts.length > 0 ? toldAt(after.ramp, after.tellAt) : {}),
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
