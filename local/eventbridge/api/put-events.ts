import type {
  PutEventsRequest,
  PutEventsRequestEntry,
  PutEventsResponse,
  PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { notImplemented } from '../../wire/errors.ts';
import { checkEntries, readEntry } from '../entries.ts';
import { envelope } from '../envelope.ts';
import { route } from '../router.ts';
import { busNameOf, type EventsWorld } from '../world.ts';

/** An event for a bus that does not exist is accepted and dropped, as in AWS. */
export function putEvents(
  world: EventsWorld,
  { Entries = [], EndpointId }: PutEventsRequest,
): PutEventsResponse {
  if (EndpointId !== undefined) throw notImplemented('EventBridge', 'PutEvents with EndpointId');
  checkEntries(Entries);
  const results = Entries.map((entry) => putEvent(world, entry));
  return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results };
}

function putEvent(world: EventsWorld, entry: PutEventsRequestEntry): PutEventsResultEntry {
  const read = readEntry(entry);
  if (!('source' in read)) return read;
  const ErrorCode = world.entryFaults(entry);
  if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: `${ErrorCode} was asked for.` };
  const event = envelope(world, world.random, {
    ...read,
    ...(entry.Resources && { resources: entry.Resources }),
    ...(entry.Time && { time: entry.Time }),
  });
  route(world, busNameOf(entry.EventBusName), event);
  return { EventId: event.id };
}
