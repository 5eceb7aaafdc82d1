/** A summary of where the ramps of one audience stand. */
import * as z from 'zod';
import { about, count, instant, percent } from './fields.ts';

const line = {
  ramp: about(z.string(), 'The id of the ramp.'),
  name: z.string(),
  run: count.optional(),
  state: about(
    z.string(),
    'As ramp status shows it: RUNNING, WAITING, APPROVAL, PAUSED, STOPPING, STOPPED, …',
  ),
  exposure: percent,
  what: about(z.string(), 'One line for people.'),
};

export const digestSchema = z.strictObject({
  audience: about(
    z.strictObject({ owner: z.string(), channel: z.string().optional() }),
    'Who is told: the owner of the ramps, and the Slack channel of their plans.',
  ),
  at: about(instant, 'The minute that the plans name.'),
  timezone: about(z.string(), 'In which times of day are written.'),
  since: about(instant, 'What ended from here on is told.'),
  needsYou: z.array(z.strictObject({ ...line, todo: about(z.string(), 'The command that answers.') })),
  moving: z.array(z.strictObject(line)),
  ended: z.array(z.strictObject({ ...line, endedAt: instant })),
  more: about(
    z.strictObject({ needsYou: count, moving: count, ended: count }).optional(),
    'How many lines are left out, where there are too many.',
  ),
  openRuns: z.strictObject({
    count,
    billedHours: about(count, 'Hours begun by the open runs so far, together.'),
    oldest: z.strictObject({ name: z.string(), openHours: count, limitHours: count }).optional(),
  }),
});

export type DigestData = z.infer<typeof digestSchema>;
