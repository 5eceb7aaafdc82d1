/**
 * A Slack that records: webhooks, chat.postMessage and chat.update, with Slack's limits and its rate of one message a second
 * for each channel. It shows what people would see, and what was refused.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { OutsideAnswer, OutsideRequest } from '../outside.ts';
import { fieldsOf, offenceIn } from './limits.ts';

export type SlackMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly at: number;
  /** The message in whose thread it is. */
  readonly threadTs: string | undefined;
  /** Whether the channel shows it: not if it is in a thread only. */
  readonly isInChannel: boolean;
  readonly payload: { readonly text: string; readonly blocks: readonly unknown[] };
  readonly rewritten: number;
};
export type SlackCall = {
  readonly at: number;
  readonly how: 'webhook' | 'post' | 'update';
  /** `ok`, or what Slack calls the error. */
  readonly answer: string;
  readonly message: SlackMessage | undefined;
};
export type SlackStandIn = ReturnType<typeof createSlackStandIn>;
type Fields = Readonly<Record<string, unknown>>;
type Said = {
  readonly status: number;
  readonly answer: string;
  readonly message?: SlackMessage;
  readonly retryAfter?: number;
};

const perChannelMs = 1_000;

/** @param onCall hears of every call, as it is answered */
export function createSlackStandIn(clock: Pick<Clock, 'now'>, onCall: (call: SlackCall) => void = () => {}) {
  const messages = new Map<string, SlackMessage>();
  const lastAt = new Map<string, number>();
  const calls: SlackCall[] = [];
  let count = 0;

  const tooSoon = (channel: string): number => {
    const waitMs = (lastAt.get(channel) ?? Number.NEGATIVE_INFINITY) + perChannelMs - clock.now();
    return waitMs > 0 ? Math.ceil(waitMs / 1000) : 0;
  };

  function post(channel: string, body: Fields, threadTs: string | undefined): Said {
    const offence = offenceIn(body);
    if (offence !== undefined) return { status: 400, answer: offence };
    if (threadTs !== undefined && !messages.has(threadTs)) return { status: 200, answer: 'thread_not_found' };
    const retryAfter = tooSoon(channel);
    if (retryAfter > 0) return { status: 429, answer: 'ratelimited', retryAfter };
    lastAt.set(channel, clock.now());
    count += 1;
    const ts = `${Math.floor(clock.now() / 1000)}.${String(count).padStart(6, '0')}`;
    const isInChannel = threadTs === undefined || body.reply_broadcast === true;
    const message = {
      channel,
      ts,
      at: clock.now(),
      threadTs,
      isInChannel,
      payload: payloadOf(body),
      rewritten: 0,
    };
    messages.set(ts, message);
    return { status: 200, answer: 'ok', message };
  }

  function update(channel: string, body: Fields): Said {
    const offence = offenceIn(body);
    if (offence !== undefined) return { status: 400, answer: offence };
    const before = messages.get(String(body.ts));
    if (before?.channel !== channel) return { status: 200, answer: 'message_not_found' };
    const message = { ...before, payload: payloadOf(body), rewritten: before.rewritten + 1 };
    messages.set(before.ts, message);
    return { status: 200, answer: 'ok', message };
  }

  function said(request: Pick<OutsideRequest, 'path' | 'headers' | 'body'>): {
    how: SlackCall['how'];
    said: Said;
  } {
    const body = parsed(request.body);
    if (/^\/services\/\w+\/\w+\/\w+$/.test(request.path))
      return { how: 'webhook', said: webhook(request.path, body) };
    const how = request.path === '/api/chat.update' ? 'update' : 'post';
    if (!/^Bearer xoxb-/.test(request.headers.authorization ?? ''))
      return { how, said: refused('invalid_auth') };
    if (body === undefined) return { how, said: refused('invalid_json') };
    const channel = idOf(String(body.channel ?? ''));
    if (channel === undefined) return { how, said: refused('channel_not_found') };
    if (how === 'update') return { how, said: update(channel, body) };
    if (request.path !== '/api/chat.postMessage') return { how, said: refused('unknown_method') };
    const thread = body.thread_ts === undefined ? undefined : String(body.thread_ts);
    return { how, said: post(channel, body, thread) };
  }

  const webhook = (path: string, body: Fields | undefined): Said =>
    body === undefined ? { status: 400, answer: 'invalid_payload' } : post(path, body, undefined);

  return {
    /** Every call, in order, those that were refused too. */
    calls: calls as readonly SlackCall[],
    /** What Slack shows now, in the order in which it was posted. */
    messages: (): readonly SlackMessage[] => [...messages.values()],

    async answer(request: Pick<OutsideRequest, 'path' | 'headers' | 'body'>): Promise<OutsideAnswer> {
      const { how, said: result } = said(request);
      const call = { at: clock.now(), how, answer: result.answer, message: result.message };
      calls.push(call);
      onCall(call);
      const headers = result.retryAfter === undefined ? {} : { 'retry-after': String(result.retryAfter) };
      return how === 'webhook'
        ? { status: result.status, headers, body: result.answer }
        : { status: result.status === 429 ? 429 : 200, headers, body: JSON.stringify(apiAnswer(result)) };
    },
  };
}

const refused = (answer: string): Said => ({ status: 200, answer });

const apiAnswer = ({ answer, message }: Said) =>
  answer === 'ok' ? { ok: true, channel: message?.channel, ts: message?.ts } : { ok: false, error: answer };

function parsed(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? fieldsOf(value) : undefined;
  } catch {
    return undefined;
  }
}

const payloadOf = ({ text, blocks }: Fields): SlackMessage['payload'] => ({
  text: String(text),
  blocks: Array.isArray(blocks) ? blocks : [],
});

/** A channel is posted to by its name or its id, and answers with its id. */
const idOf = (channel: string): string | undefined =>
  /^#[^\s#]{1,80}$/.test(channel)
    ? `C${createHash('sha256').update(channel).digest('hex').slice(0, 10).toUpperCase()}`
    : /^[CGD][A-Z0-9]{8,}$/.test(channel)
      ? channel
      : undefined;
