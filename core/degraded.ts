/** That Slack cannot be told is itself told on the bus: with the ramp whose fact it was, and once an hour at most. */
import { metadataOf, type RampEvent } from './event.ts';

type Failed = {
  readonly resources: readonly string[];
  readonly detail: {
    readonly metadata: { readonly eventId: string; readonly stage: string; readonly virtualTime?: boolean };
    readonly data: Readonly<Record<string, unknown>>;
  };
};

/** @param failed the event that could not be told, as it came from the bus */
export function slackDegraded(
  { resources, detail }: Failed,
  error: string,
  at: string,
): RampEvent | undefined {
  const { ramp, sequence, step, of, exposure, sees } = detail.data;
  if (ramp === undefined) return undefined;
  const { eventId, stage, virtualTime = false } = detail.metadata;
  const { id } = ramp as { readonly id: string };
  const effect = 'people are not told in Slack; raises and stops go on';
  return {
    detailType: 'Rampart Degraded',
    at: Date.parse(at),
    resources,
    detail: {
      metadata: metadataOf(`${eventId}/slack`, id, at, { stage, virtualTime }, eventId),
      data: {
        ramp,
        sequence,
        step,
        of,
        exposure,
        sees,
        component: 'slack',
        error,
        effect,
        by: { type: 'rampart' },
      },
    },
  };
}
