/** `/_local/clock`, no part of AWS: shows the time, and moves a virtual clock that stands still. */
import { Temporal } from 'temporal-polyfill';
import { type Clock, type Timer, VirtualClock } from './clock.ts';
import { bytesOf, textOf, type WireRequest, type WireResponse } from './wire/message.ts';

/** Real time; time that stands still until it is moved; or time that jumps whenever nothing is outstanding. */
export type ClockKind = 'real' | 'virtual' | 'fast';

export function createControl(
  clock: Clock,
  kind: ClockKind,
): (request: WireRequest) => Promise<WireResponse> {
  const advance = oneAtATime((byMs: number) => (clock as VirtualClock).run(clock.now() + byMs));
  return async ({ method, path, body }) => {
    if (path !== '/_local/clock') return refusal(404, `there is no ${path}; there is /_local/clock`);
    if (method === 'GET') return json(200, { clock: kind, now: iso(clock.now()), next: nextOf(clock) });
    if (method !== 'POST')
      return refusal(405, `${method} means nothing here; GET shows the time, POST moves it`);
    if (kind !== 'virtual')
      return refusal(409, `a ${kind} clock moves by itself; one that is moved is had by --clock virtual`);
    const asked = readAdvance(textOf(body));
    if (asked.problem !== undefined) return refusal(400, asked.problem);
    const fell = await advance(asked.byMs);
    return json(200, { now: iso(clock.now()), fellDue: fell.map(shown) });
  };
}

type Advance = { readonly byMs: number; readonly problem?: undefined } | { readonly problem: string };

function readAdvance(text: string): Advance {
  const example = 'send {"advance": "PT1H"}, an ISO 8601 duration of days, hours, minutes and seconds';
  try {
    const { advance } = JSON.parse(text) as { advance?: unknown };
    const byMs = Temporal.Duration.from(String(advance)).total('milliseconds');
    return byMs < 0 ? { problem: `time does not run backwards; ${example}` } : { byMs };
  } catch {
    return { problem: `this is no advance: ${text.slice(0, 80) || '(nothing)'}; ${example}` };
  }
}

/** Two advances at once would share out between them what falls due. */
function oneAtATime<In, Out>(work: (input: In) => Promise<Out>): (input: In) => Promise<Out> {
  let last: Promise<unknown> = Promise.resolve();
  return (input) => {
    const mine = last.then(() => work(input));
    last = mine.catch(() => undefined);
    return mine;
  };
}

const iso = (at: number) => new Date(at).toISOString();
const shown = ({ at, what }: Pick<Timer, 'at' | 'what'>) => ({ at: iso(at), what });
const nextOf = (clock: Clock) =>
  clock instanceof VirtualClock && clock.next !== undefined ? iso(clock.next) : null;

const refusal = (statusCode: number, message: string) => json(statusCode, { message });

function json(statusCode: number, value: unknown): WireResponse {
  const body = bytesOf(`${JSON.stringify(value)}\n`);
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'content-length': String(body.byteLength) },
    body,
  };
}
