import { expect, test } from 'vitest';
import { createRandom } from '#local/random';

test('the same seed gives the same draws, another seed others', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed).next);

  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('a fork does not shift what its parent draws', () => {
  const alone = createRandom(1);
  const forked = createRandom(1);
  forked.fork('other').next();

  expect(forked.next()).toBe(alone.next());
});

test('draws are spread evenly over [0, 1)', () => {
  const random = createRandom(3);
  const buckets = Array.from({ length: 10 }, () => 0);

  for (let draw = 0; draw < 100_000; draw++) {
    const bucket = Math.floor(random.next() * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }

  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});

test('ids have the length and the alphabet asked for', () => {
  const random = createRandom(1);

  expect(random.id(7)).toMatch(/^[a-z0-9]{7}$/);
  expect(random.id(3, 'ab')).toMatch(/^[ab]{3}$/);
  expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
