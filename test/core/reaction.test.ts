import { expect, test } from 'vitest';
import { reactionOf } from '#core/reaction';
import { minuteMs, secondMs } from '#core/time';
import { guardOf } from '#test/support/ramps';

const everyMinute = { periodMs: minuteMs, datapoints: 2 };
const stops = guardOf();
const patient = guardOf({ forMs: 5 * minuteMs });

test.each([
  ['nothing stops', [guardOf({ then: 'pause' })], everyMinute, undefined],
  ['the rule is not given', [stops], undefined, { alarmMs: undefined, totalMs: undefined }],
  ['two datapoints of a minute', [stops], everyMinute, { alarmMs: 120_000, totalMs: 230_000 }],
  [
    'a period of ten seconds is evaluated as often',
    [stops],
    { periodMs: 10 * secondMs, datapoints: 1 },
    { evaluationMs: 10_000, totalMs: 70_000 },
  ],
  ['the most patient guard counts', [stops, patient], everyMinute, { patienceMs: 300_000, totalMs: 530_000 }],
  [
    'patience of one that only pauses does not',
    [stops, guardOf({ then: 'pause', forMs: minuteMs })],
    everyMinute,
    { patienceMs: 0, totalMs: 230_000 },
  ],
] as const)('the time to react: %s', (_, guards, rule, expected) => {
  const reaction = reactionOf(guards, rule);

  if (expected) expect(reaction).toMatchObject({ rampartMs: 5_000, pollMs: 45_000, ...expected });
  else expect(reaction).toBeUndefined();
});
