/** Slack's door: a webhook that posts, or the Web API with a bot's token. Nothing of the secret is in what it throws. */
import type { Payload } from '#core/message/blocks';
import type { Incoming, Send } from './https.ts';
import type { SlackWay } from './slack-way.ts';

export type Slack = ReturnType<typeof createSlack>;
export type Target = {
  readonly channel?: string | undefined;
  /** Answers in the thread of this message. */
  readonly threadTs?: string | undefined;
  readonly isBroadcast?: boolean;
};
export type Posted = { readonly channel?: string | undefined; readonly ts?: string | undefined };

/** Slack will not have it, however often it is sent. */
export class SlackRefusedError extends Error {
  override readonly name = 'SlackRefusedError';
}
/** Slack does not answer, or not yet. */
export class SlackUnreachableError extends Error {
  override readonly name = 'SlackUnreachableError';
}

const timeoutMs = 5_000;
const tries = 3;
/** For so long a Retry-After is waited for; after that the event is delivered again, later. */
const patienceMs = 30_000;

type Call = { readonly host: string; readonly path: string; readonly token?: string; readonly body: object };

export function createSlack(send: Send, sleep: (ms: number) => Promise<void>) {
  return {
    async post(way: SlackWay, { text, blocks }: Payload, target: Target): Promise<Posted> {
      const quiet = { unfurl_links: false, unfurl_media: false };
      if (way.by === 'webhook') {
        await deliver({ host: way.host, path: way.path, body: { text, blocks, ...quiet } }, isOk);
        return {};
      }
      const { channel, threadTs, isBroadcast = false } = target;
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs, reply_broadcast: isBroadcast };
      const answer = await deliver(
        api(way, 'postMessage', { channel, text, blocks, ...quiet, ...thread }),
        refusalOf,
      );
      const { channel: id, ts } = JSON.parse(answer.body) as Posted;
      return { channel: id, ts };
    },

    /** A message that somebody has deleted is not written again. */
    async rewrite(way: Extract<SlackWay, { by: 'bot' }>, { text, blocks }: Payload, at: Required<Posted>) {
      const gone = ['message_not_found', 'cant_update_message'];
      await deliver(api(way, 'update', { channel: at.channel, ts: at.ts, text, blocks }), (answer) => {
        const refusal = refusalOf(answer);
        return refusal !== undefined && gone.includes(refusal) ? undefined : refusal;
      });
    },
  };

  async function deliver(call: Call, refusal: (answer: Incoming) => string | undefined): Promise<Incoming> {
    let waitedMs = 0;
    for (let tried = 1; ; ) {
      const answer = await attempt(call);
      const againMs = answer.status === 429 ? retryAfterOf(answer) : undefined;
      if (againMs !== undefined) {
        if (waitedMs + againMs > patienceMs)
          throw new SlackUnreachableError(`Slack wants us to wait for ${againMs} ms`);
        waitedMs += againMs;
        await sleep(againMs);
        continue;
      }
      if (answer.status < 500 && answer.status > 0) {
        const why = answer.status >= 300 ? `${answer.status} ${code(answer.body)}` : refusal(answer);
        if (why !== undefined) throw new SlackRefusedError(`Slack refuses: ${why}`);
        return answer;
      }
      if (tried === tries)
        throw new SlackUnreachableError(`Slack did not answer: ${answer.status || answer.body}`);
      await sleep(1_000 * tried);
      tried += 1;
    }
  }

  /** What goes wrong on the way is status 0; of the error only its code is kept, since others may hold the address. */
  async function attempt({ host, path, token, body }: Call): Promise<Incoming> {
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    try {
      return await send({ host, path, headers, body: JSON.stringify(body), timeoutMs });
    } catch (error) {
      const { code: known, name } = error as { readonly code?: unknown; readonly name?: unknown };
      return { status: 0, headers: {}, body: code(String(known ?? name)) };
    }
  }
}

const api = ({ token }: Extract<SlackWay, { by: 'bot' }>, method: string, body: object): Call => ({
  host: 'slack.com',
  path: `/api/chat.${method}`,
  token,
  body,
});

const isOk = ({ body }: Incoming): string | undefined => (body === 'ok' ? undefined : code(body));

function refusalOf({ body }: Incoming): string | undefined {
  const { ok, error } = parsed(body);
  return ok === true ? undefined : code(String(error));
}

function parsed(body: string): { readonly ok?: unknown; readonly error?: unknown } {
  try {
    return JSON.parse(body) as { ok?: unknown };
  } catch {
    return { error: 'no_json' };
  }
}

function retryAfterOf({ headers }: Incoming): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.max(1, seconds) * 1000 : 1000;
}

/** Slack names its errors in words such as invalid_auth; anything longer is somebody else's text. */
const code = (text: string): string => (/^[\w.-]{1,60}$/.test(text) ? text : 'an answer that is none');
