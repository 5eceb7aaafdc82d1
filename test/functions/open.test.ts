/** What stands in the way of a ramp is said, and nothing is left behind; what breaks off in the middle never starts twice. */
import {
  CreateConfigurationProfileCommand,
  CreateHostedConfigurationVersionCommand,
  DeleteExperimentDefinitionCommand,
  ListExperimentRunsCommand,
  StartDeploymentCommand,
  StartExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import type { Plan } from '#core/plan/plan';
import { flagClaim, nameClaim } from '#core/ramp';
import { hourMs, minuteMs } from '#core/time';
import { type ScriptedFault, scriptedFaults } from '#local/faults';
import { flagDocument, prepareDefinition } from '#test/support/experiment';
import { type RampWorld, rampWorld } from '#test/support/ramp-world';
import { guardOf, planOf } from '#test/support/ramps';

const guard = guardOf();
const plan = (more: Partial<Plan> = {}) =>
  planOf({ steps: [{ exposurePercent: 5, holdMs: hourMs, gates: [] }], ...more });
const guarded = plan({ guards: [guard] });

async function opened(world: RampWorld, given: Plan = plan()) {
  const { ramp } = await world.ask({ do: 'start', plan: given });
  await world.pass(5 * minuteMs);
  const entry = await world.ledger.read(ramp);
  if (!entry) throw new Error(`no ramp ${ramp}`);
  return entry.ramp;
}
const runs = async (world: RampWorld) =>
  (await world.clients.appConfig.send(new ListExperimentRunsCommand(world.definitionKey))).Items ?? [];

type Obstacle = readonly [
  what: string,
  given: Plan,
  put: (world: RampWorld) => Promise<unknown>,
  why: unknown,
];
const obstacles: readonly Obstacle[] = [
  [
    'the definition is archived',
    plan(),
    ({ clients, definitionKey }) =>
      clients.appConfig.send(
        new DeleteExperimentDefinitionCommand({ ...definitionKey, DeleteType: 'ARCHIVE' }),
      ),
    'the experiment definition "add-to-cart-button" is archived',
  ],
  [
    'a run is open already',
    plan(),
    ({ clients, definitionKey }) =>
      clients.appConfig.send(
        new StartExperimentRunCommand({ ...definitionKey, ExposurePercentage: 5, Description: 'by jo' }),
      ),
    'run #1 of add-to-cart-button is already open (by jo): stop it first',
  ],
  [
    'the flag is not deployed',
    plan({ experiment: { application: 'shop', definition: 'other', overrides: {} } }),
    undeployed,
    'the flag of other is not deployed to its environment: deploy it first',
  ],
  ['an alarm is missing', guarded, async () => undefined, 'alarm errors does not exist'],
  [
    'an alarm is in ALARM',
    guarded,
    async (world) => {
      await world.putAlarm('errors');
      await world.alarm('errors', 'ALARM');
    },
    'alarm errors is in ALARM',
  ],
  [
    'a deployment is unfinished',
    plan(),
    async ({ clients, place }) => {
      await clients.appConfig.send(
        new StartDeploymentCommand({
          ...place,
          ConfigurationVersion: '1',
          DeploymentStrategyId: 'AppConfig.Linear50PercentEvery30Seconds',
        }),
      );
    },
    expect.stringMatching(/^deployment #2 \(\w+\) is DEPLOYING: wait for its end$/),
  ],
];

async function undeployed({ clients, place }: RampWorld) {
  const { ApplicationId } = place;
  const { Id: ConfigurationProfileIdentifier = '' } = await clients.appConfig.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: 'others',
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    }),
  );
  await clients.appConfig.send(
    new CreateHostedConfigurationVersionCommand({
      ApplicationId,
      ConfigurationProfileId: ConfigurationProfileIdentifier,
      Content: flagDocument('checkout'),
      ContentType: 'application/json',
    }),
  );
  await prepareDefinition(clients.appConfig, place, { Name: 'other', ConfigurationProfileIdentifier });
}

describe('a ramp is refused', () => {
  test.each(obstacles)('when %s: says why, and holds nothing', async (_, given, put, why) => {
    const world = await rampWorld();
    await put(world);

    const ramp = await opened(world, given);

    expect(ramp).toMatchObject({ status: 'ended', outcome: 'refused' });
    const facts = await world.ledger.facts(ramp.id);
    expect(facts).toMatchObject([{ type: 'Ramp Finished', data: { outcome: 'refused', summary: why } }]);
    expect(await world.ledger.holder(flagClaim(ramp.experiment))).toBeUndefined();
    expect(await world.ledger.holder(nameClaim(ramp.name))).toBeUndefined();
    expect((await world.history(ramp.id)).status).toBe('SUCCEEDED');
  });

  test('when there is no such definition: before anything is written', async () => {
    const world = await rampWorld();
    const experiment = { application: 'shop', definition: 'nothing', overrides: {} };

    const answer = await world.ask({ do: 'start', plan: plan({ experiment }) });

    expect(answer).toMatchObject({
      status: 404,
      told: 'there is no experiment definition "nothing" in application shop',
    });
    expect(await world.ledger.holder(nameClaim('add-to-cart'))).toBeUndefined();
  });

  test('when another ramp has its name, or its flag, until that has ended', async () => {
    const world = await rampWorld();
    const first = await opened(world);

    expect(await world.ask({ do: 'start', plan: plan() })).toMatchObject({
      status: 409,
      told: `add-to-cart is running already as ${first.id}`,
    });
    const second = await opened(world, plan({ name: 'again' }));
    expect(second).toMatchObject({ outcome: 'refused' });
    expect(await world.ledger.facts(second.id)).toMatchObject([
      { data: { summary: `ramp ${first.id} holds this flag: it has to end first` } },
    ]);

    await world.pass(2 * hourMs);
    expect(await opened(world, plan({ name: 'again' }))).toMatchObject({ status: 'running' });
  });
});

