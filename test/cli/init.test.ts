import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { run } from '#cli/run';
import { readPlan } from '#core/plan/read';
import { planTemplate, templatePresets } from '#core/plan/template';
import { recordedContext } from '#test/support/context';

const folder = mkdtempSync(join(tmpdir(), 'ramp-init-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function ramp(...argv: readonly string[]) {
  const { context, out, err } = recordedContext({ argv });
  return { code: await run(argv, context), out: out(), err: err() };
}

describe('a first plan', () => {
  test('is written, accepted by ramp plan, and called as its file is', async () => {
    const file = join(folder, 'ramps', 'new search.ramp.yaml');

    expect(await ramp('init', file)).toMatchObject({ code: 0, out: `${file}\n` });
    expect(await ramp('plan', file)).toMatchObject({ code: 0 });
    expect((await ramp('plan', file, '-o', 'json')).out).toContain('"name": "new-search"');
  });

  test('never takes the place of another', async () => {
    const file = join(folder, 'mine.ramp.yaml');
    await ramp('init', file, '--preset', 'fast');
    const before = readFileSync(file, 'utf8');

    const again = await ramp('init', file);

    expect(again).toMatchObject({ code: 3, out: '' });
    expect(again.err).toContain(`${file} exists already`);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(before).toContain('preset: fast');
  });

  test('says why it cannot be written', async () => {
    const file = join(folder, 'mine.ramp.yaml');
    await ramp('init', file);

    expect(await ramp('init', join(file, 'below.ramp.yaml'))).toMatchObject({ code: 1, out: '' });
  });
});

const startedAt = () => Date.UTC(2026, 10, 23);
const read = (text: string) => readPlan(new TextEncoder().encode(text), startedAt).diagnostics;

test.each(templatePresets)('the template with the preset %s is a plan without a doubt', (preset) => {
  expect(read(planTemplate('my-experiment', preset))).toEqual([]);
});

test('what the template has in comments is a plan too', () => {
  const lines = planTemplate('my-experiment', 'standard').split('\n');
  const uncommented = lines
    .filter((line) => !/^# (---|yaml-|\$schema)|^curve:/.test(line))
    .map((line) => line.replace(/^( *)# /, '$1'));

  expect(read(uncommented.join('\n'))).toEqual([]);
});
