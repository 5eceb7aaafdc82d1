/** What the README shows works as it stands: its commands and its program are run, all but installing and testing. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
const commands = blocks('sh').flatMap((text) => text.trim().split('\n'));
const [ramp = ''] = commands.filter((line) => line.startsWith('npm run -s ramp -- local'));
const curls = commands.filter((line) => line.startsWith('curl '));
const run = promisify(execFile);

test('every command of the README is one that this test knows', () => {
  expect(commands).toEqual(['npm ci', 'npm test', ramp, ...curls]);
  expect(curls.length).toBeGreaterThan(0);
});

test('it is short, and lists no folder that is not there', () => {
  const listed = [...readme.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/\w+/g)].map(String),
  );

  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  expect(listed).toContain('core');
  expect(listed.filter((folder) => !existsSync(folder))).toEqual([]);
});

describe('ramp local as shown', () => {
  let variables: Readonly<Record<string, string>> = {};
  const child = spawn('bash', ['-c', `exec ${ramp} --port 0`], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  beforeAll(async () => {
    let printed = '';
    for await (const part of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      printed += part;
      if (printed.includes('SECRET')) break;
    }
    variables = Object.fromEntries(
      [...printed.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
  });
  afterAll(async () => {
    const ended = once(child, 'exit');
    process.kill(-(child.pid ?? 0), 'SIGINT'); // to the whole group, as Ctrl-C does
    await ended;
  });

  test.each(curls)('%s', async (line) => {
    const { stdout } = await run('bash', [
      '-c',
      line.replace('http://127.0.0.1:4588', variables.AWS_ENDPOINT_URL ?? ''),
    ]);

    expect(JSON.parse(stdout)).toMatchObject({ now: expect.stringMatching(/^\d{4}-/) });
  });

  test.each(blocks('ts'))('its program runs', async (program) => {
    const argv = ['--input-type=module-typescript', '--eval', program];

    await expect(
      run(process.execPath, argv, { env: { ...process.env, ...variables } }),
    ).resolves.toMatchObject({
      stderr: '',
    });
  });
});
