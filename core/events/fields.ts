/** What several events say, as schemas. Read by tests and by `ramp schema`, never by a Lambda: there only the types go. */
import * as z from 'zod';

export const about = <T extends z.ZodType>(schema: T, description: string): T =>
  schema.meta({ description }) as T;

export const instant = about(z.iso.datetime({ offset: true }), 'ISO 8601, UTC.');
export const duration = about(z.string().regex(/^P(\d+D)?(T(\d+H)?(\d+M)?([\d.]+S)?)?$/), 'ISO 8601.');
export const percent = about(z.number().min(0).max(100), 'Percent.');
export const count = z.number().int().min(0);

export const actor = about(
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('rampart') }),
    z.strictObject({
      type: z.literal('user'),
      principal: about(z.string(), 'As AWS verified it.'),
      via: about(z.string().optional(), 'cli or slack.'),
    }),
    z.strictObject({ type: z.literal('cloudwatch'), alarmArn: z.string() }),
    z.strictObject({ type: z.literal('appconfig') }),
  ]),
  'Who did it.',
);

export const sees = about(
  z.record(z.string(), percent),
  'Who really sees what: the share of all users by treatment, and of those who see the deployed flag.',
);

export const verdict = z.strictObject({
  name: about(z.string(), 'alarms, or the name of a metric in the plan.'),
  verdict: about(z.enum(['pass', 'fail', 'unknown']), 'unknown is closed.'),
  observed: about(z.union([z.number(), z.string()]).optional(), 'What was measured.'),
  limit: about(z.string().optional(), 'What it is held against.'),
  because: about(z.string(), 'The same in words.'),
});

export const guard = z.strictObject({
  kind: z.literal('alarm'),
  name: z.string(),
  arn: z.string(),
  verdict: z.enum(['fail', 'unknown']),
  observed: about(z.string().optional(), 'The state of the alarm.'),
  since: about(instant.optional(), 'When CloudWatch changed it.'),
  because: z.string(),
});

export const triggeredBy = z.enum(['USER', 'APPCONFIG', 'CLOUDWATCH_ALARM', 'INTERNAL_ERROR']);

export const reason = z.strictObject({
  kind: about(z.string(), 'guard, user, deadline, end, rejected, expired, drift, failure or outside.'),
  text: z.string(),
  alarmArn: z.string().optional(),
  alarmReason: about(z.string().optional(), 'What CloudWatch said of it.'),
  note: z.string().optional(),
});

export const ramp = about(
  z.strictObject({
    id: about(z.string(), 'Of this one ramp: the plan’s name and the second of its start.'),
    name: z.string(),
    owner: z.string().optional(),
    application: z.string(),
    environment: about(z.string(), 'Its id.'),
    definition: z.string(),
    run: about(count.optional(), 'The number of the experiment run, once there is one.'),
    planHash: z.string(),
  }),
  'The ramp that the event is of.',
);
