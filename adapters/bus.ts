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
  readonly detail: { readonly metadata: { readonly eventId: string } };
};
/** What became of one line of events. */
export type Put = {
  /** How many of them, from the first, are done with. */
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
const final: readonly string[] = ['MalformedDetail', 'InvalidArgument', 'TooLarge'];

/** A line on its way. */
type Line = {
  readonly entries: readonly PutEventsRequestEntry[];
  readonly refused: { index: number; code: string }[];
  done: number;
  error: string | undefined;
};
const goesOn = ({ entries, done, error }: Line): boolean => error === undefined && done < entries.length;

export function createBus(client: EventBridgeClient, busName: string) {
  return {
    /**
     * Lines of events, each in its order: a request holds one event of a line at most, so that whatever is refused or lost
     * of it, nothing of the line overtakes what comes before. Requests are filled with events of different lines.
     */
    async put(events: readonly (readonly BusEvent[])[]): Promise<readonly Put[]> {
      const lines = events.map((line) => newLine(line.map((event) => entryOf(event, busName))));
      for (let left = lines.filter(goesOn); left.length > 0; left = left.filter(goesOn)) {
        for (const batch of batches(left)) {
          const error = await send(batch);
          if (error === undefined) continue;
          for (const line of left.filter(goesOn)) line.error = error;
          break;
        }
      }
      return lines;
    },
  };

  /** @returns what is wrong with the bus itself, if something is */
  async function send(batch: readonly Line[]): Promise<string | undefined> {
    try {
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: batch.map(nextOf) }));
      for (const [index, line] of batch.entries()) settle(line, Entries[index]?.ErrorCode);
      return undefined;
    } catch (error) {
      const told = String(error);
      if ((error as Error).name !== 'ValidationException') return told;
      if (batch.length > 1) return sendEach(batch);
      for (const line of batch) line.error = told;
      return undefined;
    }
  }

  /** A request was refused as a whole for one event in it, and it is not said which: alone, each stands for itself. */
  async function sendEach(batch: readonly Line[]): Promise<string | undefined> {
    for (const line of batch) {
      const error = await send([line]);
      if (error !== undefined) return error;
    }
    return undefined;
  }
}

const newLine = (entries: readonly PutEventsRequestEntry[]): Line => ({
  entries,
  refused: [],
  done: 0,
  error: undefined,
});

const nextOf = ({ entries, done }: Line): PutEventsRequestEntry => entries[done] ?? {};

function settle(line: Line, code: string | undefined): void {
  if (code !== undefined && !final.includes(code)) {
    line.error = code;
    return;
  }
  if (code !== undefined) line.refused.push({ index: line.done, code });
  line.done += 1;
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

/** The next event of each line, as many in a request as fit. One that fits into none is done with. */
function batches(lines: readonly Line[]): readonly (readonly Line[])[] {
  const made: Line[][] = [];
  let room = 0;
  for (const line of lines) {
    const bytes = bytesOf(nextOf(line));
    if (bytes > batchBytes) {
      settle(line, 'TooLarge');
      continue;
    }
    const last = made.at(-1);
    if (last && last.length < batchSize && bytes <= room) last.push(line);
    else {
      made.push([line]);
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
