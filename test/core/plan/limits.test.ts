import { expect, test } from 'vitest';
import { readPlan } from '#core/plan/read';

const read = (more: string) => {
  const text = `version: 1
name: add-to-cart
owner: team-checkout
experiment: { application: shop, definition: add-to-cart-button }
guards: [ { alarm: shop-prod-5xx } ]
${more}`;
  const { diagnostics } = readPlan(new TextEncoder().encode(text), () => Date.UTC(2026, 10, 23));
  return diagnostics.map(({ code, path }) => `${code} ${path.join('.')}`);
};

test.each([
  ['a limit that is written', 'maxDuration: 6d\ncurve: { preset: fast, over: 7d }', 'too-long maxDuration'],
  ['the default limit and a curve', 'curve: { preset: fast, over: 31d }', 'too-long curve.over'],
  [
    'the default limit and steps',
    'steps: [ { exposure: 0, hold: 1h }, { exposure: 100, hold: 30d } ]',
    'too-long steps',
  ],
  [
    'freezes without windows',
    'freezes: [ { from: 2026-01-01, to: 2029-01-01 } ]\ncurve: { preset: fast, over: 7d }',
    'no-window-ever freezes',
  ],
])('%s: what is shown is what is in the file', (_name, more, expected) => {
  expect(read(more)).toEqual([expected]);
});

test('a ramp that is over exactly at its limit is not too long', () => {
  expect(read('maxDuration: 7d\ncurve: { preset: fast, over: 7d }')).toEqual([]);
});
