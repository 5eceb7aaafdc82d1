/** What the bus is told: by whoever writes, and by the digest whatever they could not. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '#cli/run';
import type { DigestData } from '#core/events/digest';
import { hourMs, minuteMs } from '#core/time';
import type { Faults } from '#local/faults';
import { recordedContext } from '#test/support/context';
import { prepareDefinition } from '#test/support/experiment';
import { type RampWorld, rampWorld } from '#test/support/ramp-world';
import { planOf } from '#test/support/ramps';

const ids = (events: readonly { detail: { metadata: { eventId: string } } }[]) =>
  events.map(({ detail }) => detail.metadata.eventId);
const facts = (count: number, ramp: string) => Array.from({ length: count }, (_, at) => `${ramp}/${at + 1}`);

const isFact = ({ detailType }: { detailType: string }) => detailType !== 'Experiment Run Event';

/** A bus that takes nothing while `isDead`. */
function fragileBus(kind: 'failed' | 'lost' = 'failed') {
  const bus = { isDead: false };
  const faults: Faults = ({ operation }) => (bus.isDead && operation === 'PutEvents' ? { kind } : undefined);
  return { bus, faults };
}

describe('the facts of a ramp', () => {
  test('are on the bus at once, in order, each with who led to it and who sees what', async () => {
    const world = await rampWorld();
    const { ramp } = await world.ask({ do: 'start', plan: planOf() });
    await world.pass(30 * hourMs);

    expect(ids(world.published.filter(isFact))).toEqual(facts(9, ramp));
    const told = new Map(world.published.map((event) => [event.detailType, event.detail]));
    expect(told.get('Exposure Raised')?.data).toMatchObject({
      exposure: 100,
      sees: { c: 50, t1: 50, deployed: 0 },
    });
    expect(told.get('Ramp Stopped')?.metadata.causationId).toBe(told.get('Stop Requested')?.metadata.eventId);
    expect(told.get('Ramp Finished')?.data).toMatchObject({ sees: { c: 0, t1: 0, deployed: 100 } });
  });

  test('wait while the bus is dead, hold the ramp when twenty wait, and are all told afterwards, in order', async () => {
    const { bus, faults } = fragileBus();
    const world = await rampWorld({ faults });
    const plan = planOf({
      steps: Array.from({ length: 40 }, (_, at) => ({ exposurePercent: at, holdMs: hourMs, gates: [] })),
    });
    bus.isDead = true;
    const { ramp } = await world.ask({ do: 'start', plan });
    await world.pass(30 * hourMs);

    const held = await world.ledger.read(ramp);
    expect(held?.outbox).toHaveLength(20);
    expect(held?.ramp).toMatchObject({ exposurePercent: 19, waiting: { kind: 'outbox' } });
    expect(world.published).toEqual([]);

    bus.isDead = false;
    expect(await world.digest()).toMatchObject({ ramps: 1, untold: 0, isDone: true });
    expect(ids(world.published).slice(0, 20)).toEqual(facts(20, ramp));
    await world.pass(3 * hourMs);
    expect((await world.ledger.read(ramp))?.ramp.exposurePercent).toBeGreaterThan(19);
  });

  test('do not hold up a stop', async () => {
    const { bus, faults } = fragileBus();
    const world = await rampWorld({ faults });
    const { ramp } = await world.ask({ do: 'start', plan: planOf() });
    await world.pass(9 * hourMs);
    bus.isDead = true;

    await world.ask({ do: 'stop', ramp });
    await world.pass(minuteMs);

    expect(await world.run(ramp)).toMatchObject({ Status: 'DONE' });
    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({ status: 'ended', outcome: 'stopped' });
    bus.isDead = false;
    await world.digest();
    expect(ids(world.published.filter(isFact))).toEqual(facts(6, ramp));
  });

  test('that the bus took while its answer was lost are told again as the same', async () => {
    const { bus, faults } = fragileBus('lost');
    const world = await rampWorld({ faults });
    bus.isDead = true;
    const { ramp } = await world.ask({ do: 'start', plan: planOf() });
    await world.pass(hourMs);
    expect((await world.ledger.read(ramp))?.outbox).toHaveLength(1);
    bus.isDead = false;
    await world.digest();

    expect(ids(world.published)).toEqual([`${ramp}/1`, `${ramp}/run/1`]);
    expect((await world.ledger.read(ramp))?.outbox).toEqual([]);
  });
});

