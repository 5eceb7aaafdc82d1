/** Many ramps at once: nothing is lost, nothing doubled, and who comes last has his turn. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { hourMs, minuteMs } from '#core/time';
import type { DeploymentOptions } from '#local/deployment';
import { type Faults, seededFaults } from '#local/faults';
import { createRandom } from '#local/random';
import { testAws } from '#test/support/aws';
import { manyRamps } from '#test/support/many-ramps';

async function worldOf(count: number, options: Partial<DeploymentOptions> = {}) {
  const world = await manyRamps(count, { create: testAws, ...options });
  onTestFinished(world.leave);
  return world;
}
type World = Awaited<ReturnType<typeof worldOf>>;

const ids = ({ taken }: World) => taken.map(({ id }) => id);
/** So many facts of a ramp, then so many events of its run. */
const all = (id: string, facts: number, runEvents = 3): readonly string[] => [
  ...Array.from({ length: facts }, (_, at) => `${id}/${at + 1}`),
  ...Array.from({ length: runEvents }, (_, at) => `${id}/run/${at + 1}`),
];

/** 10,000 on demand: RAMPART_RAMPS=10000. */
const count = Number(process.env.RAMPART_RAMPS ?? 30);

test(`of ${count} open ramps each id is on the bus once`, { timeout: 900_000 }, async () => {
  const world = await worldOf(count);
  for (const id of world.rampIds) await world.tell(id, 2);

  expect(await world.tick()).toMatchObject({ ramps: count, untold: 0, depth: 2, isDone: true });
  expect(ids(world).toSorted()).toEqual(world.rampIds.flatMap((id) => all(id, 2)).toSorted());
  expect(await world.tick()).toMatchObject({ ramps: 0, untold: 0 });
});

test('a tick that runs out of time leaves the rest to the next, which goes on behind it', async () => {
  const faults: Faults = ({ operation }) =>
    operation === 'ListExperimentRunEvents' ? { kind: 'slow', delayMs: 25_000 } : undefined;
  const world = await worldOf(45, { faults });
  for (const id of world.rampIds) await world.tell(id);

  const first = await world.tick();
  const told = ids(world).filter((id) => id.endsWith('/run/3')).length;
  const second = await world.tick();

  expect(first).toMatchObject({ ramps: 45, untold: 45 - told, isDone: false });
  expect(told).toBe(40);
  expect(second).toMatchObject({ ramps: 45 - told, untold: 0, isDone: true });
  expect(ids(world).toSorted()).toEqual(world.rampIds.flatMap((id) => all(id, 1)).toSorted());
});

