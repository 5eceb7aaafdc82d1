/** A ramp from its start to its end, through the machine and every function, in virtual time. */
import { expect, test } from 'vitest';
import { hourMs } from '#core/time';
import { rampWorld } from '#test/support/ramp-world';
import { planOf } from '#test/support/ramps';

test('a plan with nothing but steps runs to its end, and every fact is told once', async () => {
  const world = await rampWorld();
  const started = await world.ask({ do: 'start', plan: planOf() });
  expect(started).toMatchObject({ status: 200 });

  await world.clock.run(world.clock.now() + 30 * hourMs);

  const entry = await world.ledger.read(started.ramp);
  expect(entry?.ramp).toMatchObject({ status: 'ended', outcome: 'stopped', exposurePercent: 100 });
  const facts = await world.ledger.facts(started.ramp);
  expect(facts.map(({ type, exposure }) => `${type} ${exposure}`)).toEqual([
    'Ramp Started 0',
    'Exposure Raised 1',
    'Exposure Raised 5',
    'Exposure Raised 25',
    'Exposure Raised 50',
    'Exposure Raised 100',
    'Stop Requested 100',
    'Ramp Stopped 100',
    'Ramp Finished 100',
  ]);
  expect(entry?.wakes).toBe(7);
  const { status, events } = await world.history(started.ramp);
  expect(status).toBe('SUCCEEDED');
  const steps = planOf().steps.length;
  const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  const raises = Array.from({ length: steps - 1 }, () => ['Hold', 'Raise']).flat();
  const toTheEnd = ['Hold', 'Raise', 'Hold', 'Decide', 'Branch', 'Stop', 'Branch', 'Ended'];
  expect(entered).toEqual(['Open', ...raises, ...toTheEnd]);
  expect(entered.length).toBeLessThanOrEqual(5 * steps + 6);
  expect(events.length).toBeLessThanOrEqual(18 * steps + 20);
});

test('an execution that has judged often enough hands over when the next step is due', async () => {
  const world = await rampWorld();
  const { ramp } = await world.ask({ do: 'start', plan: planOf() });
  await world.pass(hourMs);
  await world.growOld(ramp);

  await world.pass(4 * hourMs);

  expect(await world.ledger.read(ramp)).toMatchObject({ generation: 2, ramp: { exposurePercent: 1 } });
  expect((await world.history(ramp, 1)).status).toBe('SUCCEEDED');
  expect((await world.history(ramp, 2)).status).toBe('RUNNING');
});

test('a ramp that starts later is opened when it is time, by the wait that ends', async () => {
  const world = await rampWorld();
  const { ramp } = await world.ask({ do: 'start', plan: planOf({ start: '2026-11-23T12:00' }) });
  await world.pass(hourMs);
  expect((await world.ledger.read(ramp))?.ramp).toMatchObject({ status: 'pending' });

  await world.pass(hourMs);

  expect((await world.run(ramp)).Status).toBe('RUNNING');
  const { events } = await world.history(ramp);
  const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  expect(entered).toEqual(['Open', 'Hold', 'Raise', 'Hold', 'Decide', 'Branch', 'Open', 'Hold']);
});
