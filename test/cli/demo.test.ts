import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audienceOf } from '#cli/audience';
import { run } from '#cli/run';
import { recordedContext } from '#test/support/context';
import { ramp } from '#test/support/process';

const root = join(import.meta.dirname, '../..');
const plan = join(root, 'test/fixtures/plans/one-day.ramp.yaml');
const inNoTime = ['demo', plan, '--speed', '10d=1s', '--at', '2026-11-23T10:12'];
/** A day of virtual time, on a machine that may be busy. */
const timeout = 120_000;

test('tells the ramp to its end with nobody at a terminal, and what to try next', { timeout }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));

  const { code, out, err } = await ramp(inNoTime, {}, folder);

  expect({ code, err }).toEqual({ code: 0, err: '' });
  const told = out.replace(plan, 'PLAN').replace(/ in \d+ s/, ' in N s');
  await expect(told).toMatchFileSnapshot(join(import.meta.dirname, 'golden/demo.txt'));
  const events = readFileSync(join(folder, '.ramp/events.jsonl'), 'utf8').trimEnd().split('\n');
  expect(JSON.parse(events.at(-1) ?? '')).toMatchObject({ 'detail-type': 'Ramp Finished' });
});

test('Ctrl-C ends it at once, and says so', { timeout }, async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'demo-'));
  const slowly = [join(root, 'cli/main.ts'), 'demo', plan, '--speed', '1h=5m'];
  const child = spawn(process.execPath, slowly, { cwd, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } });
  let out = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
    if (!child.killed && out.includes('started, run #1')) child.kill('SIGINT');
  });

  const code = await new Promise((resolve) => child.on('exit', resolve));

  expect(code).toBe(130);
  expect(out).toContain('ended by you');
});

test.each(['1d', '1d=0s', '=', '1d=2', '0d=1s'])(
  'a speed of %s is refused with an example',
  async (speed) => {
    const { context, err } = recordedContext();

    expect(await run(['demo', '--speed', speed], context)).toBe(2);
    expect(err()).toContain('such as 1d=2s');
  },
);

function atTerminal() {
  const { context } = recordedContext();
  let hear: (key: string) => void = () => {};
  const hearKeys = (listener: typeof hear) => {
    hear = listener;
    return () => {};
  };
  return { audience: audienceOf({ ...context, hearKeys }), press: (key: string) => hear(key) };
}

test('the key a answers a question at once, and no other key does', async () => {
  const { audience, press } = atTerminal();

  const waiting = audience.waitForAnswer();
  press('b');
  const pressedEarly = audience.answeredBy();
  press('a');
  await waiting;

  expect([pressedEarly, audience.answeredBy()]).toEqual(['a stand-in', 'you']);
});

test('in a terminal that hands over every key, Ctrl-C still ends it', async () => {
  const { audience, press } = atTerminal();

  const waiting = audience.waitForAnswer();
  press('\u0003');
  await waiting;

  expect(audience.isInterrupted()).toBe(true);
});
