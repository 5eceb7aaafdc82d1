/** The event bus: what it took, entry by entry. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

export type Bus = ReturnType<typeof createBus>;
export type BusEvent = {
  readonly detailType: string;
  readonly at: number;
  readonly resources: readonly string[];
  readonly detail: object;
};

/** PutEvents takes ten entries. */
const batchSize = 10;

export function createBus(client: EventBridgeClient, busName: string) {
  return {
    /** How many of these, from the first, the bus has taken: order is kept by stopping at the first that it has not. */
    async put(events: readonly BusEvent[]): Promise<number> {
      for (let first = 0; first < events.length; first += batchSize) {
        const batch = events.slice(first, first + batchSize);
        const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: batch.map(entryOf) }));
        const failed = Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined);
        if (failed >= 0) return first + failed;
      }
      return events.length;
    },
  };

  function entryOf({ detailType, at, resources, detail }: BusEvent) {
    return {
      EventBusName: busName,
      Source: 'rampart',
      DetailType: detailType,
      Time: new Date(at),
      Resources: [...resources],
      Detail: JSON.stringify(detail),
    };
  }
}
