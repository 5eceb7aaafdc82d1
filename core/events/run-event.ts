/** An event that AppConfig itself noted of a run. It says less than we know: the true cause is added where the run is ours. */
import * as z from 'zod';
import { about, actor, count, instant, percent, ramp, triggeredBy } from './fields.ts';

export const runEventSchema = z.strictObject({
  ramp,
  ordinal: about(count, 'Its place among the events of its run, from 1, oldest first.'),
  eventType: about(z.string(), 'RUN_STARTED, EXPOSURE_UPDATED, OVERRIDES_UPDATED or RUN_STOPPED.'),
  occurredAt: about(instant, 'As AppConfig says.'),
  description: z.string().optional(),
  exposure: percent.optional(),
  overrides: about(count.optional(), 'How many entities are overridden; never which.'),
  deployment: about(z.string().optional(), 'The ARN of the deployment behind it.'),
  recordedTriggeredBy: about(z.string().optional(), 'What AppConfig recorded.'),
  triggeredBy: about(
    triggeredBy,
    'The true one: AppConfig records USER for whatever rampart does, and cannot be told.',
  ),
  reason: about(z.string().optional(), 'Why the run was stopped.'),
  by: actor,
});

export type RunEventData = z.infer<typeof runEventSchema>;
