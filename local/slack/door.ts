/** The Slack that records, over HTTP: `/_local/slack/api/…` and `/_local/slack/services/…`, and what it shows at `…/messages`. */
import { bytesOf, textOf, type WireRequest, type WireResponse } from '../wire/message.ts';
import type { SlackStandIn } from './index.ts';

export const slackPath = '/_local/slack';

export function createSlackDoor(slack: SlackStandIn): (request: WireRequest) => Promise<WireResponse> {
  return async ({ method, path, headers, body }) => {
    const rest = path.slice(slackPath.length);
    if (method === 'GET' && rest === '/messages') {
      const refused = slack.calls.filter(({ answer }) => answer !== 'ok');
      return reply(200, {}, JSON.stringify({ messages: slack.messages(), refused }));
    }
    if (method !== 'POST')
      return reply(405, { allow: 'POST' }, 'GET shows /_local/slack/messages; Slack itself takes POST');
    const { authorization = '', 'content-type': type = '' } = headers;
    const text = type.startsWith('application/x-www-form-urlencoded')
      ? jsonOfForm(textOf(body))
      : textOf(body);
    const answer = await slack.answer({ path: rest, headers: { authorization }, body: text });
    return reply(answer.status, answer.headers, answer.body);
  };
}

/** Slack's own clients send forms, in which what is no text is JSON. */
function jsonOfForm(form: string): string {
  const fields = [...new URLSearchParams(form)].map(([name, value]) => [name, valueIn(name, value)]);
  return JSON.stringify(Object.fromEntries(fields));
}

function valueIn(name: string, value: string): unknown {
  if (name !== 'blocks' && name !== 'reply_broadcast') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function reply(statusCode: number, headers: Readonly<Record<string, string>>, text: string): WireResponse {
  const body = bytesOf(text);
  const type = text.startsWith('{') ? 'application/json' : 'text/plain';
  return {
    statusCode,
    headers: { 'content-type': type, 'content-length': String(body.byteLength), ...headers },
    body,
  };
}
