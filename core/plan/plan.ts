/**
 * The plan as everything but its author sees it: defaults filled in, curves turned into steps, durations in milliseconds.
 * Its JSON is what the ledger keeps for as long as a ramp lives, so reading it back is an API: change it only with `contract`.
 */
import * as z from 'zod/mini';

const texts = z.record(z.string(), z.string());

const gate = z.discriminatedUnion('kind', [
  /** Every alarm of the guards is OK. */
  z.object({ kind: z.literal('alarms') }),
  /** Every datapoint of the last `overMs` lies below and above; no data is unknown, and unknown is closed. */
  z.object({
    kind: z.literal('metric'),
    metric: z.string(),
    below: z.optional(z.number()),
    above: z.optional(z.number()),
    overMs: z.number(),
  }),
  /** Always the last one, so that nobody approves before the other gates are open. */
  z.object({
    kind: z.literal('approval'),
    /** `slack:ID`, or the ARN of an IAM principal in which `*` stands for anything. */
    from: z.array(z.string()),
    ask: z.string(),
    timeoutMs: z.optional(z.number()),
    onTimeout: z.enum(['wait', 'pause', 'stop']),
  }),
]);

const reaction = {
  /** How long an alarm has to stay in ALARM. */
  forMs: z.number(),
  then: z.enum(['stop', 'pause', 'notify']),
  insufficientData: z.enum(['notify', 'stop', 'ignore']),
  /** Whether the alarm of a composite counts while its actions are suppressed. */
  suppressed: z.enum(['ignore', 'act']),
};
const guard = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('alarm'), alarm: z.string(), arn: z.optional(z.string()), ...reaction }),
  /** Every alarm that carries all of these tags. */
  z.object({ kind: z.literal('alarmsTagged'), tags: texts, ...reaction }),
]);

const metric = z.object({
  namespace: z.string(),
  name: z.string(),
  dimensions: texts,
  stat: z.string(),
  periodMs: z.number(),
});

const stored = z.object({
  contract: z.literal(1),
  version: z.literal(1),
  name: z.string(),
  description: z.optional(z.string()),
  owner: z.string(),
  tags: texts,
  experiment: z.object({ application: z.string(), definition: z.string(), overrides: texts }),
  timezone: z.string(),
  start: z.string(),
  windows: z.array(z.object({ days: z.array(z.number()), fromMinute: z.number(), toMinute: z.number() })),
  freezes: z.array(z.object({ from: z.string(), to: z.string(), reason: z.optional(z.string()) })),
  maxDurationMs: z.number(),
  steps: z.array(
    z.object({
      name: z.optional(z.string()),
      exposurePercent: z.number(),
      holdMs: z.number(),
      /** Those of the plan and the step's own: asked before this step is left for the next one. */
      gates: z.array(gate),
    }),
  ),
  metrics: z.record(z.string(), metric),
  guards: z.array(guard),
  gateTimeout: z.optional(z.object({ afterMs: z.number(), then: z.enum(['notify', 'pause', 'stop']) })),
  onStop: z.object({ summary: z.string() }),
  /** What follows when the last step has been held. */
  end: z.discriminatedUnion('then', [
    z.object({ then: z.literal('hold') }),
    z.object({ then: z.literal('stop'), summary: z.string() }),
  ]),
  notify: z.object({
    slack: z.optional(
      z.object({
        channel: z.string(),
        level: z.enum(['quiet', 'normal', 'verbose']),
        mention: z.object({ stop: z.optional(z.string()), approval: z.optional(z.string()) }),
      }),
    ),
    digest: z.optional(z.object({ days: z.array(z.number()), atMinute: z.number() })),
    eventBus: z.string(),
  }),
});

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;

export type Plan = Immutable<z.infer<typeof stored>>;
export type PlanStep = Plan['steps'][number];
export type Gate = Immutable<z.infer<typeof gate>>;
export type Guard = Immutable<z.infer<typeof guard>>;
export type Metric = Immutable<z.infer<typeof metric>>;

/** Reads a plan back from JSON that was stored; throws what zod throws on anything else. */
export const readStoredPlan = (value: unknown): Plan => stored.parse(value);
