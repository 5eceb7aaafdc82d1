/** `ramp digest` on the sample events, and on files that are none. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '#cli/run';
import { recordedContext } from '#test/support/context';

const folder = mkdtempSync(join(tmpdir(), 'digest-'));

async function digest(lines: readonly string[], ...more: string[]) {
  const file = join(folder, 'events.jsonl');
  writeFileSync(file, lines.join('\n'));
  const argv = ['digest', '--events', file, '--tz', 'Europe/Berlin', ...more];
  const { context, out, err } = recordedContext({ argv });
  return { code: await run(argv, context), out: out(), err: err() };
}

/** The sample of an event, of another ramp and later if that is asked for. */
function sample(type: string, name = 'add-to-cart', laterMs = 0): string {
  const text = readFileSync(`events/${type}.json`, 'utf8').replaceAll('add-to-cart-2026', `${name}-2026`);
  const event = JSON.parse(text.replaceAll('"name": "add-to-cart"', `"name": "${name}"`));
  return JSON.stringify({ ...event, time: new Date(Date.parse(event.time) + laterMs).toISOString() });
}

const ramps = [
  sample('ramp-started'),
  sample('ramp-started', 'price-badge'),
  sample('ramp-started', 'new-search'),
  sample('gate-waiting', 'new-search'),
  sample('guard-breached', 'price-badge', 59 * 3_600_000),
  sample('stop-requested', 'price-badge', 59 * 3_600_000),
  sample('ramp-stopped', 'price-badge', 59 * 3_600_000),
  sample('ramp-finished', 'price-badge', 59 * 3_600_000),
  sample('experiment-run-event', 'price-badge', 59 * 3_600_000),
  sample('approval-requested'),
  sample('ramp-digest'),
];

test('says what needs people, what moves, what ended, and what is billed', async () => {
  const { code, out } = await digest(ramps);

  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "Thu 03 Dec · 1 needs you · 1 moving · 1 stopped
    ! add-to-cart  50 %  approval since 09:02  ramp approve add-to-cart
      new-search    1 %  waits: latency-p99 912, must be < 800
    ✖ price-badge  25 %  stopped 00:12: alarm shop-prod-5xx is in ALARM
    2 open runs are billed, 478 hours so far, oldest add-to-cart 9d of 21d
    "
  `);
});

test('as of an earlier time, and as data', async () => {
  const { out } = await digest(ramps, '--at', '2026-11-24T09:00:00Z', '-o', 'json');

  expect(JSON.parse(out)).toMatchObject({
    audience: { owner: 'team-checkout' },
    needsYou: [],
    moving: [{ name: 'add-to-cart' }, { name: 'price-badge' }, { name: 'new-search', state: 'WAITING' }],
    openRuns: { count: 3, billedHours: 72 },
  });
});

test.each<[string, string[], string[], string]>([
  ['a line that is no event', ['{"a":1}'], [], 'line 1 of'],
  ['a zone that there is not', ramps, ['--tz', 'Europe/Berlni'], 'no time zone Europe/Berlni'],
  ['a time that is none', ramps, ['--at', 'soon'], 'soon is no instant'],
])('refuses %s', async (_, lines, more, told) => {
  const { code, out, err } = await digest(lines, ...more);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(told);
});
