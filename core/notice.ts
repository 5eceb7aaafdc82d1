/** A fact as it comes back from the bus: what people are to be told of. */
import * as z from 'zod/mini';
import type { DigestData } from './events/digest.ts';
import type { FactData, FactType } from './facts.ts';
import type { Actor } from './ramp.ts';
import { rules } from './telling.ts';

export type NoticeRamp = {
  readonly id: string;
  readonly name: string;
  readonly application: string;
  readonly definition: string;
  readonly run?: number | undefined;
};
/** A fact of a ramp. */
export type RampNotice = {
  readonly id: string;
  readonly stage: string;
  readonly at: string;
  readonly ramp: NoticeRamp;
  /** Its place among the facts of its ramp. */
  readonly seq: number;
  readonly step: number;
  readonly of: number;
  readonly exposure: number;
  readonly by: Actor;
} & { readonly [T in FactType]: { readonly type: T; readonly data: FactData[T] } }[FactType];

export type DigestNotice = {
  readonly id: string;
  readonly stage: string;
  readonly at: string;
  readonly type: 'Ramp Digest';
  readonly data: DigestData;
};
export type Notice = RampNotice | DigestNotice;

const actor = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rampart') }),
  z.object({ type: z.literal('appconfig') }),
  z.object({ type: z.literal('cloudwatch'), alarmArn: z.string() }),
  z.object({ type: z.literal('user'), principal: z.string(), via: z.optional(z.string()) }),
]);
const envelope = z.object({
  source: z.literal('rampart'),
  'detail-type': z.string(),
  time: z.string(),
  detail: z.object({
    metadata: z.object({ eventId: z.string(), stage: z.string() }),
    data: z.record(z.string(), z.unknown()),
  }),
});
const place = z.object({
  ramp: z.object({
    id: z.string(),
    name: z.string(),
    application: z.string(),
    definition: z.string(),
    run: z.optional(z.number()),
  }),
  sequence: z.number(),
  step: z.number(),
  of: z.number(),
  exposure: z.number(),
  by: actor,
});

/** @returns undefined for what is no event of ours, or one that nobody is told of */
export function parseNotice(event: unknown): Notice | undefined {
  const { data: outer } = z.safeParse(envelope, event);
  if (!outer) return undefined;
  const { metadata, data } = outer.detail;
  const type = outer['detail-type'];
  const told = { id: metadata.eventId, stage: metadata.stage, at: outer.time, type, data };
  if (type === 'Ramp Digest') return told as unknown as DigestNotice;
  const { data: found } = z.safeParse(place, data);
  if (!found || !(type in rules)) return undefined;
  const { sequence: seq, ...where } = found;
  return { ...told, ...where, seq } as unknown as RampNotice;
}
