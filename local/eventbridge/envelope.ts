/** An event as it reaches targets and as patterns see it. */
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

export type Envelope = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
};

/** What an AWS service says when it puts an event on the default bus. */
export type ServiceEvent = {
  /** aws.cloudwatch, aws.appconfig … */
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources?: readonly string[];
  readonly detail: unknown;
  /** When it happened; now, if absent. */
  readonly time?: Date;
};

export const envelope = (
  world: Pick<World, 'clock' | 'region' | 'accountId'>,
  random: Random,
  event: ServiceEvent,
): Envelope => ({
  version: '0',
  id: random.uuid(),
  'detail-type': event['detail-type'],
  source: event.source,
  account: world.accountId,
  time: wholeSeconds(event.time ?? new Date(world.clock.now())),
  region: world.region,
  resources: event.resources ?? [],
  detail: event.detail,
});

export const wholeSeconds = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');