describe('what the bus refuses', () => {
  test('for good is kept aside with its reason, and what comes after it is told', async () => {
    const lines: string[] = [];
    const world = await worldOf(2, {
      entryFaults: ({ Detail = '' }) =>
        /"eventId":"r-00000\/(1|run\/2)"/.test(Detail) ? 'MalformedDetail' : undefined,
      onLog: ({ message }) => void lines.push(message),
    });
    for (const id of world.rampIds) await world.tell(id, 2);

    expect(await world.tick()).toMatchObject({ untold: 0, isDone: true });
    expect(await world.tick()).toMatchObject({ ramps: 0 });

    expect(ids(world).filter((id) => id.startsWith('r-00000'))).toEqual([
      'r-00000/2',
      'r-00000/run/1',
      'r-00000/run/3',
    ]);
    expect(await world.items('undelivered')).toMatchObject([
      { sk: 'r-00000/1', code: 'MalformedDetail', detailType: 'Step Skipped' },
      {
        sk: 'r-00000/run/2',
        code: 'MalformedDetail',
        detail: expect.stringContaining('EXPOSURE_UPDATED'),
      },
    ]);
    expect(lines.filter((line) => line.includes('refused by the bus'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('"RefusedEvents":1'))).toHaveLength(2);
  });

  test('for now holds back what comes after it of the same ramp, until the next tick', async () => {
    let isBusy = true;
    const world = await worldOf(2, {
      entryFaults: ({ Detail = '' }) =>
        isBusy && Detail.includes('"eventId":"r-00000/2"') ? 'InternalFailure' : undefined,
    });
    for (const id of world.rampIds) await world.tell(id, 3);

    expect(await world.tick()).toMatchObject({ untold: 1, isDone: false });
    expect(ids(world).filter((id) => id.startsWith('r-00000'))).toEqual(['r-00000/1']);
    isBusy = false;
    expect(await world.tick()).toMatchObject({ ramps: 1, untold: 0 });

    for (const ramp of world.rampIds)
      expect(ids(world).filter((id) => id.startsWith(ramp))).toEqual(all(ramp, 3));
  });
});

test('while AppConfig does not say what it has noted, facts are told, and rampart says once an hour that it is degraded', async () => {
  const faults: Faults = ({ operation }) =>
    operation === 'ListExperimentRunEvents' ? { kind: 'refused', name: 'AccessDeniedException' } : undefined;
  const world = await worldOf(3, { faults });
  for (const id of world.rampIds) await world.tell(id);

  for (let tick = 0; tick < 8; tick += 1) {
    if (tick === 4) await world.tell('r-00002');
    await world.tick();
    await world.pass(8 * minuteMs);
  }
  world.callsSince();
  await world.tick();
  expect(world.callsSince()).toMatchObject({ ListExperimentRunEvents: 3 });
  await world.tick();
  // Who cannot be heard of stands behind all others for a while.
  expect(world.callsSince()).not.toHaveProperty('ListExperimentRunEvents');

  const degraded = world.taken
    .filter(({ text }) => text.includes('AccessDeniedException'))
    .map(({ text }) => JSON.parse(text));
  expect(degraded.map(({ data }) => data.component)).toEqual(['appconfig', 'appconfig']);
  const at = degraded.map(({ metadata }) => Date.parse(metadata.occurredAt));
  expect(at.slice(1).every((each, index) => each - (at[index] ?? 0) >= hourMs)).toBe(true);
  expect(ids(world)).toContain('r-00002/2');
});

describe('a world from a seed, in which calls of the digest fail', () => {
  const seeds = Array.from({ length: process.env.RAMPART_FAULTS === 'all' ? 40 : 2 }, (_, seed) => seed);

  test.each(seeds)(
    '%d: tells at least once, in order per ramp, the same id for the same event, and nothing that did not happen',
    async (seed) => {
      const random = createRandom(seed);
      const wire = seededFaults(random.fork('wire'), { failed: 0.04, throttled: 0.04, lost: 0.04 });
      const entries = random.fork('entries');
      let isCalm = true;
      const world = await worldOf(4, {
        faults: (call) => (isCalm || call.service === 'Lambda' ? undefined : wire(call)),
        entryFaults: () => (!isCalm && entries.next() < 0.2 ? 'InternalFailure' : undefined),
        switches: { sameExposure: 'event' },
      });
      const told = new Map(world.rampIds.map((id) => [id, 1]));
      for (const id of world.rampIds) await world.tell(id);
      // The same exposure once more, in the same second: AppConfig notes two equal events.
      await world.raise(5);
      for (let tick = 0; tick < 6; tick += 1) {
        isCalm = false;
        await world.tick().catch(() => undefined);
        isCalm = true;
        const ramp = world.rampIds[random.integer(4)] ?? '';
        await world.tell(ramp);
        told.set(ramp, (told.get(ramp) ?? 0) + 1);
      }
      await world.pass(15 * minuteMs);
      expect(await world.tick()).toMatchObject({ untold: 0, isDone: true });

      for (const [ramp, facts] of told) {
        const seen = [...new Set(ids(world).filter((id) => id.startsWith(ramp)))];
        expect(seen.filter((id) => !id.includes('/run/'))).toEqual(all(ramp, facts, 0));
        expect(seen.filter((id) => id.includes('/run/'))).toEqual(all(ramp, 0, 4));
      }
      for (const same of Map.groupBy(world.taken, ({ id }) => id).values())
        expect(new Set(same.map(({ text }) => text)).size).toBe(1);
    },
  );
});