describe('a ramp is opened', () => {
  test('although an alarm has no data, and that is told', async () => {
    const world = await rampWorld();
    await world.putAlarm('errors');
    await world.alarm('errors', 'INSUFFICIENT_DATA');

    const ramp = await opened(world, guarded);

    expect(ramp.status).toBe('running');
    expect((await world.ledger.facts(ramp.id))[0]).toMatchObject({
      type: 'Rampart Degraded',
      data: { component: 'alarm errors', error: 'INSUFFICIENT_DATA' },
    });
  });

  test('with its overrides, which come with the exposure', async () => {
    const world = await rampWorld();
    const experiment = { application: 'shop', definition: 'add-to-cart-button', overrides: { anna: 't1' } };

    const ramp = await opened(world, plan({ experiment }));

    expect(await world.run(ramp.id)).toMatchObject({
      ExposurePercentage: 5,
      TreatmentOverrides: { Inline: { anna: 't1' } },
    });
  });

  test('when the environment is free again, which another deployment delays', async () => {
    const line = { operation: 'StartExperimentRun', times: 3 };
    const world = await rampWorld({
      faults: scriptedFaults([{ ...line, fault: { kind: 'refused', name: 'ConflictException' } }]),
    });

    const ramp = await opened(world);

    expect(ramp.status).toBe('running');
    expect((await world.ledger.facts(ramp.id)).map(({ type }) => type)).toEqual([
      'Rampart Degraded',
      'Ramp Started',
    ]);
  });
});

describe('a start whose answer is lost', () => {
  const lost: ScriptedFault = { operation: 'StartExperimentRun', fault: { kind: 'lost' } };

  test.each(['Conflict', 'BadRequest'] as const)(
    'is found again by its nonce, and never sent twice; a second run would be answered %s',
    async (secondRun) => {
      const world = await rampWorld({ faults: scriptedFaults([lost]), switches: { secondRun } });

      const ramp = await opened(world);

      expect(ramp).toMatchObject({ status: 'running', run: 1 });
      expect(await runs(world)).toHaveLength(1);
    },
  );

  test('is not started anew when somebody has stopped it meanwhile', async () => {
    const world = await rampWorld({ faults: scriptedFaults([lost]) });
    const { ramp } = await world.ask({ do: 'start', plan: plan() });
    const [run] = await runs(world);
    const entry = await world.ledger.read(ramp);
    if (!entry || !run) throw new Error('nothing was started');
    await world.stopOutside(entry.ramp.experiment, run.Run);

    await world.pass(5 * minuteMs);

    expect(await runs(world)).toHaveLength(1);
    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
      status: 'ended',
      stopped: { isOurs: false },
    });
  });

  test('is stopped when a stop has come meanwhile', async () => {
    const world = await rampWorld({ faults: scriptedFaults([lost]) });
    const { ramp } = await world.ask({ do: 'start', plan: plan() });
    await world.ask({ do: 'stop', ramp });

    await world.pass(5 * minuteMs);

    expect(await runs(world)).toMatchObject([{ Status: 'DONE' }]);
    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
      outcome: 'stopped',
      stopped: { isOurs: true },
    });
  });
});

describe('a start that arrives when Open has long been gone', () => {
  const operation = 'StartExperimentRun';
  const late: ScriptedFault = { operation, fault: { kind: 'slow', delayMs: 150_000 } };
  const refused: ScriptedFault = { operation, fault: { kind: 'refused', name: 'BadRequestException' } };

  test.each([
    ['a person stops the ramp', [late], (world: RampWorld, ramp: string) => world.ask({ do: 'stop', ramp })],
    ['AppConfig refuses a second one', [late, refused], async () => undefined],
  ])('ends no later than it is found, when %s meanwhile', async (_, script, meanwhile) => {
    const world = await rampWorld({ faults: scriptedFaults(script) });
    const { ramp } = await world.ask({ do: 'start', plan: plan() });
    await world.pass(30_000);
    await meanwhile(world, ramp);

    await world.pass(10 * minuteMs);

    expect(await runs(world)).toMatchObject([{ Status: 'DONE' }]);
    expect((await world.ledger.read(ramp))?.ramp).toMatchObject({
      status: 'ended',
      outcome: 'stopped',
      stopped: { isOurs: true },
    });
  });

  test('is waited for, and when it never comes the ramp is refused', async () => {
    const failed: ScriptedFault = { operation, fault: { kind: 'failed' } };
    const world = await rampWorld({ faults: scriptedFaults([failed, refused]) });
    const { ramp } = await world.ask({ do: 'start', plan: plan() });
    await world.pass(4 * minuteMs);
    expect((await world.ledger.read(ramp))?.ramp.status).toBe('starting');

    await world.pass(3 * minuteMs);

    const entry = await world.ledger.read(ramp);
    expect(entry?.ramp).toMatchObject({ status: 'ended', outcome: 'refused' });
    expect(await world.ledger.holder(nameClaim('add-to-cart'))).toBeUndefined();
    expect((await world.ledger.facts(ramp)).map(({ type }) => type)).toEqual([
      'Stop Requested',
      'Ramp Finished',
    ]);
  });
});
