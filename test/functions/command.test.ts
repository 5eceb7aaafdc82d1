/** What people tell a ramp: what it changes, who is recorded, and what is refused without changing anything. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Plan } from '#core/plan/plan';
import { dayMs, hourMs, minuteMs } from '#core/time';
import { account, type RampWorld, rampWorld } from '#test/support/ramp-world';
import { planOf, withGates } from '#test/support/ramps';

const principal = (role: string) => `arn:aws:iam::${account}:role/${role}`;
const approval = {
  kind: 'approval',
  from: ['arn:aws:iam::*:role/Release*'],
  ask: 'Go on?',
  timeoutMs: dayMs,
  onTimeout: 'pause',
} as const;
const steps = [0, 50, 100].map((exposurePercent) => ({ exposurePercent, holdMs: 2 * hourMs, gates: [] }));
const short = (more: Partial<Plan> = {}) => planOf({ steps, ...more });

async function started(plan = short(), options: Parameters<typeof rampWorld>[0] = {}) {
  const world = await rampWorld(options);
  const { ramp } = await world.ask({ do: 'start', plan });
  await world.pass(minuteMs);
  return { world, ramp, name: plan.name };
}
const stateOf = async (world: RampWorld, ramp: string) => {
  const entry = await world.ledger.read(ramp);
  if (!entry) throw new Error(`no ramp ${ramp}`);
  return entry;
};
const told = async (world: RampWorld, ramp: string) =>
  (await world.ledger.facts(ramp)).map(({ type }) => type);

describe('pause', () => {
  test('keeps exposure until somebody resumes, and both are recorded', async () => {
    const { world, ramp, name } = await started();

    const paused = await world.ask({ do: 'pause', ramp: name, note: 'checking logs' });
    await world.pass(9 * hourMs);
    expect(paused).toMatchObject({ status: 200, is: 'changed' });
    expect((await stateOf(world, ramp)).ramp).toMatchObject({
      exposurePercent: 0,
      pauses: [{ reason: 'checking logs', by: { type: 'user', principal: principal('Dev') } }],
    });

    await world.ask({ do: 'resume', ramp: name, note: 'all clear' }, 'Boss');
    await world.pass(minuteMs);
    expect((await world.run(ramp)).ExposurePercentage).toBe(50);
    const facts = await world.ledger.facts(ramp);
    expect(facts.find(({ type }) => type === 'Ramp Resumed')).toMatchObject({
      by: { principal: principal('Boss'), via: 'cli' },
      data: { pausedFor: 'PT9H', note: 'all clear' },
    });
  });

  test('given twice is already so, and wakes nothing', async () => {
    const { world, ramp, name } = await started();
    await world.ask({ do: 'pause', ramp: name });
    await world.pass(minuteMs);
    const before = await stateOf(world, ramp);

    expect(await world.ask({ do: 'pause', ramp: name })).toMatchObject({ status: 200, is: 'already so' });
    expect(await stateOf(world, ramp)).toEqual(before);
  });

  test('before the start puts the start off', async () => {
    const { world, ramp, name } = await started(short({ start: '2026-11-23T12:00' }));
    await world.ask({ do: 'pause', ramp: name, note: 'not today' });

    await world.pass(dayMs);
    const { ramp: waiting } = await stateOf(world, ramp);
    expect(waiting).toMatchObject({ status: 'pending', waiting: { kind: 'pause' } });

    await world.ask({ do: 'resume', ramp: name });
    await world.pass(minuteMs);
    expect((await stateOf(world, ramp)).ramp).toMatchObject({ status: 'running', exposurePercent: 0 });
  });
});

describe('an approval', () => {
  const asking = short({ ...withGates(short(), [approval]) });
  const asked = async () => {
    const given = await started(asking);
    await given.world.pass(2 * hourMs);
    return given;
  };

  test('is asked for when the hold is over; who may gives it, and the ramp goes on', async () => {
    const { world, ramp, name } = await asked();
    expect((await stateOf(world, ramp)).ramp.waiting?.kind).toBe('approval');

    const refused = await world.ask({ do: 'approve', ramp: name });
    expect(refused).toMatchObject({ status: 409, is: 'refused' });
    expect(refused.told).toBe(
      `you may not answer this: needs arn:aws:iam::*:role/Release*, you are ${principal('Dev')}`,
    );

    await world.ask({ do: 'approve', ramp: name, note: 'numbers ok' }, 'ReleaseManager');
    await world.pass(minuteMs);
    expect((await world.run(ramp)).ExposurePercentage).toBe(50);
    expect((await world.ledger.facts(ramp)).find(({ type }) => type === 'Approval Given')).toMatchObject({
      by: { principal: principal('ReleaseManager') },
      data: { question: 'Go on?', note: 'numbers ok', waited: 'PT1M' },
    });
  });

  test('rejected pauses; who answers second learns who was first; resumed, it is asked anew', async () => {
    const { world, ramp, name } = await asked();
    await world.ask({ do: 'reject', ramp: name, note: 'too slow' }, 'ReleaseManager');

    const second = await world.ask({ do: 'approve', ramp: name }, 'ReleaseBoss');
    expect(second.status).toBe(409);
    expect(second.told).toMatch(`rejected already by ${principal('ReleaseManager')}`);

    await world.pass(hourMs);
    await world.ask({ do: 'resume', ramp: name });
    await world.pass(minuteMs);
    const { ramp: after } = await stateOf(world, ramp);
    expect(after).toMatchObject({ exposurePercent: 0, waiting: { kind: 'approval' } });
    expect(after.question?.answer).toBeUndefined();
    expect(await told(world, ramp)).toEqual([
      'Ramp Started',
      'Approval Requested',
      'Approval Rejected',
      'Ramp Paused',
      'Ramp Resumed',
      'Approval Requested',
    ]);
  });

  test('rejected with a stop stops the run in the name of who said so', async () => {
    const { world, ramp, name } = await asked();
    await world.ask({ do: 'reject', ramp: name, stop: true, note: 'no' }, 'ReleaseManager');
    await world.pass(minuteMs);

    expect((await stateOf(world, ramp)).ramp).toMatchObject({
      status: 'ended',
      stopped: { triggeredBy: 'USER', isOurs: true, by: { principal: principal('ReleaseManager') } },
    });
  });

  test('that nobody gives in time pauses; resumed, it is asked anew', async () => {
    const { world, ramp, name } = await asked();

    await world.pass(dayMs);
    expect((await told(world, ramp)).slice(-2)).toEqual(['Approval Expired', 'Ramp Paused']);

    await world.ask({ do: 'resume', ramp: name });
    await world.pass(minuteMs);
    expect((await stateOf(world, ramp)).ramp.waiting?.kind).toBe('approval');
    await world.ask({ do: 'approve', ramp: name }, 'ReleaseManager');
    await world.pass(minuteMs);
    expect((await world.run(ramp)).ExposurePercentage).toBe(50);
  });

  test.each([
    ['stop', { status: 'ended', stopped: { triggeredBy: 'USER', isOurs: true } }],
    ['wait', { status: 'running', exposurePercent: 0, waiting: { kind: 'approval' } }],
  ] as const)('that nobody gives in time: %s, where the plan says so', async (onTimeout, after) => {
    const { world, ramp } = await started(withGates(short(), [{ ...approval, onTimeout }]));

    await world.pass(2 * dayMs);

    expect((await stateOf(world, ramp)).ramp).toMatchObject(after);
    expect((await told(world, ramp)).filter((type) => type === 'Approval Expired')).toHaveLength(1);
  });
});

describe('skip', () => {
  test('takes the hold away once, with a reason', async () => {
    const { world, ramp, name } = await started();
    expect(await world.ask({ do: 'skip', ramp: name, what: 'hold' })).toMatchObject({ status: 409 });

    await world.ask({ do: 'skip', ramp: name, what: 'hold', note: 'only us at 0 %' });
    await world.pass(minuteMs);

    expect((await world.run(ramp)).ExposurePercentage).toBe(50);
    await world.pass(hourMs);
    expect((await world.run(ramp)).ExposurePercentage).toBe(50);
    expect(await told(world, ramp)).toEqual(['Ramp Started', 'Step Skipped', 'Exposure Raised']);
  });

  test('opens a gate and a window', async () => {
    const latency = { kind: 'metric', metric: 'latency', below: 800, overMs: 30 * minuteMs } as const;
    const metric = { namespace: 'Shop', name: 'Latency', dimensions: {}, stat: 'p99', periodMs: minuteMs };
    const friday = { days: [5], fromMinute: 0, toMinute: 1440 };
    const plan = withGates(short({ metrics: { latency: metric }, windows: [friday] }), [latency]);
    const { world, ramp, name } = await started(plan);
    await world.pass(2 * hourMs);
    expect((await stateOf(world, ramp)).ramp.waiting?.kind).toBe('gates');
    expect(await world.ask({ do: 'skip', ramp: name, what: { gate: 'orders' }, note: 'x' })).toMatchObject({
      status: 409,
      told: 'step 1 has no gate orders',
    });

    await world.ask({ do: 'skip', ramp: name, what: { gate: 'latency' }, note: 'B2B, low traffic' });
    await world.pass(minuteMs);
    expect((await stateOf(world, ramp)).ramp.waiting?.kind).toBe('window');
    await world.ask({ do: 'skip', ramp: name, what: 'window', note: 'in a hurry' });
    await world.pass(minuteMs);

    expect((await world.run(ramp)).ExposurePercentage).toBe(50);
    expect(await told(world, ramp)).toEqual([
      'Ramp Started',
      'Gate Waiting',
      'Step Skipped',
      'Gate Cleared',
      'Window Waiting',
      'Step Skipped',
      'Exposure Raised',
    ]);
  });
});

describe('stop', () => {
  test.each([
    ['while it holds', short(), [], 'stopped'],
    ['while it is paused', short(), [{ do: 'pause' }], 'stopped'],
    [
      'while it asks',
      withGates(planOf({ steps: steps.map((step) => ({ ...step, holdMs: 0 })) }), [approval]),
      [],
      'stopped',
    ],
    ['before its start', short({ start: '2026-12-01T09:00' }), [], 'refused'],
  ] as const)('wins %s, and again is already so', async (_, plan, before, outcome) => {
    const { world, ramp, name } = await started(plan);
    for (const each of before) await world.ask({ ...each, ramp: name });

    expect(await world.ask({ do: 'stop', ramp: name, note: 'enough' })).toMatchObject({ is: 'changed' });
    await world.pass(minuteMs);

    const { ramp: after, cause } = await stateOf(world, ramp);
    expect(after).toMatchObject({ status: 'ended', outcome });
    expect(cause).toMatchObject({ by: { principal: principal('Dev') }, note: 'enough', triggeredBy: 'USER' });
    expect((await world.history(ramp)).status).toBe('SUCCEEDED');
    const facts = await world.ledger.facts(ramp);
    expect(facts.find(({ type }) => type === 'Stop Requested')).toMatchObject({
      by: { principal: principal('Dev') },
      data: { reason: { kind: 'user', note: 'enough' } },
    });
    expect(await world.ask({ do: 'stop', ramp })).toMatchObject({ status: 200, is: 'already so' });
    expect(await world.ledger.facts(ramp)).toEqual(facts);
  });

  test.each(['Conflict', 'BadRequest', 'accepted', 'overwritesResult'] as const)(
    'by a person in the console stays theirs, where a second stop is answered %s',
    async (stopDone) => {
      const { world, ramp, name } = await started(short(), { switches: { stopDone } });
      const { experiment, run } = (await stateOf(world, ramp)).ramp;
      await world.stopOutside(experiment, run);
      await world.pass(minuteMs);

      await world.ask({ do: 'stop', ramp: name });
      await world.pass(minuteMs);

      expect((await stateOf(world, ramp)).ramp).toMatchObject({
        status: 'ended',
        stopped: {
          isOurs: false,
          triggeredBy: 'USER',
          reason: expect.stringContaining('outside of rampart'),
        },
      });
      expect((await world.run(ramp)).Result?.ExecutiveSummary).toBe('by hand');
    },
  );
});

describe('a command', () => {
  test.each([
    [{ do: 'pause' }, 'add-to-cart has ended (STOPPED). An ended ramp stays ended: start a new one.'],
    [{ do: 'resume' }, 'add-to-cart has ended (STOPPED). An ended ramp stays ended: start a new one.'],
    [{ do: 'approve' }, 'add-to-cart has ended (STOPPED). An ended ramp stays ended: start a new one.'],
    [
      { do: 'skip', what: 'hold', note: 'x' },
      'add-to-cart has ended (STOPPED). An ended ramp stays ended: start a new one.',
    ],
  ])('to an ended ramp is refused and changes nothing: %o', async (body, why) => {
    const { world, ramp } = await started(short({ steps: steps.slice(0, 1) }));
    await world.pass(3 * hourMs);
    const before = await stateOf(world, ramp);
    expect(before.ramp.status).toBe('ended');

    expect(await world.ask({ ...body, ramp })).toMatchObject({ status: 409, is: 'refused', told: why });
    expect(await stateOf(world, ramp)).toEqual(before);
  });

  test('to an unknown ramp, without sense or without a signature is refused', async () => {
    const { world } = await started();

    expect(await world.ask({ do: 'pause', ramp: 'nobody' })).toMatchObject({ status: 404, is: 'unknown' });
    expect(await world.ask({ do: 'fly', ramp: 'add-to-cart' })).toMatchObject({ status: 400 });
    expect(await world.ask({ do: 'approve', ramp: 'add-to-cart' })).toMatchObject({
      status: 409,
      told: expect.stringMatching(/^nothing to answer: add-to-cart is RUNNING/),
    });
  });

  test('finds the ramp by its name as long as it runs, by its id for ever', async () => {
    const { world, ramp, name } = await started(short({ steps: steps.slice(0, 1) }));
    expect((await world.ask({ do: 'resume', ramp: name })).ramp).toBe(ramp);
    await world.pass(3 * hourMs);

    expect(await world.ask({ do: 'stop', ramp: name })).toMatchObject({ status: 404 });
    expect(await world.ask({ do: 'stop', ramp })).toMatchObject({ is: 'already so' });
  });
});

test('a plan that lowers exposure is refused at the door, though no plan file was checked, and nothing is left', async () => {
  const world = await rampWorld();
  const falling = short({ steps: [...steps, { exposurePercent: 25, holdMs: hourMs, gates: [] }] });

  const answer = await world.ask({ do: 'start', plan: falling });

  expect(answer).toMatchObject({
    status: 400,
    is: 'malformed',
    told: 'the plan is refused: exposure must rise with every step: step 3 has 100 %, step 4 has 25 %',
  });
  const { Items = [] } = await world.clients.dynamoDB.send(
    new ScanCommand({ TableName: world.stack.outputs.TableName }),
  );
  expect(Items.filter(({ pk }) => !pk?.S?.startsWith('lease#'))).toEqual([]);
});
