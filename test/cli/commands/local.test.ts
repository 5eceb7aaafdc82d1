import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { exit } from '#cli/command';
import { run } from '#cli/run';
import { recordedContext } from '#test/support/context';

async function started() {
  const recording = recordedContext();
  const ended = run(['local', '--port', '0'], recording.context);
  await expect.poll(() => recording.err(), { interval: 5, timeout: 20_000 }).toMatch(/Ctrl-C/);
  const variables = Object.fromEntries(
    [...recording.out().matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value] as const),
  );
  return { ...recording, ended, variables, endpoint: variables.AWS_ENDPOINT_URL ?? '' };
}

test('it prints what a client needs, serves until Ctrl-C, and ends well', async () => {
  const { endpoint, variables, err, interrupt, ended } = await started();

  const shown = await (await fetch(`${endpoint}/_local/clock`)).json();
  interrupt();

  expect(await ended).toBe(exit.done);
  expect(Object.keys(variables)).toEqual([
    'AWS_ENDPOINT_URL',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ]);
  expect(err()).toContain(endpoint);
  expect(shown).toMatchObject({ clock: 'real' });
  await expect(fetch(endpoint)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
});

test('a port that is taken is a failure that says what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const { context, out, err } = recordedContext();

  const code = await run(['local', '--port', String(port)], context);
  other.close();

  expect(code).toBe(exit.failure);
  expect([out(), err()]).toEqual([
    '',
    `error  port ${port} of 127.0.0.1 is taken by another process\n       Name another one with --port, or any free one with --port 0.\n`,
  ]);
});

test.each([
  ['--port', 'http', /A port is a number from 0 to 65535/],
  ['--port', '65536', /A port is a number/],
  ['--port', '-1', /A port is a number/],
  ['--clock', 'slow', /Allowed choices are real, virtual, fast/],
])('%s %s is a usage error', async (option, value, message) => {
  const { context, err } = recordedContext();

  expect(await run(['local', option, value], context)).toBe(exit.usage);
  expect(err()).toMatch(message);
});
