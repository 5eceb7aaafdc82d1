/** The plan file: one schema for its types, its messages, and the JSON Schema by which editors complete and explain it. */
import * as z from 'zod';
import { dayMs, minuteMs, secondMs } from '../time.ts';
import { type Curve, presets, zeroHoldMs } from './curve.ts';
import {
  days,
  duration,
  durationBetween,
  hours,
  localDateOrTime,
  pattern,
  percent,
  prose,
  start,
  text,
  timeOfDay,
  timezone,
} from './fields.ts';

const about = <T extends z.ZodType>(schema: T, description: string): T =>
  schema.meta({ ...schema.meta(), description }) as T;

export const defaultMaxDurationMs = 30 * dayMs;

const name = pattern(/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/, 'a name of at most 60 letters, digits, - and _');
const treatment = pattern(/^(c|t[1-5])$/, 'a treatment: c for the control, or t1 to t5');
const summary = prose(1024);
const reactionTo = (what: string) => ({
  for: about(duration.default(0), `How long ${what} has to stay in ALARM. Default: 0, at once.`),
  then: about(
    z.enum(['stop', 'pause', 'notify']).default('stop'),
    'stop ends the run and puts users back on the deployed flag; pause keeps the exposure; notify only tells people. Default: stop.',
  ),
  insufficientData: about(
    z.enum(['notify', 'stop', 'ignore']).default('notify'),
    'What an alarm without data does: no data is neither OK nor ALARM. Default: notify.',
  ),
  suppressed: about(
    z.enum(['ignore', 'act']).default('ignore'),
    'Whether a composite alarm whose actions are suppressed counts. Default: ignore.',
  ),
});

const guard = z.union(
  [
    z
      .strictObject({
        alarm: about(
          text(2048),
          'A CloudWatch alarm, metric or composite: its name, or its ARN in the region and account of the ramp.',
        ),
        ...reactionTo('the alarm'),
      })
      .meta({ title: 'an alarm' }),
    z
      .strictObject({
        alarmsTagged: about(
          z
            .record(text(128), text(256))
            .refine((tags) => Object.keys(tags).length > 0, { error: 'at least one tag' }),
          'Every alarm that carries all of these tags.',
        ),
        ...reactionTo('such an alarm'),
      })
      .meta({ title: 'alarms by tag' }),
  ],
  { error: 'a guard: { alarm: … } or { alarmsTagged: … }' },
);

const approval = z.strictObject({
  from: about(
    z.array(z.string()).min(1, { error: 'at least one approver' }),
    'Who may approve: slack:ID of a person or a user group, or the ARN of an IAM principal, in which * stands for anything.',
  ),
  ask: about(prose(300).default('Raise the exposure?'), 'The question people are asked.'),
  timeout: about(duration.optional(), 'How long the question stays open. Default: until maxDuration.'),
  onTimeout: about(
    z.enum(['wait', 'pause', 'stop']).default('wait'),
    'What follows when nobody has answered in time. Default: wait.',
  ),
});
const gate = z.union(
  [
    z
      .strictObject({
        alarms: about(z.literal('ok'), 'All alarms of the guards are OK. Insufficient data is not OK.'),
      })
      .meta({ title: 'alarms' }),
    z
      .strictObject({
        metric: about(text(64), 'A name of metrics.'),
        below: about(z.number().optional(), 'Every datapoint is below this.'),
        above: about(z.number().optional(), 'Every datapoint is above this.'),
        over: about(
          duration.optional(),
          'The time looked at. Default: one period of the metric. No data in it keeps the gate closed.',
        ),
      })
      .meta({ title: 'a metric' }),
    z
      .strictObject({
        approval: about(approval, 'Somebody has to say yes. Always asked last, after all other gates.'),
      })
      .meta({ title: 'an approval' }),
  ],
  { error: 'a gate: { alarms: ok }, { metric: … } or { approval: … }' },
);
const gates = z.array(gate);

const over = about(
  durationBetween(
    zeroHoldMs + minuteMs,
    365 * dayMs,
    'a duration of more than 30m and below 365d, such as 7d',
  ),
  'How long the whole curve takes: 30m at 0 %, the rest spread evenly over the other steps.',
);
const count = (min: number) => {
  const error = `a whole number from ${min} to 1000`;
  return z.number({ error }).int({ error }).min(min, { error }).max(1000, { error });
};
const growth = { error: 'a number above 0 and up to 100' };
const curve = z.discriminatedUnion('preset', [
  z.strictObject({
    preset: about(
      z.enum(Object.keys(presets) as (keyof typeof presets)[]),
      Object.entries(presets)
        .map(([name, exposures]) => `${name}: ${exposures.join('-')}`)
        .join('; '),
    ),
    over,
  }),
  z.strictObject({
    preset: about(z.literal('linear'), 'Steps of the same height.'),
    steps: about(count(1), 'How many steps lead from 0 to 100 %.'),
    over,
  }),
  z.strictObject({
    preset: about(z.literal('exponential'), 'As AppConfig grows: growth times 1, 2, 4, 8 … up to 100 %.'),
    growth: about(
      z.number(growth).gt(0, growth).max(100, growth).min(0.001, growth),
      'The first exposure after 0 %, in per cent; each step doubles it.',
    ),
    over,
  }),
  z.strictObject({
    preset: about(z.literal('geometric'), 'From 1 to 100 % by the same factor.'),
    steps: about(count(2), 'How many steps, the first at 1 %, the last at 100 %.'),
    over,
  }),
]);

const step = z.strictObject({
  name: about(text(64).optional(), 'What people call this step.'),
  exposure: about(
    percent,
    'The share of the audience in the experiment, in per cent. It must rise with every step: AppConfig cannot lower it.',
  ),
  hold: about(duration, 'How long this exposure is kept, counted from the actual raise.'),
  gates: about(gates.optional(), 'Asked before THIS step is left for the next one, after those of the plan.'),
});

const metric = z.strictObject({
  namespace: about(text(255), 'The CloudWatch namespace.'),
  name: about(text(255), 'The name of the CloudWatch metric.'),
  dimensions: about(z.record(text(255), text(1024)).default({}), 'Its dimensions, all of them.'),
  stat: about(
    pattern(
      /^(Average|Sum|Minimum|Maximum|SampleCount|IQM|(p|tm|wm|tc|ts)\d{1,2}(\.\d{1,10})?)$/,
      'a statistic such as Average, Sum, Minimum, Maximum, SampleCount or p99',
    ).default('Average'),
    'Default: Average.',
  ),
  period: about(
    durationBetween(10 * secondMs, dayMs + 1, 'a period of 10s, 30s, or 1m up to 1d').default(5 * minuteMs),
    'Default: 5m.',
  ),
});

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
