import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sequence } from '#local/appconfig/sequence';

const numbers = fc.array(fc.record({ sequence: fc.nat(2000), stays: fc.boolean() }), { maxLength: 1500 });

test('a sequence answers as a sorted list does', () => {
  fc.assert(
    fc.property(numbers, fc.nat(2000), (made, place) => {
      const items = [...new Map(made.map((item) => [item.sequence, item])).values()];
      const sequence = new Sequence<(typeof items)[number]>();
      for (const item of items) sequence.add(item);
      for (const item of items) if (!item.stays) sequence.remove(item);
      const sorted = items.filter(({ stays }) => stays).sort((a, b) => a.sequence - b.sequence);

      expect([...sequence]).toEqual(sorted);
      expect([...sequence.before()]).toEqual(sorted.toReversed());
      expect([...sequence.after(place)]).toEqual(sorted.filter((item) => item.sequence > place));
      expect([...sequence.before(place)]).toEqual(
        sorted.filter((item) => item.sequence < place).toReversed(),
      );
      expect(sequence.get(place)).toEqual(sorted.find((item) => item.sequence === place));
      expect([sequence.size, sequence.last]).toEqual([sorted.length, sorted.at(-1)]);
    }),
    { numRuns: 60 },
  );
});
