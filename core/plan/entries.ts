/** The entries of a plan file's lists: steps and curves, guards, gates, metrics. */
import * as z from 'zod';
import { dayMs, minuteMs, secondMs } from '../time.ts';
import { presets, zeroHoldMs } from './curve.ts';
import { duration, durationBetween, pattern, percent, prose, text } from './fields.ts';

/** Adds what an editor shows. */
export const about = <T extends z.ZodType>(schema: T, description: string): T =>
  schema.meta({ ...schema.meta(), description }) as T;

export const name = pattern(
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/,
  'a name of at most 60 letters, digits, - and _',
);
export const treatment = pattern(/^(c|t[1-5])$/, 'a treatment: c for the control, or t1 to t5');
export const summary = prose(1024);
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

export const guard = z.union(
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
export const gates = z.array(gate);

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
export const curve = z.discriminatedUnion('preset', [
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

export const step = z.strictObject({
  name: about(text(64).optional(), 'What people call this step.'),
  exposure: about(
    percent,
    'The share of the audience in the experiment, in per cent. It must rise with every step: AppConfig cannot lower it.',
  ),
  hold: about(duration, 'How long this exposure is kept, counted from the actual raise.'),
  gates: about(gates.optional(), 'Asked before THIS step is left for the next one, after those of the plan.'),
});

export const metric = z.strictObject({
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
