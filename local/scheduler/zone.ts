/** Wall clocks. A wall time is written as the epoch ms that would show it in UTC. */
import { Temporal } from 'temporal-polyfill';

export const isZone = (name: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
};

export function wallTime(instant: number, zone: string): number {
  if (zone === 'UTC') return instant;
  const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  return instant + offsetNanoseconds / 1e6;
}

/** When the wall clock first shows this; undefined where it skips it in spring. */
export function instantOf(wall: number, zone: string): number | undefined {
  if (zone === 'UTC') return wall;
  const plain = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  const { epochMilliseconds } = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  return wallTime(epochMilliseconds, zone) === wall ? epochMilliseconds : undefined;
}
