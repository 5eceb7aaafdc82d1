/** The Slack that records: what it takes, what it refuses, and how often it lets one post. */
import { describe, expect, test } from 'vitest';
import { serve } from '#local/serve';
import { createSlackStandIn } from '#local/slack/index';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

function slack() {
  let now = Date.UTC(2026, 10, 23);
  const standIn = createSlackStandIn({ now: () => now });
  const call = async (method: string, body: object, authorization = 'Bearer xoxb-1') => {
    const request = { path: `/api/chat.${method}`, headers: { authorization }, body: JSON.stringify(body) };
    const answer = await standIn.answer(request);
    return {
      ...answer,
      said: JSON.parse(answer.body) as { ok: boolean; error?: string; channel: string; ts: string },
    };
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { standIn, call, pass };
}

test('a channel takes one message a second, and says how long to wait', async () => {
  const { call, pass } = slack();
  const post = (channel: string) => call('postMessage', { channel, text: 'x' });

  expect((await post('#a')).status).toBe(200);
  expect(await post('#a')).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
  expect((await post('#b')).status).toBe(200);
  pass(1000);
  expect((await post('#a')).status).toBe(200);
});

describe('what Slack refuses', () => {
  test.each([
    [{ channel: '#a', text: 'x', blocks: [section('x'.repeat(3001))] }, 'invalid_blocks'],
    [{ channel: '#a', text: 'x', blocks: [section('')] }, 'invalid_blocks'],
    [{ channel: '#a', text: 'x', blocks: Array(51).fill(section('x')) }, 'invalid_blocks'],
    [{ channel: '#a', text: 'x', blocks: [{ type: 'context', elements: [] }] }, 'invalid_blocks'],
    [{ channel: '#a', text: 'x', blocks: [{ type: 'alert' }] }, 'invalid_blocks'],
    [
      {
        channel: '#a',
        text: 'x',
        blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      },
      'invalid_blocks',
    ],
    [{ channel: '#a' }, 'no_text'],
    [{ channel: 'a', text: 'x' }, 'channel_not_found'],
    [{ channel: '#a', text: 'x', thread_ts: '1.1' }, 'thread_not_found'],
  ])('%#: %j', async (body, error) => {
    const { call, standIn } = slack();

    expect((await call('postMessage', body)).said).toEqual({ ok: false, error });
    expect(standIn.messages()).toEqual([]);
  });

  test('a token that is none, a method that is not here, a message that is not there', async () => {
    const { call } = slack();

    expect((await call('postMessage', { channel: '#a', text: 'x' }, 'Bearer no')).said.error).toBe(
      'invalid_auth',
    );
    expect((await call('delete', { channel: '#a', text: 'x' })).said.error).toBe('unknown_method');
    expect((await call('update', { channel: '#a', text: 'x', ts: '1.1' })).said.error).toBe(
      'message_not_found',
    );
  });
});

test('over HTTP it answers forms, as Slack’s own clients send them, and shows what it has', async () => {
  const served = await serve({ port: 0, clock: 'real', startAt: 0, onDefect: () => {} });
  try {
    const at = (path: string) => `${served.endpoint}/_local/slack${path}`;
    const form = new URLSearchParams({
      channel: '#a',
      text: 'hello',
      blocks: JSON.stringify([section('hello')]),
    });
    const headers = { authorization: 'Bearer xoxb-1' };
    const posted = await fetch(at('/api/chat.postMessage'), { method: 'POST', body: form, headers });
    const hooked = await fetch(at('/services/T/B/X'), { method: 'POST', body: '{"text": "hi"}' });

    expect(await posted.json()).toMatchObject({ ok: true });
    expect(await hooked.text()).toBe('ok');
    const shown = (await (await fetch(at('/messages'))).json()) as {
      messages: { payload: { text: string } }[];
    };
    expect(shown.messages.map(({ payload }) => payload.text)).toEqual(['hello', 'hi']);
  } finally {
    await served.close();
  }
});
