import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { presets } from '#core/plan/curve';
import { severities } from '#core/plan/diagnostic';
import { notSupported, planFile } from '#core/plan/file';
import { readPlan } from '#core/plan/read';

const manual = readFileSync('docs/plan.md', 'utf8');

test('the manual has a section for every code, and for no other', () => {
  expect(manual.match(/(?<=^### ).+$/gm)).toEqual(Object.keys(severities));
});

test('the manual names every key, preset and word that is refused', () => {
  const words = [...Object.keys(planFile.shape), ...Object.keys(presets), ...notSupported];

  expect(words.filter((word) => !manual.includes(`\`${word}\``))).toEqual(['$schema']);
});

test('the plan of the manual is one', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(manual) ?? [];

  expect(readPlan(new TextEncoder().encode(example), () => 0).diagnostics).toEqual([]);
});