describe('AppConfig’s own events', () => {
  const runEvents = (world: Awaited<ReturnType<typeof rampWorld>>) =>
    world.published.filter(({ detailType }) => detailType === 'Experiment Run Event');

  test('are told at our own changes, once each, with the true cause', async () => {
    const world = await rampWorld();
    const { ramp } = await world.ask({ do: 'start', plan: planOf() });
    await world.pass(9 * hourMs);
    await world.digest();
    await world.digest();
    await world.ask({ do: 'stop', ramp, note: 'enough' });
    await world.pass(minuteMs);
    await world.digest();

    const told = runEvents(world).map(({ detail }) => detail);
    expect(told.map(({ metadata }) => metadata.eventId)).toEqual(
      [1, 2, 3, 4].map((at) => `${ramp}/run/${at}`),
    );
    expect(told.map(({ data }) => [data.eventType, (data.by as { type: string }).type])).toEqual([
      ['RUN_STARTED', 'user'],
      ['EXPOSURE_UPDATED', 'rampart'],
      ['EXPOSURE_UPDATED', 'rampart'],
      ['RUN_STOPPED', 'user'],
    ]);
    expect(told.at(-1)?.data).toMatchObject({
      triggeredBy: 'USER',
      reason: expect.stringContaining('enough'),
    });
    expect(await world.digest()).toMatchObject({ ramps: 0, untold: 0, digests: 0, isDone: true });
  });

  test('of others are told at the period, as somebody else’s, when the ledger has taken them in', async () => {
    const world = await rampWorld();
    const { ramp } = await world.ask({ do: 'start', plan: planOf() });
    await world.pass(hourMs);
    await world.digest();
    await world.updateOutside(ramp, { ExposurePercentage: 3 });
    await world.pass(14 * minuteMs);
    expect(await world.digest()).toMatchObject({ ramps: 0 });
    await world.pass(2 * minuteMs);
    expect(await world.digest()).toMatchObject({ ramps: 1 });
    expect(runEvents(world)).toHaveLength(1);

    await world.pass(8 * hourMs);
    await world.digest();

    expect(runEvents(world).map(({ detail }) => [detail.data.exposure, detail.data.by])).toEqual([
      [0, expect.objectContaining({ type: 'user', principal: expect.stringContaining('role/Dev') })],
      [3, { type: 'user', principal: 'somebody outside of rampart' }],
      [5, { type: 'rampart' }],
    ]);
  });
});

/** What `ramp digest` prints of the events up to a digest. */
async function printed({ published }: RampWorld, live?: DigestData): Promise<unknown> {
  const events = published.map(({ source, detailType, resources, detail }) => ({
    source,
    'detail-type': detailType,
    time: detail.metadata.occurredAt,
    resources,
    detail,
  }));
  const file = join(mkdtempSync(join(tmpdir(), 'digest-')), 'events.jsonl');
  writeFileSync(file, events.map((event) => JSON.stringify(event)).join('\n'));
  const { at = '', timezone = '' } = live ?? {};
  const { context, out } = recordedContext();
  await run(['digest', '--events', file, '--at', at, '--tz', timezone, '-o', 'json'], context);
  return JSON.parse(out());
}

