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
  const { status, events } = await world.history(started.ramp);
  expect(status).toBe('SUCCEEDED');
  const steps = planOf().steps.length;
  const entered = events.filter(({ type }) => type?.endsWith('StateEntered'));
  expect(entered.length).toBeLessThanOrEqual(5 * steps + 6);
  expect(events.length).toBeLessThanOrEqual(18 * steps + 20);
});
