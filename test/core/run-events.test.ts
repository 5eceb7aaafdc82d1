/** AppConfig's own events: which of them are told, under which id, and who is said to have done it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ramp } from '#core/ramp';
import { type RunEvent, runEventOf, untold } from '#core/run-events';
import { hourMs, minuteMs } from '#core/time';
import { rampOf, startAt } from '#test/support/ramps';

const place = { stage: 'test', region: 'r', accountId: 'a', executionArn: 'arn', virtualTime: true };
const eventOf = (eventType: string, occurredAt: number, exposure?: number): RunEvent => ({
  eventType,
  occurredAt,
  description: undefined,
  exposure,
  overrides: undefined,
  deployment: undefined,
  triggeredBy: 'USER',
});
const raise = (exposure: number, at: number) => eventOf('EXPOSURE_UPDATED', at, exposure);
/** Newest first, as AppConfig lists them. */
const listed = (events: readonly RunEvent[]) => events.toReversed();
const toldOf = (ramp: Ramp, events: readonly RunEvent[], told: number) =>
  untold(ramp, listed(events), told).map((event) => runEventOf(ramp, event, place));

/** A life of a run: one event after the other, many of them within a second, some of them equal. */
const lives = fc
  .array(fc.record({ after: fc.nat({ max: 2 }), raises: fc.nat({ max: 2 }), edits: fc.boolean() }), {
    maxLength: 8,
  })
  .map((steps) => {
    let [at, exposure] = [startAt, 0];
    const between = steps.map(({ after, raises, edits }) => {
      at += after * 1000;
      exposure += raises;
      return edits ? eventOf('OVERRIDES_UPDATED', at) : raise(exposure, at);
    });
    return [eventOf('RUN_STARTED', startAt, 0), ...between, eventOf('RUN_STOPPED', at)];
  });
const ended = rampOf({ status: 'ended', exposurePercent: 100 });

test('each event is told once, in order, under the same id and in the same bytes, whenever it is asked about', () => {
  fc.assert(
    fc.property(lives, fc.infiniteStream(fc.nat({ max: 3 })), (life, taken) => {
      const texts: string[] = [];
      let watermark = 0;
      for (let seen = 1; watermark < life.length; seen = Math.min(life.length, seen + 1)) {
        const told = toldOf(ended, life.slice(0, seen), watermark);
        // So many the bus takes at once; none passes one that it has not taken.
        const done = told.slice(0, (taken.next().value ?? 0) + (seen === life.length ? 1 : 0));
        texts.push(...done.map((event) => JSON.stringify(event)));
        watermark += done.length;
      }

      expect(texts).toEqual(toldOf(ended, life, 0).map((event) => JSON.stringify(event)));
      expect(texts.map((text) => JSON.parse(text).detail.data.eventType)).toEqual(
        life.map(({ eventType }) => eventType),
      );
      expect(texts.map((text) => JSON.parse(text).detail.metadata.eventId)).toEqual(
        life.map((_, index) => `${ended.id}/run/${index + 1}`),
      );
    }),
  );
});

test('what the ledger has not taken in is held back, with all that comes after it', () => {
  const at5 = rampOf({ exposurePercent: 5 });
  const life = [eventOf('RUN_STARTED', startAt, 0), raise(5, startAt), raise(7, startAt), raise(7, startAt)];

  expect(toldOf(at5, life, 0)).toHaveLength(2);
  expect(toldOf({ ...at5, exposurePercent: 7 }, life, 2)).toHaveLength(2);
});

describe('a raise to an exposure of ours', () => {
  const reached = rampOf().reached.slice(0, 2);
  const ours = rampOf({ reached: [...reached, { raisedAt: startAt, exposurePercent: 5 }] });
  const others = rampOf({ reached: [...reached, { raisedAt: startAt, exposurePercent: 5, isOthers: true }] });

  test.each([
    ['in the second in which we recorded it: ours', ours, startAt, 'rampart'],
    ['before it, when the answer to us was lost: ours', ours, startAt - 2 * minuteMs, 'rampart'],
    ['within the minute in which we may have sent it again: ours', ours, startAt + 50_000, 'rampart'],
    ['an hour later: of somebody who asked for the same', ours, startAt + hourMs, 'user'],
    ['that somebody else has reached for us: theirs', others, startAt, 'user'],
  ])('%s', (_, ramp, at, by) => {
    const [told] = toldOf(ramp, [raise(5, at)], 0);

    expect(told?.detail.data.by).toMatchObject({ type: by });
  });
});
