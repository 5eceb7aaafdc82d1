import { expect, test } from 'vitest';
import { summaryOf } from '#core/result';
import { filledIn } from '#core/summary';
import { hourMs } from '#core/time';
import { rampOf, startAt } from '#test/support/ramps';

const ramp = rampOf({ stopSummary: '{{name}}: {{reason}}' });
const now = startAt + 26 * hourMs;
const cause = { kind: 'user', reason: 'costs {{exposure}}', decidedAt: now, nonce: 'n1' } as const;
const by = { triggeredBy: 'USER', by: { type: 'rampart' } } as const;

test('each placeholder stands for what the ramp is, and what is none stays as it is', () => {
  expect(filledIn('{{name}} at {{exposure}} after {{elapsed}}{{reason}}{{else}}', ramp, now)).toBe(
    'add-to-cart at 5 % after 1d 10h{{else}}',
  );
});

test('a reason is text: its braces are no placeholders', () => {
  expect(summaryOf(ramp, { ...cause, ...by }, now)).toBe('add-to-cart: costs {{exposure}} [rampart:n1]');
});

test('a planned end has a summary of its own', () => {
  expect(summaryOf(ramp, { ...cause, ...by, kind: 'end', reason: 'Ended' }, now)).toBe('Ended [rampart:n1]');
});
