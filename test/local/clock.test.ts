import { expect, test } from 'vitest';
import { RealClock, VirtualClock } from '#local/clock';

const start = Date.UTC(2026, 0, 1);
const day = 86_400_000;

test('timers fire by time, then in the order in which they were set', async () => {
  const clock = new VirtualClock(start);
  const fired: string[] = [];
  clock.at(start + 2, 'late', () => fired.push('late'));
  clock.at(start + 1, 'first', () => fired.push('first'));
  clock.at(start + 1, 'second', () => fired.push('second'));

  await clock.run();

  expect(fired).toEqual(['first', 'second', 'late']);
  expect(clock.now()).toBe(start + 2);
});

test.each([1, 2, 64])('ten thousand timers of chance keep that order at batch size %i', async (batch) => {
  const clock = new VirtualClock(start, batch);
  const fired: number[][] = [];
  for (let sequence = 0; sequence < 10_000; sequence++) {
    const at = start + ((sequence * 7919) % 613);
    clock.at(at, '', () => fired.push([at, sequence]));
  }

  await clock.run();

  expect(fired).toEqual(fired.toSorted(([a = 0, i = 0], [b = 0, j = 0]) => a - b || i - j));
  expect(fired).toHaveLength(10_000);
});

test('run stops at the instant asked for and says what fell due', async () => {
  const clock = new VirtualClock(start);
  clock.at(start + day, 'tomorrow', () => {});
  clock.at(start + 3 * day, 'later', () => {});

  const fell = await clock.run(start + 2 * day);

  expect(fell.map(({ at, what }) => [at, what])).toEqual([[start + day, 'tomorrow']]);
  expect(clock.now()).toBe(start + 2 * day);
  expect(clock.next).toBe(start + 3 * day);
});

test('a cancelled timer never fires, not even when it is cancelled at its own instant', async () => {
  const clock = new VirtualClock(start, 64);
  const fired: string[] = [];
  clock.at(start + 1, 'first', () => second.cancel());
  const second = clock.at(start + 1, 'second', () => fired.push('second'));
  clock.at(start + 1, 'third', () => fired.push('third'));

  await clock.run();

  expect(fired).toEqual(['third']);
});

test('time stands still while a call is outstanding, however many turns it takes', async () => {
  const clock = new VirtualClock(start);
  const seen: number[] = [];
  clock.at(start + 1, 'call', async () => {
    const release = clock.hold();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    seen.push(clock.now());
    release();
  });
  clock.at(start + 2, 'next', () => seen.push(clock.now()));

  await clock.run();

  expect(seen).toEqual([start + 1, start + 2]);
});

test('two who wait for rest both go on', async () => {
  const clock = new VirtualClock(start);
  const release = clock.hold();
  const waiting = Promise.all([clock.rest(), clock.rest()]);

  setImmediate(release);

  await waiting;
});

test('an instant beyond 24.8 days is reached at its time', async () => {
  const clock = new VirtualClock(start);
  const fired: number[] = [];
  clock.at(start + 60 * day, 'in two months', () => fired.push(clock.now()));

  await clock.run();

  expect(fired).toEqual([start + 60 * day]);
});

test('instants are whole milliseconds', async () => {
  const clock = new VirtualClock(start + 0.5);
  clock.at(start + 1.2, 'fraction', () => {});

  await clock.run();

  expect(clock.now()).toBe(start + 2);
});

test('a followed clock jumps to the next timer whenever nothing is outstanding', async () => {
  const clock = new VirtualClock(start);
  clock.follow();
  const release = clock.hold();
  const reached = new Promise<number>((resolve) => {
    clock.at(start + day, 'one', () => clock.at(start + 2 * day, 'two', () => resolve(clock.now())));
  });
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  const whileHeld = clock.now();

  release();

  expect(whileHeld).toBe(start);
  expect(await reached).toBe(start + 2 * day);
});

test('a followed clock stands still again when it is told to, though something is due next', async () => {
  const clock = new VirtualClock(start);
  const tick = () => void clock.at(clock.now() + day, 'the next day', tick);
  tick();
  const standStill = clock.follow();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));

  standStill();
  const stoodAt = clock.now();
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));

  expect(stoodAt).toBeGreaterThan(start);
  expect(clock.now()).toBe(stoodAt);
});

test('a real clock does not fire at once what is due in 60 days', async () => {
  const clock = new RealClock();
  const fired: string[] = [];
  const far = clock.at(clock.now() + 60 * day, 'far', () => fired.push('far'));
  await new Promise<void>((resolve) => {
    clock.at(clock.now(), 'now', () => resolve());
    setImmediate(() => {}); // keeps the process alive: the clock's own timers do not
  });

  far.cancel();

  expect(fired).toEqual([]);
});
