/** What is sent to Slack and where to; what happens when it does not answer; and what no error ever says. */
import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSend, type Incoming, type Outgoing, type Send } from '#adapters/https';
import { createSlack } from '#adapters/slack';
import { slackWay } from '#adapters/slack-way';

const secretPath = '/services/T000/B000/XXXsecret';
const hook = { by: 'webhook', host: 'hooks.slack.com', path: secretPath } as const;
const bot = { by: 'bot', token: 'xoxb-secret' } as const;
const message = { text: 'add-to-cart started', blocks: [] };

describe('a secret is the address of a webhook or the token of a bot, letter by letter', () => {
  test.each([
    `https://hooks.slack.com${secretPath}`,
    `https://hooks.slack-gov.com${secretPath}`,
    ` https://hooks.slack.com${secretPath}\n`,
  ])('%j opens a way', (secret) => {
    expect(slackWay(secret)).toMatchObject({ by: 'webhook', path: secretPath });
  });

  test.each([
    `https://hooks.slack.com@evil.example${secretPath}`,
    `https://user:pw@hooks.slack.com${secretPath}`,
    `https://hooks.slack.com.evil.io${secretPath}`,
    `https://hooks.slack.com%2eevil.io${secretPath}`,
    `https://evil.io/hooks.slack.com${secretPath}`,
    `https://evil.io#hooks.slack.com${secretPath}`,
    `http://hooks.slack.com${secretPath}`,
    `https://hooks.slack.com:8443${secretPath}`,
    `https://hooks.slack.com:443${secretPath}`,
    `https://hooks.slack.com.${secretPath}`,
    `https://hооks.slack.com${secretPath}`,
    `https://HOOKS.slack.com${secretPath}`,
    `https:/\\hooks.slack.com${secretPath}`,
    `//169.254.169.254${secretPath}`,
    `https://169.254.169.254${secretPath}`,
    `https://[::ffff:a9fe:a9fe]${secretPath}`,
    `https://2852039166${secretPath}`,
    `https://localhost${secretPath}`,
    'https://hooks.slack.com/services/../api/x',
    'https://hooks.slack.com/services/T/B/X/../../../y',
    'https://hooks.slack.com/services/T/B/X?next=http://169.254.169.254',
    'https://hooks.slack.com/services/T/B/X#y',
    'https://hooks.slack.com/services/T/B/X\r\nHost: evil',
    'https://slack.com/api/chat.postMessage',
    'file:///etc/passwd',
    'xoxp-a-person',
    'xoxb-token\r\nX-Evil: 1',
    '',
  ])('%j opens none', (secret) => {
    expect(slackWay(secret)).toBeUndefined();
  });
});

type Answer = Partial<Incoming> | { readonly code: string };
function slackThat(...answers: readonly Answer[]) {
  const sent: Outgoing[] = [];
  const waits: number[] = [];
  const send: Send = async (outgoing) => {
    const answer = answers[Math.min(sent.push(outgoing), answers.length) - 1] ?? {};
    if ('code' in answer) throw Object.assign(new Error(`at https://hooks.slack.com${secretPath}`), answer);
    return { status: 200, headers: {}, body: 'ok', ...answer };
  };
  const slack = createSlack(send, async (ms) => void waits.push(ms));
  return { slack, sent, waits };
}

describe('a message is tried three times', () => {
  const failures: readonly Answer[] = [
    { status: 500 },
    { status: 503 },
    { code: 'ECONNRESET' },
    { code: 'ABORT_ERR' },
  ];

  test.each(failures)('after %j', async (failure) => {
    const { slack, sent, waits } = slackThat(failure);

    await expect(slack.post(hook, message, {})).rejects.toThrow('Slack did not answer');
    expect(sent).toHaveLength(3);
    expect(waits).toEqual([1000, 2000]);
  });

  test('and no more once it has arrived', async () => {
    const { slack, sent } = slackThat({ code: 'ECONNRESET' }, { status: 200 });

    await slack.post(hook, message, {});
    expect(sent.map(({ host, path, timeoutMs }) => ({ host, path, timeoutMs }))).toEqual(
      Array(2).fill({ host: 'hooks.slack.com', path: secretPath, timeoutMs: 5000 }),
    );
  });
});