describe('a digest', () => {
  const digests = (world: Awaited<ReturnType<typeof rampWorld>>) =>
    world.published.filter(({ detailType }) => detailType === 'Ramp Digest').map(({ detail }) => detail);
  const notify = { eventBus: 'default', digest: { days: [1, 2, 3, 4, 5], atMinute: 18 * 60 } };

  test('goes out at the plan’s time, once, in the plan’s zone, and then no more of what has ended', async () => {
    const world = await rampWorld({ digestEvery: 'rate(1 hour)' });
    const { ramp } = await world.ask({ do: 'start', plan: planOf({ notify }) });
    await world.pass(9 * hourMs);

    expect(digests(world)).toMatchObject([
      {
        metadata: { eventId: 'digest/team-checkout//2026-11-23T17:00:00Z' },
        data: {
          audience: { owner: 'team-checkout' },
          timezone: 'Europe/Berlin',
          needsYou: [],
          moving: [{ ramp, exposure: 5, what: '→ 25 % today 22:12' }],
          openRuns: { count: 1, billedHours: 8 },
        },
      },
    ]);

    await world.pass(24 * hourMs);
    expect(digests(world)).toHaveLength(2);
    expect(digests(world)[1]?.data).toMatchObject({ moving: [], ended: [{ ramp, state: 'STOPPED' }] });
    await world.pass(48 * hourMs);
    expect(digests(world)).toHaveLength(2);
  });

  test('says what `ramp digest` says of the same events', async () => {
    const world = await rampWorld({ digestEvery: 'rate(1 hour)' });
    const atTheTick = { ...notify, digest: { ...notify.digest, atMinute: 17 * 60 + 12 } };
    await prepareDefinition(world.clients.appConfig, world.place, { Name: 'search', FlagKey: 'search' });
    const approval = { kind: 'approval', from: [], ask: 'Go on?', onTimeout: 'wait' } as const;
    const steps = [0, 10, 50].map((exposurePercent) => ({ exposurePercent, holdMs: 2 * hourMs, gates: [] }));
    const asking = steps.map((step, index) => ({ ...step, gates: index === 1 ? [approval] : [] }));
    const experiment = { ...planOf().experiment, definition: 'search' };
    const first = await world.ask({ do: 'start', plan: planOf({ notify: atTheTick, steps: asking }) });
    await world.ask({ do: 'start', plan: planOf({ notify: atTheTick, name: 'search', experiment }) });
    await world.pass(9 * hourMs);
    await world.ask({ do: 'pause', ramp: 'search', note: 'lunch' });
    await world.ask({ do: 'stop', ramp: first.ramp, note: 'enough' });
    await world.pass(24 * hourMs);

    const [asked, paused] = digests(world).map(({ data }) => data as unknown as DigestData);
    expect(asked).toMatchObject({ needsYou: [{ state: 'APPROVAL' }], moving: [{ name: 'search' }] });
    expect(paused).toMatchObject({ needsYou: [{ state: 'PAUSED' }], ended: [{ state: 'STOPPED' }] });
    for (const live of [asked, paused])
      expect(await printed(world, live)).toEqual({ ...live, since: expect.any(String) });
  });

  test('that the bus did not take goes out later, as the same', async () => {
    const { bus, faults } = fragileBus();
    const world = await rampWorld({ faults, digestEvery: 'rate(1 hour)' });
    await world.ask({ do: 'start', plan: planOf({ notify }) });
    await world.pass(7 * hourMs);
    bus.isDead = true;
    await world.pass(6 * hourMs);
    expect(digests(world)).toEqual([]);
    bus.isDead = false;
    await world.pass(3 * hourMs);

    expect(digests(world)).toMatchObject([
      { data: { moving: [{ exposure: 5 }], openRuns: { billedHours: 8 } } },
    ]);
  });

  test('that cannot be made is said to be late once an hour, as a fact of one of its ramps', async () => {
    let isBroken = true;
    const isKept = (input: unknown) => JSON.stringify(input ?? {}).includes('"pk":{"S":"digest/');
    const faults: Faults = ({ operation, input }) =>
      isBroken && operation === 'PutItem' && isKept(input)
        ? { kind: 'refused', name: 'AccessDeniedException' }
        : undefined;
    const world = await rampWorld({ faults, digestEvery: 'rate(30 minutes)' });
    await world.ask({ do: 'start', plan: planOf({ notify }) });
    await world.pass(9.6 * hourMs);
    isBroken = false;
    await world.pass(hourMs);

    const degraded = world.published.filter(({ detailType }) => detailType === 'Rampart Degraded');
    expect(degraded.map(({ detail }) => detail.data)).toMatchObject([
      { component: 'digest', effect: 'the digest of team-checkout is late', ramp: { name: 'add-to-cart' } },
      { component: 'digest' },
    ]);
    expect(digests(world)).toHaveLength(1);
  });
});
