/** What the README shows works as it stands: its commands and its program are run, all but installing and testing. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
const commands = blocks('sh').flatMap((text) => text.trim().split('\n'));
const [ramp = ''] = commands.filter((line) => line.startsWith('npm run -s ramp -- local'));
const ours = commands.filter((line) => /^npm run -s ramp -- (?!local)/.test(line));
const curls = commands.filter((line) => line.startsWith('curl '));
const experiment = readFileSync('examples/experiment.ts', 'utf8');
const run = promisify(execFile);

test('every command of the README is one that this test knows', () => {
  expect(commands).toEqual(['npm ci', 'npm run demo', 'npm test', ...ours, ramp, ...curls]);
  expect(curls.length).toBeGreaterThan(0);
});

test('it is short, and lists every folder', () => {
  const listed = [...readme.matchAll(/^\| (`[\w.]+`(?:, `[\w.]+`)*) \|/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/[\w.]+/g)].map(String),
  );
  const folders = readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map(({ name }) => name);

  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  expect(listed.toSorted()).toEqual([...folders, 'serverless.yml'].toSorted());
});

test('what it shows of the demo is when its plan raises; the stand-in answers two minutes later', async () => {
  const [shown = ''] = blocks('text');
  const raised = [...shown.matchAll(/^(.{16}) +\d+ % {2}(?:started|raised)/gm)].map(([, at]) => at);
  const plan = ['cli/main.ts', 'plan', 'examples/demo.ramp.yaml', '--at', '2026-11-23T10:12'];

  const { stdout } = await run(process.execPath, plan);

  const planned = [...stdout.matchAll(/ {2}(\w{3} \d\d \w{3} \d\d:\d\d)/g)].map(([, at]) => at);
  expect(raised.map((at) => at?.replace('09:02', '09:00'))).toEqual(planned.slice(0, raised.length));
});

test('what it links to is there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link);

  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

test("its program is the end of an example, which the example's own test runs", () => {
  expect(blocks('ts')).toEqual([expect.stringContaining('updateExperimentRun')]);
  expect(blocks('ts').filter((program) => !experiment.endsWith(program))).toEqual([]);
});

test('its commands write what they are said to write, and the preview is what the command prints', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'readme-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  symlinkSync(join(process.cwd(), 'examples'), join(cwd, 'examples'));
  const node = `"${process.execPath}" "${join(process.cwd(), 'cli/main.ts')}"`;
  const lines = ours.map((line) => line.replace('npm run -s ramp --', node));

  const { stdout } = await run('bash', ['-ec', lines.join('\n')], { cwd });

  const [, preview] = blocks('text');
  expect(stdout).toBe(`my.ramp.yaml\n${preview}`);
  expect(readdirSync(cwd).toSorted()).toEqual(['examples', 'my.ramp.yaml', 'plan.v1.json']);
  expect(readFileSync(join(cwd, 'plan.v1.json'), 'utf8')).toBe(readFileSync('schema/plan.v1.json', 'utf8'));
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

  test('two weeks are over at once', async () => {
    const env = { ...process.env, ...variables };

    const ended = run(process.execPath, ['examples/two-weeks.ts'], { env });

    await expect(ended).resolves.toMatchObject({ stderr: '' });
  });
});
