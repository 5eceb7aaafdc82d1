/** What people read in Slack, kind by kind, and what nobody can smuggle into it. */
import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageOf } from '#core/message';
import type { Block, Payload } from '#core/message/blocks';
import { board } from '#core/message/board';
import { lineOf } from '#core/message/line';
import { unanswered } from '#core/message/people';
import type { Notice, RampNotice } from '#core/notice';
import { digest, notices } from '#test/support/notices';

const mention = '<!subteam^S0ONCALL>';
const told = { mention, closed: ['latency-p99 912, must be < 800', 'shop-prod-5xx has no data'] };

describe('every kind of message', () => {
  test.each(Object.entries<Notice>({ ...notices, digest }))('%s', async (kind, notice) => {
    const message = messageOf(notice, told);
    const parent = notice.type === 'Ramp Digest' ? undefined : board(notice, messageOf(notice));

    await expect(
      `${JSON.stringify({ line: lineOf(message), message, parent }, undefined, 2)}\n`,
    ).toMatchFileSnapshot(`golden/${kind}.json`);
  });

  test('a question that a stop has closed', async () => {
    const message = unanswered(notices['stop-requested'] as RampNotice, 'Go to <everyone>?');

    await expect(`${JSON.stringify({ line: lineOf(message), message }, undefined, 2)}\n`).toMatchFileSnapshot(
      'golden/question-closed.json',
    );
  });

  test('is what Slack takes as a message', () => {
    type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;
    const block: Writable<Block> extends KnownBlock ? true : false = true;

    expect(block).toBe(true);
  });
});

test('one line is what a person would read', () => {
  const raised = messageOf(notices.raised as Notice);

  expect(lineOf(raised)).toBe(
    'add-to-cart: exposure 5\u00a0% → 25\u00a0%, because alarms 2 OK · latency-p99 431 < 800. Next: 50\u00a0% 2026-12-01 08:02 UTC.',
  );
});

test('a whole channel is never called, whatever the plan says', () => {
  const stopped = notices['stopped-by-alarm'] as Notice;
  const calls = (given: string) =>
    JSON.stringify(messageOf(stopped, { mention: given })).match(/<[@!](?!date)[^>]*>/g);

  for (const bad of ['<!channel>', '<!here>', '<!everyone>', '<!subteam^S0A> <!channel>', 'x <@U1>', '@here'])
    expect(calls(bad)).toBeNull();
  expect(new Set(calls('<@U024BE7LH> <!subteam^S0ONCALL>'))).toEqual(
    new Set(['<@U024BE7LH>', '<!subteam^S0ONCALL>']),
  );
});

/** Everything that somebody else may have written is replaced. */
const ours = ['type', 'kind', 'action', 'outcome', 'verdict', 'triggeredBy'];
function withTexts(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, ours.includes(key) ? each : withTexts(each, text)]),
  );
}

const evil = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  fc.string({ unit: 'grapheme', minLength: 3000, maxLength: 5000 }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '!',
        '@',
        '#',
        '|',
        '^',
        '\n',
        '\u202e',
        'channel',
        'U1',
        'date',
        ' ',
        '`',
        ':',
        '*',
      ),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    '<!channel>',
    '&lt;!channel&gt;',
    '<@U024BE7LH>',
    '<!here|x>',
    '<https://evil.example|click>',
    '<!date^1^{date}|x>',
    '2026-11-26T08:02:00Z<!channel>',
    '\n<!everyone>\n',
    '<'.repeat(4000),
    '&'.repeat(4000),
    'a'.repeat(20_000),
  ),
);
const evilNotice = fc
  .tuple(fc.constantFrom<Notice>(...Object.values(notices), digest), evil)
  .map(([notice, text]) => ({ evil: withTexts(notice, text) as Notice, text }));

test('no text of others calls anybody, links anything, or breaks a limit of Slack', () => {
  fc.assert(
    fc.property(evilNotice, ({ evil: notice, text }) => {
      const message = messageOf(notice, { mention: `${text}<!channel>`, closed: Array(8).fill(text) });
      const all = notice.type === 'Ramp Digest' ? [message] : [message, board(notice, message)];

      for (const payload of all) {
        const tokens =
          textsOf(payload)
            .join('\n')
            .match(/<[^>]*>?/g) ?? [];
        for (const token of tokens)
          expect(token).toMatch(
            /^<!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>$/,
          );
        expect(offencesOf(payload)).toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});

/** All that Slack may give a meaning to; the address of a button is none. */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'text' && typeof each === 'string' ? [each] : textsOf(each),
  );
}

function offencesOf({ text, blocks }: Payload): string[] {
  const found = blocks.flatMap((block) => {
    switch (block.type) {
      case 'header':
        return block.text.text.length < 150 ? [] : ['header'];
      case 'section':
        return block.text.text.length > 0 && block.text.text.length < 3000 ? [] : ['section'];
      case 'context':
        return block.elements.length <= 10 && block.elements.every((each) => each.text.length < 2000)
          ? []
          : ['context'];
      case 'actions':
        return block.elements.every((each) => each.text.text.length < 75 && each.url.length < 3000)
          ? []
          : ['actions'];
      default:
        return [];
    }
  });
  return [
    ...found,
    ...(text.length < 3000 && text.length > 0 ? [] : ['text']),
    ...(blocks.length <= 6 ? [] : ['blocks']),
  ];
}
