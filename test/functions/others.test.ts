/** What others do to a ramp while it runs: two at once, by hand in the console, and nobody who listens. */
import { ListExperimentRunEventsCommand } from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '#core/time';
import type { CrashPoint } from '#local/lambda/functions';
import { account, type RampWorld, type RampWorldOptions, rampWorld } from '#test/support/ramp-world';
import { planOf, withGates } from '#test/support/ramps';

async function running(options: RampWorldOptions = {}, plan = planOf()) {
  const world = await rampWorld(options);
  const { ramp } = await world.ask({ do: 'start', plan });
  await world.pass(minuteMs);
  return { world, ramp };
}
const told = async (world: RampWorld, ramp: string) =>
  (await world.ledger.facts(ramp)).map(({ type, exposure }) => `${type} ${exposure}`);
const principal = (role: string) => `arn:aws:iam::${account}:role/${role}`;

describe('two commands at the same moment', () => {
  const approval = { kind: 'approval', from: ['*'], ask: 'Go on?', onTimeout: 'wait' } as const;

  test('that answer the same question: one counts, and the other learns whose it was', async () => {
    const { world, ramp } = await running({}, withGates(planOf(), [approval]));
    await world.pass(4 * hourMs);

    const answers = await Promise.all([
      world.ask({ do: 'approve', ramp }, 'Ann'),
      world.ask({ do: 'reject', ramp }, 'Bob'),
    ]);

    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const winner = answers[0].status === 200 ? 'Ann' : 'Bob';
    const is = winner === 'Ann' ? 'approved' : 'rejected';
    const loser = answers.find(({ status }) => status === 409);
    expect(loser?.told).toMatch(`${is} already by ${principal(winner)}`);
    const types = (await world.ledger.facts(ramp)).map(({ type }) => type);
    expect(types.filter((type) => type === 'Approval Given' || type === 'Approval Rejected')).toHaveLength(1);
  });

  test('that say the same: one changes the ramp, the other finds it so', async () => {
    const { world, ramp } = await running();

    const answers = await Promise.all(['Ann', 'Bob'].map((role) => world.ask({ do: 'pause', ramp }, role)));

    expect(answers.map(({ is }) => is).toSorted()).toEqual(['already so', 'changed']);
    expect(await told(world, ramp)).toEqual(['Ramp Started 0', 'Ramp Paused 0']);
  });

  test('one of which stops: it wins, whichever was first', async () => {
    const { world, ramp } = await running();

    const [stop] = await Promise.all([
      world.ask({ do: 'stop', ramp }, 'Ann'),
      world.ask({ do: 'pause', ramp }, 'Bob'),
      world.ask({ do: 'skip', ramp, what: 'hold', note: 'now' }, 'Cem'),
    ]);
    await world.pass(minuteMs);

    expect(stop.is).toBe('changed');
    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
      status: 'ended',
      exposurePercent: 0,
      stopped: { by: { principal: principal('Ann') }, isOurs: true },
    });
  });
});

