/** What becomes of events on their way to the bus, entry by entry: against the embedded EventBridge, which refuses what it is told to. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BusEvent, createBus } from '#adapters/bus';
import type { EntryFaults } from '#local/eventbridge/entries';
import { eventBridge } from '#local/eventbridge/index';
import { type Faults, scriptedFaults } from '#local/faults';
import { textOf } from '#local/wire/message';
import { testAws } from '#test/support/aws';

type Entry = { readonly DetailType: string; readonly Detail: string; readonly Resources?: readonly string[] };

function busThat(entryFaults: EntryFaults = () => undefined, faults?: Faults) {
  const requests: { readonly ids: readonly string[]; readonly bytes: number }[] = [];
  const aws = testAws((world) => [eventBridge(world, { entryFaults }).service], {
    ...(faults ? { faults } : {}),
    onTrace: ({ request }) => {
      const { Entries } = JSON.parse(textOf(request.body)) as { Entries: readonly Entry[] };
      const bytes = Entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0);
      requests.push({ ids: Entries.map(({ Detail }) => idOf(Detail)), bytes });
    },
  });
  const bus = createBus(new EventBridgeClient({ ...aws.clientConfig(), maxAttempts: 1 }), 'default');
  return { bus, requests };
}

const eventOf = (id: string, bytes = 0): BusEvent => ({
  detailType: 'Exposure Raised',
  at: 0,
  resources: [],
  detail: { metadata: { eventId: id }, data: 'x'.repeat(bytes) } as BusEvent['detail'],
});
const lineOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => eventOf(`${name}/${at + 1}`));
const idOf = (detail = ''): string => JSON.parse(detail).metadata.eventId;
const codes =
  (byId: Readonly<Record<string, string>>): EntryFaults =>
  ({ Detail }) =>
    byId[idOf(Detail)];

describe('a request', () => {
  test('holds ten events, each of another line', async () => {
    const { bus, requests } = busThat();

    await bus.put([lineOf('a', 3), ...Array.from({ length: 11 }, (_, at) => lineOf(`b${at}`, 1)), []]);

    expect(requests.map(({ ids }) => ids.length)).toEqual([10, 2, 1, 1]);
    expect(requests.flatMap(({ ids }) => ids).filter((id) => id.startsWith('a'))).toEqual([
      'a/1',
      'a/2',
      'a/3',
    ]);
  });

  test('holds 256 KB, and what does not fit into one is never sent', async () => {
    const { bus, requests } = busThat();
    const big = (name: string) => [eventOf(`${name}/1`, 100_000)];

    const puts = await bus.put([big('a'), big('b'), big('c'), [eventOf('d/1', 300_000), eventOf('d/2')]]);

    expect(requests.map(({ ids }) => ids)).toEqual([['a/1', 'b/1'], ['c/1'], ['d/2']]);
    expect(requests.every(({ bytes }) => bytes <= 256 * 1024)).toBe(true);
    expect(puts[3]).toMatchObject({ done: 2, refused: [{ index: 0, code: 'TooLarge' }] });
  });
});

describe('an entry that is refused', () => {
  test('for now holds back what comes after it in its line, and nothing else', async () => {
    const { bus, requests } = busThat(codes({ 'a/2': 'ThrottlingException' }));

    const puts = await bus.put([lineOf('a', 3), lineOf('b', 3)]);

    expect(puts).toMatchObject([
      { done: 1, refused: [], error: 'ThrottlingException' },
      { done: 3, refused: [], error: undefined },
    ]);
    expect(requests.flatMap(({ ids }) => ids)).not.toContain('a/3');
  });

  test('for good is named, and what comes after it goes on', async () => {
    const { bus } = busThat(codes({ 'a/1': 'MalformedDetail' }));

    expect(await bus.put([lineOf('a', 2)])).toMatchObject([
      { done: 2, refused: [{ index: 0, code: 'MalformedDetail' }], error: undefined },
    ]);
  });
});

describe('a request that fails as a whole', () => {
  test('for what is in it is sent again, each event alone: one of them stands in nobody else’s way', async () => {
    const fault = { kind: 'refused', name: 'ValidationException' } as const;
    const { bus, requests } = busThat(undefined, scriptedFaults([{ times: 2, fault }]));

    const puts = await bus.put([lineOf('a', 2), lineOf('b', 2)]);

    expect(requests.map(({ ids }) => ids)).toEqual([['a/1', 'b/1'], ['a/1'], ['b/1'], ['b/2']]);
    expect(puts).toMatchObject([
      { done: 0, error: expect.stringContaining('ValidationException') },
      { done: 2, error: undefined },
    ]);
  });

  test('for another reason is the last: the bus is down', async () => {
    const { bus, requests } = busThat(undefined, () => ({ kind: 'failed' }));

    const puts = await bus.put(Array.from({ length: 30 }, (_, at) => lineOf(`a${at}`, 2)));

    expect(requests).toHaveLength(1);
    expect(puts.every(({ done, error }) => done === 0 && error !== undefined)).toBe(true);
  });
});

test('whatever is refused and however often: in order, at least once, and nothing passes what was not taken', async () => {
  const code = fc.constantFrom('InternalFailure', 'ThrottlingException', 'MalformedDetail', undefined);
  const lines = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(lines, fc.infiniteStream(code), async (counts, answers) => {
      const taken: string[] = [];
      const { bus } = busThat(({ Detail }) => {
        const answer: string | undefined = answers.next().value;
        if (answer === undefined || answer === 'MalformedDetail') taken.push(idOf(Detail));
        return answer;
      });
      const all = counts.map((count, at) => lineOf(String(at), count));
      let left: readonly (readonly BusEvent[])[] = all;
      for (let tick = 0; left.some(({ length }) => length > 0) && tick < 200; tick += 1) {
        const before = left;
        const puts = await bus.put(before);
        left = before.map((line, at) => line.slice(puts[at]?.done));
        for (const [at, { done, error }] of puts.entries()) {
          expect(taken.filter((id) => id.startsWith(`${at}/`))).toHaveLength(
            (counts[at] ?? 0) - (left[at]?.length ?? 0),
          );
          expect(error === undefined).toBe(done === before[at]?.length);
        }
      }
      for (const [at, line] of all.entries())
        expect(taken.filter((id) => id.startsWith(`${at}/`))).toEqual(
          line.map(({ detail }) => detail.metadata.eventId),
        );
    }),
    { numRuns: 20 },
  );
});
