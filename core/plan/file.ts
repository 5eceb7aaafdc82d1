/** The plan file: one schema for its types, its messages, and the JSON Schema by which editors complete and explain it. */
import * as z from 'zod';
import { dayMs, minuteMs } from '../time.ts';
import type { Curve } from './curve.ts';
import { about, curve, gates, guard, metric, name, step, summary, treatment } from './entries.ts';
import {
  days,
  duration,
  durationBetween,
  hours,
  localDateOrTime,
  prose,
  start,
  text,
  timeOfDay,
  timezone,
} from './fields.ts';

export const defaultMaxDurationMs = 30 * dayMs;

export const planFile = z
  .strictObject({
    $schema: about(z.string().optional(), 'The JSON Schema of this file.'),
    version: about(z.literal(1), 'The version of the plan format.'),
    name: about(name, 'The name of the ramp: one is open under a name at a time.'),
    description: about(prose(1024).optional(), 'What is tried, in a sentence.'),
    owner: about(text(256), 'The team to ask.'),
    tags: about(z.record(text(128), text(256)).default({}), 'Tags of the run, such as a ticket.'),
    experiment: about(
      z.strictObject({
        application: about(text(64), 'The AppConfig application, ID or name.'),
        definition: about(text(64), 'The experiment definition, ID or name. It must exist already.'),
        overrides: about(
          z
            .record(text(2048), treatment)
            .default({})
            .refine((all) => Object.keys(all).length <= 32, { error: 'at most 32 overrides' }),
          'Testers who see a treatment even at 0 %: entity ID to treatment.',
        ),
      }),
      'What is ramped up.',
    ),
    timezone: about(timezone.default('UTC'), 'The zone of all local times of this file. Default: UTC.'),
    start: about(start.default('now'), 'now, or a local time. Default: now.'),
    windows: about(
      z
        .array(
          z.strictObject({
            days: about(days.default([1, 2, 3, 4, 5, 6, 7]), 'Default: every day.'),
            hours: about(hours, 'From - to, local time; an end before the start is on the next day.'),
          }),
        )
        .default([]),
      'Exposure is raised only inside these. Guards are watched at all times.',
    ),
    freezes: about(
      z
        .array(
          z.strictObject({
            from: about(localDateOrTime, 'The first day, or the first moment.'),
            to: about(localDateOrTime, 'The last day, included; or the moment of the end.'),
            reason: about(text(256).optional(), 'Shown wherever a raise waits for it.'),
          }),
        )
        .default([]),
      'Exposure is not raised in these, whatever the windows say. A stop always may.',
    ),
    maxDuration: about(
      durationBetween(minuteMs, 365 * dayMs, 'a duration from 1m to below 365d, such as 30d').default(
        30 * dayMs,
      ),
      'The run is stopped this long after its start at the latest: AWS bills every hour it is open. Default: 30d.',
    ),
    steps: about(
      z
        .array(step)
        .min(1, { error: 'at least one step' })
        .max(1000, { error: 'at most 1000 steps' })
        .optional(),
      'Exposures, one after the other. Or write a curve.',
    ),
    curve: about(curve.optional(), 'Steps by a preset, spread over a time. Or write steps.'),
    metrics: about(
      z.record(name, metric).default({}),
      'CloudWatch metrics that gates ask, by a name of your own.',
    ),
    guards: about(
      z.array(guard).default([]),
      'Watched from start to end, in a pause too. The first breach decides; stop beats pause beats notify.',
    ),
    gates: about(
      gates.default([]),
      'Asked before every raise. Unknown is not open: without data nothing is raised.',
    ),
    gateTimeout: about(
      z
        .strictObject({
          after: about(duration, 'Since the hold was over.'),
          then: about(z.enum(['notify', 'pause', 'stop']).default('notify'), 'Default: notify.'),
        })
        .optional(),
      'What to do about a gate that stays closed.',
    ),
    onStop: about(
      z
        .strictObject({
          summary: about(
            summary.default('Stopped by rampart at {{exposure}} after {{elapsed}}: {{reason}}'),
            "Stored in the run's result. May use {{name}}, {{exposure}}, {{elapsed}} and {{reason}}.",
          ),
        })
        .prefault({}),
      'After a stop.',
    ),
    end: about(
      z
        .union(
          [
            z.enum(['hold', 'stop']),
            z.strictObject({
              then: about(
                z.enum(['hold', 'stop']),
                'hold keeps the last exposure until maxDuration; stop ends the run.',
              ),
              summary: about(
                summary.optional(),
                "Stored in the run's result when it is stopped. May use {{name}}, {{exposure}} and {{elapsed}}.",
              ),
            }),
          ],
          { error: '"hold" or "stop"' },
        )
        .default('hold'),
      'After the last step has been held: hold keeps it until maxDuration, stop ends the run. Default: hold.',
    ),
    notify: about(
      z
        .strictObject({
          slack: about(
            z
              .strictObject({
                channel: about(text(80), 'A channel, by name or ID.'),
                level: about(
                  z.enum(['quiet', 'normal', 'verbose']).default('normal'),
                  'How much is told. Default: normal.',
                ),
                mention: about(
                  z
                    .strictObject({
                      stop: about(text(80).optional(), 'Called after a stop.'),
                      approval: about(text(80).optional(), 'Called when somebody has to say yes.'),
                    })
                    .prefault({}),
                  'Who is called when, in the form Slack has: <!subteam^ID> or <@ID>.',
                ),
              })
              .optional(),
            'Messages to Slack.',
          ),
          digest: about(
            z
              .strictObject({
                days: about(days.default([1, 2, 3, 4, 5]), 'Default: Mon-Fri.'),
                at: about(timeOfDay, 'Local time, in quotes.'),
              })
              .optional(),
            'A summary of where the ramp stands, at these times.',
          ),
          eventBus: about(
            text(256).default('default'),
            'The EventBridge bus of all events. Default: default.',
          ),
        })
        .prefault({}),
      'Who is told.',
    ),
  })
  .meta({ title: 'A ramp plan' });

/** A plan file that has been read: every default filled in, every value understood, nothing checked across keys. */
export type PlanFile = z.output<typeof planFile>;
/** What may be written. */
export type PlanFileInput = z.input<typeof planFile>;
export type GuardEntry = PlanFile['guards'][number];
export type GateEntry = PlanFile['gates'][number];
export type CurveEntry = z.output<typeof curve>;

/** Keys that are designed but not part of this version: refused by name, so that no plan is weaker than it reads. */
export const notSupported = [
  'compare',
  'srm',
  'sample',
  'noTraffic',
  'launch',
  'retry',
  'ratio',
  'treatmentDimension',
];

export const toCurve = ({ over: overMs, ...shape }: CurveEntry): Curve => ({ ...shape, overMs });

/** The JSON Schema that editors read: draft-7, what may be written rather than what comes out. */
export const planJsonSchema = (): object => z.toJSONSchema(planFile, { target: 'draft-7', io: 'input' });
