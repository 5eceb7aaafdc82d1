/**
 * Every event that rampart puts on the bus: when it is sent, how grave it is, and its schema. The JSON Schemas of
 * events/schemas/ and the table of docs/events.md are made of it.
 */
import * as z from 'zod';
import { digestSchema } from './digest.ts';
import { type FactType, factSchemas } from './facts.ts';
import { about, actor, count, instant, percent, ramp, sees } from './fields.ts';
import { runEventSchema } from './run-event.ts';

export type Severity = 'info' | 'attention' | 'warning' | 'critical';
type Told = { readonly when: string; readonly severity: Severity };
export type EventType = FactType | 'Experiment Run Event' | 'Ramp Digest';

export const told: Readonly<Record<EventType, Told>> = {
  'Ramp Started': { when: 'AppConfig has started the run', severity: 'info' },
  'Exposure Raised': { when: 'AppConfig has accepted a higher exposure', severity: 'info' },
  'Gate Waiting': { when: 'the hold is over and a gate is closed, once per gate', severity: 'info' },
  'Gate Cleared': { when: 'that gate has opened', severity: 'info' },
  'Window Waiting': { when: 'all gates pass, and a window or a freeze is in the way', severity: 'info' },
  'Approval Requested': { when: 'a person has to say yes', severity: 'attention' },
  'Approval Given': { when: 'a person said yes', severity: 'info' },
  'Approval Rejected': { when: 'a person said no', severity: 'attention' },
  'Approval Expired': { when: 'nobody answered in time', severity: 'attention' },
  'Step Skipped': { when: 'a person took a gate, a hold or a window away, once', severity: 'attention' },
  'Guard Breached': { when: 'a guard is breached, or cannot tell', severity: 'warning' },
  'Ramp Paused': { when: 'a person or a guard paused the ramp', severity: 'attention' },
  'Ramp Resumed': { when: 'a person resumed it', severity: 'info' },
  'Exposure Drifted': { when: 'somebody else raised the run', severity: 'warning' },
  'Run Edited': {
    when: 'the overrides, weights or audience of the run are not those of the start',
    severity: 'warning',
  },
  'Stop Requested': { when: 'a stop was decided', severity: 'warning' },
  'Stop Delayed': { when: 'AppConfig refuses the stop, or has undone it', severity: 'critical' },
  'Ramp Stopped': { when: 'AppConfig says that the run is over', severity: 'warning' },
  'Ramp Finished': {
    when: 'everybody is back on the deployed flag; always the last one',
    severity: 'info',
  },
  'Rampart Degraded': { when: 'something cannot be read or written', severity: 'warning' },
  'Experiment Run Event': { when: 'AppConfig has noted an event of the run', severity: 'info' },
  'Ramp Digest': { when: 'the plan’s notify.digest says so', severity: 'info' },
};
export const eventTypes = Object.keys(told) as readonly EventType[];

/** `Exposure Raised` → `exposure-raised`: its files, and its part of a CloudEvents type. */
export const kebab = (type: string): string => type.toLowerCase().replaceAll(' ', '-');

const metadata = z.strictObject({
  eventId: about(
    z.string(),
    'The same for every delivery of this event, whatever buses it crosses: the ramp and the place of the event.',
  ),
  eventVersion: about(z.literal('1.0'), 'Of the schema; fields may be added within it.'),
  correlationId: about(z.string(), 'Of all events that belong together: the ramp’s id.'),
  causationId: about(z.string().optional(), 'The eventId of the event that led to this one, where one did.'),
  idempotencyKey: about(z.string(), 'Take each key once: delivery is at least once.'),
  service: z.literal('rampart'),
  stage: z.string(),
  occurredAt: about(instant, 'When it happened; the time of the envelope is the same in whole seconds.'),
  virtualTime: about(z.boolean(), 'True where the clock is a simulation’s.'),
});

/** What every event of a ramp says. */
const common = {
  ramp,
  sequence: about(count, 'Its place among the facts of its ramp, from 1.'),
  step: about(count, 'The step reached, from 1; 0 before the run.'),
  of: about(count, 'How many steps the plan has.'),
  exposure: about(percent, 'After the event.'),
  sees,
  by: actor,
};

const dataOf = (type: EventType): z.ZodType => {
  if (type === 'Ramp Digest') return digestSchema;
  if (type === 'Experiment Run Event') return runEventSchema;
  return z.strictObject({ ...common, ...factSchemas[type] });
};

/** Strict: a field that the catalogue does not name is refused, so that nothing is sent that is not documented. */
export const detailSchema = (type: EventType): z.ZodType =>
  z.strictObject({ metadata, data: dataOf(type) }).meta({
    title: type,
    description: `Sent when: ${told[type].when}. Severity: ${told[type].severity}.`,
  });

/** For subscribers: fields may be added within a version, so that unknown ones are no error. */
export const detailJsonSchema = (type: EventType): object =>
  z.toJSONSchema(detailSchema(type), {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (jsonSchema.properties) delete jsonSchema.additionalProperties;
    },
  });
