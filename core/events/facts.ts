/** What each fact of a ramp says beside who, when and where: one schema each, from which types, JSON Schemas and checks come. */
import * as z from 'zod';
import {
  about,
  count,
  duration,
  guard,
  instant,
  percent,
  reason,
  sees,
  triggeredBy,
  verdict,
} from './fields.ts';

const note = about(z.string().optional(), 'What the person wrote.');
const answered = {
  question: z.string(),
  note,
  waited: about(duration, 'From the question to here.'),
};

export const factSchemas = {
  'Ramp Started': {
    plannedSteps: z.array(
      z.strictObject({
        name: z.string().optional(),
        exposure: percent,
        raiseAt: about(instant.optional(), 'The earliest.'),
      }),
    ),
    earliestEnd: instant.optional(),
    maxEnd: about(instant, 'When the plan ends the run whatever happens.'),
  },
  'Exposure Raised': {
    from: percent,
    to: percent,
    heldFor: about(duration.optional(), 'How long the step before lasted.'),
    gates: about(z.array(verdict), 'What let it rise.'),
    sees,
    next: z.strictObject({ exposure: percent, notBefore: instant }).optional(),
  },
  'Gate Waiting': {
    gate: verdict,
    since: instant,
    overdue: about(z.literal(true).optional(), 'For longer than the plan’s gateTimeout.'),
  },
  'Gate Cleared': { gate: verdict, waited: duration },
  'Window Waiting': { reason: z.string(), until: instant },
  'Approval Requested': {
    question: z.string(),
    approvers: z.array(z.string()),
    from: percent,
    to: percent,
    deadline: instant.optional(),
    evidence: z.array(verdict),
  },
  'Approval Given': answered,
  'Approval Rejected': answered,
  'Approval Expired': {
    ...answered,
    then: about(z.string().optional(), 'What follows: wait, pause or stop.'),
  },
  'Step Skipped': {
    what: about(z.string(), 'hold, window, or the gate.'),
    note: about(z.string(), 'Why.'),
  },
  'Guard Breached': { guard, action: z.enum(['stop', 'pause', 'notify']) },
  'Ramp Paused': { reason: z.string() },
  'Ramp Resumed': { pausedFor: duration, note },
  'Exposure Drifted': {
    expected: percent,
    actual: percent,
    action: about(z.enum(['adopted', 'paused']), 'What rampart made of it: it never fights.'),
  },
  'Run Edited': {
    what: about(z.enum(['overrides', 'weights', 'audience']), 'What somebody else changed.'),
    expected: z.string(),
    actual: z.string(),
    action: about(z.enum(['adopted', 'paused']), 'Overrides are adopted; for the rest a person has to look.'),
  },
  'Stop Requested': { reason },
  'Stop Delayed': {
    attempt: count,
    error: about(z.string(), 'What AppConfig answered, or what became of the restoration.'),
    since: about(instant.optional(), 'When it was refused first.'),
    blockingDeployment: about(z.string().optional(), 'Its number, its type and whose it is.'),
    update: about(z.literal(true).optional(), 'It was told before, and still lasts.'),
  },
  'Ramp Stopped': {
    reason,
    triggeredBy: about(triggeredBy, 'The true one: AppConfig itself cannot be told.'),
    exposureWas: percent,
    ranFor: duration,
    stopLatencyMs: about(
      z.number().min(0).optional(),
      'From the alarm’s change of state to the end of the run.',
    ),
    sees,
    usersEffect: z.string(),
  },
  'Ramp Finished': {
    outcome: z.enum(['stopped', 'held', 'failed', 'refused']),
    summary: z.string(),
    duration: duration.optional(),
    raises: count,
    billedHours: about(count.optional(), 'Hours the run was open, the one begun included.'),
  },
  'Rampart Degraded': { component: z.string(), error: z.string(), effect: z.string() },
} as const;

type Immutable<T> = T extends object ? { readonly [K in keyof T]: Immutable<T[K]> } : T;
type Output<Shape extends z.core.$ZodShape> = Immutable<z.infer<z.ZodObject<Shape>>>;

export type FactType = keyof typeof factSchemas;
export type FactData = { readonly [T in FactType]: Output<(typeof factSchemas)[T]> };
export type StopReason = Immutable<z.infer<typeof reason>>;
