/** What Slack shows of a ramp, whatever order its facts come in and however often. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RampNotice } from '#core/notice';
import {
  type Delivery,
  delivered,
  emptyThread,
  heard,
  nextDelivery,
  type Thread,
  type Ways,
} from '#core/thread';
import { notices } from '#test/support/notices';

const facts = Object.values(notices).map((notice, index) => ({ ...notice, seq: index + 1 }) as RampNotice);
const waysOf = (by: Ways['by'], level: Ways['level']): Ways => ({ by, level, mention: {} });

type Slack = { thread: Thread; posts: RampNotice[]; board: RampNotice | undefined };

function tell(
  slack: Slack,
  notice: RampNotice,
  ways: Ways,
  hear: (delivery: Delivery) => void = () => {},
): number {
  slack.thread = heard(slack.thread, notice);
  for (let sent = 0; ; sent += 1) {
    const delivery = nextDelivery(slack.thread, notice, ways);
    if (!delivery) return sent;
    hear(delivery);
    if (delivery.do === 'post') slack.posts.push(notice);
    if (delivery.as === 'board') slack.board = notice;
    const ts = `1.${slack.posts.length}`;
    slack.thread = delivered(slack.thread, notice, delivery, ways.by === 'bot' ? { channel: 'C1', ts } : {});
    if (sent > 4) throw new Error('it never ends');
  }
}

const orders = fc.record({
  order: fc.shuffledSubarray([...facts, ...facts.slice(0, 8)], { minLength: 1 }),
  by: fc.constantFrom('webhook', 'bot'),
  level: fc.constantFrom('quiet', 'normal', 'verbose'),
});

test('in any order, a fact makes one new message at most, and the board never goes back', () => {
  fc.assert(
    fc.property(orders, ({ order, by, level }) => {
      const slack: Slack = { thread: emptyThread, posts: [], board: undefined };
      const ways = waysOf(by, level);
      for (const notice of order) {
        const before = slack.board?.seq ?? 0;
        tell(slack, notice, ways);
        expect(slack.board?.seq ?? 0).toBeGreaterThanOrEqual(before);
        expect(tell(slack, notice, ways)).toBe(0);
      }

      const seqs = slack.posts.map(({ seq }) => seq);
      expect(new Set(seqs).size).toBe(seqs.length);
    }),
  );
});

test('a wait is one message for the ramp at normal, and one for each step at verbose', () => {
  const waits = [1, 2, 3].map(
    (step) => ({ ...(notices.waiting as RampNotice), step, seq: step + 1 }) as RampNotice,
  );
  const posts = (level: Ways['level'], by: Ways['by']) => {
    const slack: Slack = { thread: emptyThread, posts: [], board: undefined };
    for (const notice of [{ ...(notices.started as RampNotice), seq: 1 } as RampNotice, ...waits])
      tell(slack, notice, waysOf(by, level));
    return slack.posts.length;
  };

  expect([
    posts('normal', 'bot'),
    posts('verbose', 'bot'),
    posts('normal', 'webhook'),
    posts('quiet', 'bot'),
  ]).toEqual([2, 4, 4, 1]);
});

describe('a question that is open when the ramp stops', () => {
  const started = { ...(notices.started as RampNotice), seq: 1 } as RampNotice;
  const asks = { ...(notices.asks as RampNotice), seq: 2 } as RampNotice;
  const rejected = { ...(notices.rejected as RampNotice), seq: 3 } as RampNotice;
  const stops = [notices['stop-requested'], notices['stopped-by-alarm'], notices['finished-stopped']].map(
    (notice, index) => ({ ...notice, seq: 4 + index }) as RampNotice,
  );
  const rewritten = (order: readonly RampNotice[]) => {
    const slack: Slack = { thread: emptyThread, posts: [], board: undefined };
    return order.flatMap((notice) => {
      const texts: string[] = [];
      tell(slack, notice, waysOf('bot', 'normal'), ({ do: how, as, payload }) => {
        if (how === 'rewrite' && as !== 'board') texts.push(payload.text);
      });
      return texts;
    });
  };

  test('is said to be closed, once', () => {
    expect(rewritten([started, asks, ...stops, ...stops])).toEqual([
      expect.stringMatching(
        /^Nobody has to answer any more: add-to-cart is stopped, “Conversion looks right/,
      ),
    ]);
  });

  test('keeps the answer that it got', () => {
    expect(rewritten([started, asks, rejected, ...stops])).toEqual([expect.stringMatching(/^Rejected by/)]);
  });

  test('is not asked after the stop, when its fact comes late', () => {
    const slack: Slack = { thread: emptyThread, posts: [], board: undefined };
    for (const notice of [started, ...stops, asks]) tell(slack, notice, waysOf('bot', 'normal'));

    expect(slack.posts.map(({ type }) => type)).not.toContain('Approval Requested');
  });
});
