/** What comes in through the door for people, and what goes back: a Lambda function URL with AWS_IAM, payload format 2.0. */
import * as z from 'zod/mini';
import type { Person } from './command.ts';
import { type Plan, readStoredPlan } from './plan/plan.ts';
import { unsound } from './plan/sound.ts';
import { principalOf } from './principal.ts';

const note = z.optional(z.string().check(z.maxLength(500)));
const ramp = z.string().check(z.minLength(1), z.maxLength(80));
const body = z.discriminatedUnion('do', [
  z.object({ do: z.literal('start'), plan: z.unknown() }),
  z.object({ do: z.enum(['pause', 'resume', 'approve', 'stop']), ramp, note }),
  z.object({ do: z.literal('reject'), ramp, note, stop: z.optional(z.boolean()) }),
  z.object({
    do: z.literal('skip'),
    ramp,
    note,
    what: z.union([z.enum(['hold', 'window']), z.object({ gate: z.string() })]),
  }),
]);
type Body = z.infer<typeof body>;
export type Asked = Exclude<Body, { do: 'start' }> | { readonly do: 'start'; readonly plan: Plan };

export type Request =
  | { readonly is: 'asked'; readonly asked: Asked; readonly by: Person }
  | { readonly is: 'malformed' | 'anonymous'; readonly told: string };

/** @returns what to do, and by whom as AWS verified it */
export function parseRequest(event: unknown): Request {
  const principal = z.safeParse(signed, event).data?.requestContext.authorizer.iam.userArn;
  if (principal === undefined)
    return {
      is: 'anonymous',
      told: 'the request carries no identity: call the function URL, signed with AWS_IAM',
    };
  const by: Person = { type: 'user', principal: principalOf(principal), via: 'cli' };
  const text = z.safeParse(z.object({ body: z.string().check(z.maxLength(longestBody)) }), event).data?.body;
  if (text === undefined)
    return { is: 'malformed', told: 'the request has no body, or a longer one than 256 KB' };
  const read = z.safeParse(body, jsonOf(text));
  if (!read.success)
    return { is: 'malformed', told: `the request is not understood: ${z.prettifyError(read.error)}` };
  return asked(read.data, by);
}

const longestBody = 256 * 1024;
const signed = z.object({
  requestContext: z.object({ authorizer: z.object({ iam: z.object({ userArn: z.string() }) }) }),
});

function asked(data: Body, by: Person): Request {
  if (data.do !== 'start') return { is: 'asked', asked: data, by };
  try {
    const plan = readStoredPlan(data.plan);
    const why = unsound(plan);
    if (why) return { is: 'malformed', told: `the plan is refused: ${why}` };
    return { is: 'asked', asked: { do: 'start', plan }, by };
  } catch (error) {
    return { is: 'malformed', told: `the plan is not understood: ${(error as Error).message}` };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type Answer = {
  readonly is: 'changed' | 'already so' | 'refused' | 'unknown' | 'malformed' | 'anonymous';
  readonly told: string;
  readonly ramp?: string;
};
export type Response = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const statusCodes = {
  changed: 200,
  'already so': 200,
  refused: 409,
  unknown: 404,
  malformed: 400,
  anonymous: 403,
};

export const respond = ({ is, told, ramp: id }: Answer): Response => ({
  statusCode: statusCodes[is],
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ is, told, ...(id === undefined ? {} : { ramp: id }) }),
});
