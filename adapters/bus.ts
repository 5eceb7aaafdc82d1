/** The event bus: what it took, entry by entry. */
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';

export type Bus = ReturnType<typeof createBus>;
export type BusEvent = {
  readonly detailType: string;
  readonly at: number;
  readonly resources: readonly string[];
  readonly detail: object;
};
export type Put = {
  /** How many of the events, from the first, are done with: order is kept by stopping at the first that is not. */
  readonly done: number;
  /** Of those: what the bus will never take, whatever is tried. */
  readonly refused: readonly { readonly index: number; readonly code: string }[];
  /** What it said to the first that is not done with. */
  readonly error: string | undefined;
};

/** PutEvents takes ten entries, of 256 KB together. */
const batchSize = 10;
const batchBytes = 256 * 1024;
/** The bus objects to the event itself: it would stand in the way of all that come after it. */
const final: readonly (string | undefined)[] = ['MalformedDetail', 'InvalidArgument', 'TooLarge'];

export function createBus(client: EventBridgeClient, busName: string) {
  return {
    async put(events: readonly BusEvent[]): Promise<Put> {
      const refused: { index: number; code: string }[] = [];
      let done = 0;
      for (const batch of batches(events.map((event) => entryOf(event, busName)))) {
        const codes = await send(batch);
        if (codes instanceof Error) {
          if (done === 0) throw codes;
          return { done, refused, error: String(codes) };
        }
        for (const code of codes) {
          if (code !== undefined && !final.includes(code)) return { done, refused, error: code };
          if (code !== undefined) refused.push({ index: done, code });
          done += 1;
        }
      }
      return { done, refused, error: undefined };
    },
  };

  /** The code of each entry that was not taken. */
  async function send(
    batch: readonly PutEventsRequestEntry[],
  ): Promise<readonly (string | undefined)[] | Error> {
    if (batch.length === 1 && batch.every((entry) => bytesOf(entry) > batchBytes)) return ['TooLarge'];
    try {
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...batch] }));
      return batch.map((_, index) => Entries[index]?.ErrorCode);
    } catch (error) {
      return error as Error;
    }
  }
}

const entryOf = (
  { detailType, at, resources, detail }: BusEvent,
  busName: string,
): PutEventsRequestEntry => ({
  EventBusName: busName,
  Source: 'rampart',
  DetailType: detailType,
  Time: new Date(at),
  Resources: [...resources],
  Detail: JSON.stringify(detail),
});

function batches(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const made: PutEventsRequestEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const bytes = bytesOf(entry);
    const last = made.at(-1);
    if (last && last.length < batchSize && bytes <= room) last.push(entry);
    else {
      made.push([entry]);
      room = batchBytes;
    }
    room -= bytes;
  }
  return made;
}

/** As PutEvents counts: 14 for the time, and the UTF-8 of the texts. */
const bytesOf = ({
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: PutEventsRequestEntry): number =>
  14 + [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
