/** What an editor makes of our JSON Schema: asked of yaml-language-server itself, over LSP. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
/** The first line of every example, so that lines count from 1 here. */
const modeline = `# yaml-language-server: $schema=${pathToFileURL(join(root, 'schema/plan.v1.json')).href}\n`;

test('completes values and keys, explains them, and refuses what is wrong in our words', async () => {
  expect(await completion('guards:\n  - alarm: shop-prod-5xx\n    then: ', 3, 10)).toEqual(
    expect.arrayContaining(['stop', 'pause', 'notify']),
  );
  expect(await completion('curve:\n  over: 7d\n  ', 3, 2)).toEqual(expect.arrayContaining(['preset']));
  expect(await completion('win', 1, 3)).toContain('windows');
  expect(await hover('steps:\n  - exposure: 5%\n    hold: 1d\n', 2, 6)).toContain(
    'must rise with every step',
  );
  expect(await complaints('maxDuration: 4 weeks\n')).toContain(
    'Expected a duration from 1m to below 365d, such as 30d.',
  );
});

let server: ChildProcessWithoutNullStreams;
let asked = 0;
const waiting = new Map<unknown, (message: Message) => void>();
type Message = { id?: number; method?: string; params?: unknown; result?: unknown };

beforeAll(async () => {
  server = spawn(process.execPath, [
    join(root, 'node_modules/yaml-language-server/bin/yaml-language-server'),
    '--stdio',
  ]);
  listen();
  await request('initialize', { processId: null, rootUri: null, capabilities: {} });
  send({ method: 'initialized', params: {} });
});
afterAll(() => server.kill());

async function completion(text: string, line: number, character: number): Promise<string[]> {
  const textDocument = open(text);
  const result = await request('textDocument/completion', { textDocument, position: { line, character } });
  return (result as { items: { label: string }[] }).items.map(({ label }) => label);
}

async function hover(text: string, line: number, character: number): Promise<string> {
  const textDocument = open(text);
  return JSON.stringify(await request('textDocument/hover', { textDocument, position: { line, character } }));
}

async function complaints(text: string): Promise<string[]> {
  const { uri } = open(text);
  const { params } = await new Promise<Message>((resolve) => waiting.set(uri, resolve));
  return (params as { diagnostics: { message: string }[] }).diagnostics.map(({ message }) => message);
}

function open(text: string) {
  asked += 1;
  const uri = `file:///plans/${asked}.ramp.yaml`;
  send({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'yaml', version: 1, text: modeline + text } },
  });
  return { uri };
}

function request(method: string, params: object): Promise<unknown> {
  asked += 1;
  const id = asked;
  return new Promise((resolve) => {
    waiting.set(id, ({ result }) => resolve(result));
    send({ id, method, params });
  });
}

function send(message: Message): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Messages follow each other as `Content-Length: N`, an empty line, N bytes. */
function listen(): void {
  let rest = Buffer.alloc(0);
  server.stdout.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const [head, length] =
        /^[\s\S]*?Content-Length: (\d+)[\s\S]*?\r\n\r\n/.exec(rest.toString('latin1')) ?? [];
      const end = (head?.length ?? 0) + Number(length);
      if (head === undefined || rest.length < end) return;
      receive(JSON.parse(rest.subarray(head.length, end).toString()) as Message);
      rest = rest.subarray(end);
    }
  });
}

function receive(message: Message): void {
  if (message.method === 'textDocument/publishDiagnostics')
    waiting.get((message.params as { uri: string }).uri)?.(message);
  else if (message.method === undefined) waiting.get(message.id)?.(message);
  // The server asks back for its settings: there are none.
  else if (message.id !== undefined) send({ id: message.id, result: [] });
}