test('Retry-After is waited for as long as it says, and does not count as a try', async () => {
  const slow = { status: 429, headers: { 'retry-after': '7' } };
  const { slack, sent, waits } = slackThat(slow, slow, slow, slow, { status: 200 });

  await slack.post(hook, message, {});
  expect(sent).toHaveLength(5);
  expect(waits).toEqual([7000, 7000, 7000, 7000]);
});

test('a Retry-After beyond our patience leaves the event to be delivered again', async () => {
  const { slack, sent } = slackThat({ status: 429, headers: { 'retry-after': '3600' } });

  await expect(slack.post(hook, message, {})).rejects.toMatchObject({ name: 'SlackUnreachableError' });
  expect(sent).toHaveLength(1);
});

test.each([
  [{ status: 302, headers: { location: 'http://169.254.169.254/' }, body: '' }],
  [{ status: 404, body: 'no_service' }],
  [{ status: 403, body: `https://hooks.slack.com${secretPath}` }],
  [{ status: 200, body: JSON.stringify({ ok: false, error: 'invalid_auth xoxb-secret' }) }],
])('%j is a refusal: sent once, and its error holds nothing of the secret', async (answer) => {
  for (const way of [hook, bot]) {
    const { slack, sent } = slackThat(answer);
    const error = (await slack.post(way, message, { channel: '#x' }).catch((thrown) => thrown)) as Error;

    expect(error.name).toBe('SlackRefusedError');
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toMatch(/xoxb-secret|XXXsecret/);
    expect(sent).toHaveLength(1);
  }
});

test('a bot posts into the thread, and rewrites by the id of the channel', async () => {
  const ok = { body: JSON.stringify({ ok: true, channel: 'C123', ts: '1.000001' }) };
  const { slack, sent } = slackThat(ok);

  const posted = await slack.post(bot, message, { channel: '#x', threadTs: '0.1', isBroadcast: true });
  await slack.rewrite(bot, message, { channel: 'C123', ts: '1.000001' });

  expect(posted).toEqual({ channel: 'C123', ts: '1.000001' });
  expect(sent.map(({ host, path, headers }) => `${host}${path} ${headers.authorization}`)).toEqual([
    'slack.com/api/chat.postMessage Bearer xoxb-secret',
    'slack.com/api/chat.update Bearer xoxb-secret',
  ]);
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
    channel: '#x',
    thread_ts: '0.1',
    reply_broadcast: true,
  });
});

test('a message that somebody has deleted is let go', async () => {
  const { slack } = slackThat({ body: JSON.stringify({ ok: false, error: 'message_not_found' }) });

  await expect(slack.rewrite(bot, message, { channel: 'C123', ts: '1.1' })).resolves.toBeUndefined();
});

describe('the way out', () => {
  async function to(listener: RequestListener, timeoutMs = 5000) {
    const server = createServer(listener);
    onTestFinished(() => void server.closeAllConnections());
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const send = createSend(request, (server.address() as AddressInfo).port);
    return send({ host: '127.0.0.1', path: '/services/x', headers: {}, body: '{}', timeoutMs });
  }

  test('follows no redirect', async () => {
    let requests = 0;
    const answer = await to((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });

    expect(answer.status).toBe(302);
    expect(requests).toBe(1);
  });

  test('takes 64 KB of an answer, and not more', async () => {
    expect((await to((_request, response) => void response.end('x'.repeat(65_536)))).body).toHaveLength(
      65_536,
    );
    await expect(to((_request, response) => void response.end('x'.repeat(70_000)))).rejects.toThrow(
      '65536 bytes',
    );
  });

  test('does not wait for ever', async () => {
    await expect(to(() => {}, 50)).rejects.toMatchObject({ name: expect.stringMatching(/Abort|Timeout/) });
  });
});
