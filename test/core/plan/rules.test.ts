/** What has to hold across keys, and is found even where other keys are wrong. */
import { describe, expect, test } from 'vitest';
import { readPlan } from '#core/plan/read';

const read = (more: string, curve = 'curve: { preset: standard, over: 7d }\n') => {
  const text = `version: 1
name: add-to-cart
owner: team-checkout
experiment: { application: shop, definition: add-to-cart-button }
${curve}${more}`;
  const { diagnostics } = readPlan(new TextEncoder().encode(text), () => Date.UTC(2026, 10, 23));
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`);
};
const steps = (gates: string, last = '') =>
  `steps: [ { exposure: 0, hold: 1h, gates: [ ${gates} ] }, { exposure: 100, hold: 1d${last} } ]\n`;
const guards = 'guards: [ { alarm: x } ]\n';
const metrics = 'metrics: { p99: { namespace: Shop, name: Latency } }\n';
const approval = '{ approval: { from: [ slack:S0PMGROUP ] } }';

describe('gates', () => {
  test.each<[name: string, more: string, problem: string]>([
    [
      'of the last step',
      guards + steps('', ', gates: [ alarms: ok ]'),
      'invalid-value steps.1.gates: gates of the last step would never be asked',
    ],
    [
      'that ask alarms where there are none',
      steps('alarms: ok'),
      'invalid-value steps.0.gates.0.alarms: there is no alarm to be OK',
    ],
    [
      'without a bound',
      metrics + steps('{ metric: p99 }'),
      'missing-key steps.0.gates.0: a metric gate needs "below" or "above"',
    ],
    [
      'that nothing can pass',
      metrics + steps('{ metric: p99, above: 5, below: 5 }'),
      'invalid-value steps.0.gates.0.above: nothing is above 5 and below 5',
    ],
    [
      'that look at less than a period',
      metrics + steps('{ metric: p99, below: 5, over: 1m }'),
      "invalid-value steps.0.gates.0.over: over is shorter than the metric's period of 5m",
    ],
    [
      'that ask two people twice',
      steps(`${approval}, ${approval}`),
      'invalid-value steps.0.gates.1: two approvals for one raise',
    ],
  ])('%s', (_name, more, problem) => {
    expect(read(more, '')).toEqual([problem]);
  });
});

describe('values that contradict each other', () => {
  test.each<[name: string, more: string, problem: string]>([
    [
      'a freeze that ends before it begins',
      'freezes: [ { from: 2026-12-18T12:00, to: 2026-12-18T11:00 } ]',
      'invalid-value freezes.0.to: the freeze ends before it begins (2026-12-18T12:00)',
    ],
    [
      'a period CloudWatch does not have',
      'metrics: { p99: { namespace: Shop, name: Latency, period: 45s } }',
      'invalid-value metrics.p99.period: expected a period of 10s, 30s, or whole minutes up to 1d',
    ],
    [
      'a placeholder that stands for nothing',
      'onStop: { summary: "at {{expsure}}" }',
      'invalid-value onStop.summary: {{expsure}} stands for nothing',
    ],
    [
      'a reason where nothing went wrong',
      'end: { then: stop, summary: "{{reason}}" }',
      'invalid-value end.summary: {{reason}} stands for nothing',
    ],
    [
      'an ARN of something else',
      'guards: [ { alarm: "arn:aws:sns:eu-central-1:111122223333:topic" } ]',
      'invalid-value guards.0.alarm: not the ARN of an alarm',
    ],
  ])('%s', (_name, more, problem) => {
    expect(read(more)).toEqual([problem]);
  });

  test('a freeze of one day is one', () => {
    expect(read('freezes: [ { from: 2026-12-18, to: 2026-12-18 } ]')).toEqual([]);
  });
});

test('a wrong key does not silence the rules about the others', () => {
  const found = read(`windw: []\n${guards}gates: [ { metric: p98, below: 1 } ]\n${metrics}timezone: Mars\n`);

  expect(found.map((each) => each.split(' ')[0])).toEqual([
    'unknown-key',
    'unknown-metric',
    'unknown-timezone',
  ]);
});