describe('by hand', () => {
  const keyOf = async (world: RampWorld, ramp: string) => {
    const { experiment, run } = (await world.ledger.read(ramp))?.ramp ?? {};
    return {
      ApplicationIdentifier: experiment?.applicationId,
      ExperimentDefinitionIdentifier: experiment?.definitionId,
      Run: run,
    };
  };

  test('raised beyond some steps, a ramp goes on from there, and to its end', async () => {
    const { world, ramp } = await running();
    const key = await keyOf(world, ramp);
    await world.updateOutside(ramp, { ExposurePercentage: 30 });

    await world.pass(13 * hourMs);

    expect(await told(world, ramp)).toEqual([
      'Ramp Started 0',
      'Exposure Drifted 30',
      'Exposure Raised 50',
      'Exposure Raised 100',
      'Stop Requested 100',
      'Ramp Stopped 100',
      'Ramp Finished 100',
    ]);
    const { Items = [] } = await world.clients.appConfig.send(new ListExperimentRunEventsCommand(key));
    expect(Items.map(({ ExposurePercentage }) => ExposurePercentage).reverse()).toEqual([
      0, 30, 50, 100, 100,
    ]);
  });

  test('stopped, it ends as theirs, and nothing is raised any more', async () => {
    const { world, ramp } = await running();
    const entry = await world.ledger.read(ramp);
    if (entry) await world.stopOutside(entry.ramp.experiment, entry.ramp.run);

    await world.pass(30 * hourMs);

    expect(await told(world, ramp)).toEqual(['Ramp Started 0', 'Ramp Stopped 0', 'Ramp Finished 0']);
    expect((await world.ledger.read(ramp))?.ramp.stopped).toMatchObject({
      isOurs: false,
      triggeredBy: 'USER',
    });
    expect((await world.history(ramp)).status).toBe('SUCCEEDED');
  });

  test('given other overrides, it goes on as planned', async () => {
    const { world, ramp } = await running();
    await world.updateOutside(ramp, { TreatmentOverrides: { Inline: { 'qa-user-1': 't1' } } });

    await world.pass(30 * hourMs);

    const facts = await told(world, ramp);
    expect(facts.filter((fact) => fact.startsWith('Run Edited'))).toEqual(['Run Edited 0']);
    expect(facts.at(-1)).toBe('Ramp Finished 100');
  });
});

describe('when the bus is dead', () => {
  test('and twenty facts wait, raising stops, a stop does not, and everything is told afterwards, in order', async () => {
    const bus = { isDead: true };
    const steps = Array.from({ length: 40 }, (_, exposurePercent) => ({
      exposurePercent,
      holdMs: 10 * minuteMs,
      gates: [],
    }));
    const faults: RampWorldOptions['faults'] = ({ operation }) =>
      bus.isDead && operation === 'PutEvents' ? { kind: 'failed' } : undefined;
    const { world, ramp } = await running({ faults }, planOf({ steps }));
    await world.pass(4 * hourMs);
    expect((await world.ledger.read(ramp))?.ramp.waiting?.kind).toBe('outbox');

    const stopping = world.ask({ do: 'stop', ramp });
    await world.pass(minuteMs);
    await stopping;
    await world.pass(10 * minuteMs);

    expect((await world.run(ramp)).Status).toBe('DONE');
    expect(await world.ledger.read(ramp)).toMatchObject({ ramp: { status: 'ended', exposurePercent: 19 } });
    expect(world.published).toEqual([]);
    bus.isDead = false;
    await world.digest();
    await world.digest();
    const ids = world.published.map(({ detail }) => detail.metadata.eventId);
    const facts = ids.filter((id) => !id.includes('/run/'));
    expect(facts).toEqual(Array.from({ length: 23 }, (_, index) => `${ramp}/${index + 1}`));
    expect((await world.ledger.read(ramp))?.outbox).toEqual([]);
  });
});

describe('an execution that has judged five hundred times', () => {
  test('and dies while it hands over is followed all the same, and every fact is told once', async () => {
    let died = false;
    const crash = ({ functionName, operation, when }: CrashPoint) => {
      if (
        died ||
        !functionName.endsWith('-decide') ||
        operation !== 'SFN.StartExecution' ||
        when !== 'before'
      )
        return false;
      died = true;
      return true;
    };
    const { world, ramp } = await running({ crash });
    await world.growOld(ramp);

    await world.pass(31 * hourMs);

    expect(died).toBe(true);
    const raised = [1, 5, 25, 50, 100].map((exposure) => `Exposure Raised ${exposure}`);
    const end = ['Stop Requested 100', 'Ramp Stopped 100', 'Ramp Finished 100'];
    expect(await told(world, ramp)).toEqual(['Ramp Started 0', ...raised, ...end]);
    const { generation = 0 } = (await world.ledger.read(ramp)) ?? {};
    expect(generation).toBeGreaterThan(1);
    expect((await world.history(ramp, generation)).status).toBe('SUCCEEDED');
  });
});
