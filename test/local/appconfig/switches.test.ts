/** Every switch, every way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AppConfigClient } from '@aws-sdk/client-appconfig';
import * as sdk from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import { createAgent } from '#local/appconfig/assignment/agent';
import { placeOf, servedNow } from '#local/appconfig/served';
import { switches as defaults, type Switches } from '#local/appconfig/switches';
import { testAppConfig } from '#test/support/appconfig';
import { type DefinitionKey, type Place, prepareDefinition, preparePlace } from '#test/support/experiment';
import { alarmArn, TestAlarms } from '#test/support/monitors';
import { choices } from '#test/support/switches';

type Ready = {
  readonly client: AppConfigClient;
  readonly place: Place;
  readonly key: DefinitionKey;
  readonly alarms: TestAlarms;
  readonly world: ReturnType<typeof testAppConfig>;
};
/** What shows a switch, told in one value: the name of an error, or something of the answers. */
type Show = (ready: Ready) => Promise<unknown>;

const start = (key: DefinitionKey, more: object = {}) =>
  new sdk.StartExperimentRunCommand({ ...key, ...more });
const update = (key: DefinitionKey, more: object) =>
  new sdk.UpdateExperimentRunCommand({ ...key, Run: 1, ...more });
const stop = (key: DefinitionKey, more: object = {}) =>
  new sdk.StopExperimentRunCommand({ ...key, Run: 1, ...more });
const get = (key: DefinitionKey) => new sdk.GetExperimentRunCommand({ ...key, Run: 1 });
const refused = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'accepted',
    (error: Error) => error.name.replace('Exception', ''),
  );
const eventsOf = async ({ client, key }: Ready) => {
  const { Items = [] } = await client.send(new sdk.ListExperimentRunEventsCommand({ ...key, Run: 1 }));
  return Items.map(({ EventType = '' }) => EventType.replace(/_.*/, '')).join(' ');
};
const variantOf = ({ appConfig }: Ready['world'], context: Readonly<Record<string, string>>) =>
  createAgent(appConfig.world).flag({
    application: 'shop',
    environment: 'prod',
    profile: 'flags',
    flag: 'checkout',
    entityId: 'u',
    context,
  })?._variant;
const archive = (key: DefinitionKey) =>
  new sdk.DeleteExperimentDefinitionCommand({ ...key, DeleteType: 'ARCHIVE' });

const shows: {
  readonly [K in keyof Switches]: readonly [Show, { readonly [V in `${Switches[K]}`]: unknown }];
} = {
  loweringExposure: [
    async ({ client, key }) => {
      await client.send(start(key, { ExposurePercentage: 50 }));
      return refused(client.send(update(key, { ExposurePercentage: 49 })));
    },
    { BadRequest: 'BadRequest', Conflict: 'Conflict' },
  ],
  sameExposure: [
    async (ready) => {
      const { client, key } = ready;
      await client.send(start(key, { ExposurePercentage: 50 }));
      return [await refused(client.send(update(key, { ExposurePercentage: 50 }))), await eventsOf(ready)];
    },
    { ignored: ['accepted', 'RUN'], event: ['accepted', 'EXPOSURE RUN'], BadRequest: ['BadRequest', 'RUN'] },
  ],
  twoAttributes: [
    async (ready) => {
      const { client, key } = ready;
      await client.send(start(key));
      const both = { ExposurePercentage: 10, TreatmentOverrides: { Inline: { u: 't1' } } };
      return [await refused(client.send(update(key, both))), await eventsOf(ready)];
    },
    { BadRequest: ['BadRequest', 'RUN'], accepted: ['accepted', 'OVERRIDES EXPOSURE RUN'] },
  ],
  updateDone: [
    async ({ client, key }) => {
      await client.send(start(key));
      await client.send(stop(key));
      return refused(client.send(update(key, { ExposurePercentage: 10 })));
    },
    { Conflict: 'Conflict', BadRequest: 'BadRequest' },
  ],
  stopDone: [
    async ({ client, key, place }) => {
      await client.send(start(key));
      await client.send(stop(key, { Result: { ExecutiveSummary: 'first' } }));
      const second = await refused(client.send(stop(key, { Result: { ExecutiveSummary: 'second' } })));
      const { Items = [] } = await client.send(new sdk.ListDeploymentsCommand(place));
      return [second, (await client.send(get(key))).Result?.ExecutiveSummary, Items.length];
    },
    {
      Conflict: ['Conflict', 'first', 3],
      BadRequest: ['BadRequest', 'first', 3],
      accepted: ['accepted', 'first', 3],
      overwritesResult: ['accepted', 'second', 3],
      restoresAnew: ['accepted', 'first', 4],
    },
  ],
  secondRun: [
    async ({ client, key }) => {
      await client.send(start(key));
      return refused(client.send(start(key)));
    },
    { Conflict: 'Conflict', BadRequest: 'BadRequest' },
  ],
  sameFlag: [
    async ({ client, place, key }) => {
      const other = await prepareDefinition(client, place, { Name: 'other' });
      await client.send(start(key));
      return refused(client.send(start(other)));
    },
    { Conflict: 'Conflict', BadRequest: 'BadRequest', accepted: 'accepted' },
  ],
  updateActive: [
    async ({ client, key }) => {
      await client.send(start(key));
      return refused(client.send(new sdk.UpdateExperimentDefinitionCommand({ ...key, Hypothesis: 'h' })));
    },
    { Conflict: 'Conflict', BadRequest: 'BadRequest' },
  ],
  deleteActive: [
    async ({ client, key }) => {
      await client.send(start(key));
      return refused(client.send(archive(key)));
    },
    { Conflict: 'Conflict', BadRequest: 'BadRequest' },
  ],
  useArchived: [
    async ({ client, key }) => {
      await client.send(archive(key));
      const edited = client.send(new sdk.UpdateExperimentDefinitionCommand({ ...key, Hypothesis: 'h' }));
      return [await refused(client.send(start(key))), await refused(edited)];
    },
    { Conflict: ['Conflict', 'Conflict'], BadRequest: ['BadRequest', 'BadRequest'] },
  ],
  duplicateDefinitionName: [
    ({ client, place }) => refused(prepareDefinition(client, place)),
    { Conflict: 'Conflict', BadRequest: 'BadRequest' },
  ],
  duplicateName: [
    ({ client }) => refused(client.send(new sdk.CreateApplicationCommand({ Name: 'shop' }))),
    { accepted: 'accepted', BadRequest: 'BadRequest' },
  ],
  unknownFlag: [
    ({ client, place }) => refused(prepareDefinition(client, place, { Name: 'new', FlagKey: 'nothing' })),
    { BadRequest: 'BadRequest', ResourceNotFound: 'ResourceNotFound' },
  ],
  undeployedFlag: [
    async ({ client, place }) => {
      const environment = { ApplicationId: place.ApplicationId, Name: 'stage' };
      const { Id } = await client.send(new sdk.CreateEnvironmentCommand(environment));
      const input = { Name: 'new', EnvironmentIdentifier: Id };
      return refused(client.send(start(await prepareDefinition(client, place, input))));
    },
    { BadRequest: 'BadRequest', Conflict: 'Conflict', ResourceNotFound: 'ResourceNotFound' },
  ],
  unknownOverride: [
    ({ client, key }) => refused(client.send(start(key, { TreatmentOverrides: { Inline: { u: 't9' } } }))),
    { BadRequest: 'BadRequest', accepted: 'accepted' },
  ],
  weights: [
    ({ client, place }) => {
      const Control = { Weight: 1, FlagValue: { Enabled: false } };
      return refused(prepareDefinition(client, place, { Name: 'new', Control }));
    },
    { relative: 'accepted', sumTo100: 'BadRequest' },
  ],
  defaultExposure: [
    async ({ client, key }) => (await client.send(start(key))).ExposurePercentage,
    { 0: 0, 100: 100 },
  ],
  defaultDelete: [
    async ({ client, key }) => {
      await client.send(new sdk.DeleteExperimentDefinitionCommand(key));
      return refused(client.send(new sdk.GetExperimentDefinitionCommand(key)));
    },
    { ARCHIVE: 'accepted', DESTROY: 'ResourceNotFound' },
  ],
  overridesUpdate: [
    async ({ client, key }) => {
      await client.send(start(key, { TreatmentOverrides: { Inline: { a: 't1' } } }));
      return (await client.send(update(key, { TreatmentOverrides: { Inline: { b: 'c' } } })))
        .TreatmentOverrides;
    },
    { replace: { Inline: { b: 'c' } }, merge: { Inline: { a: 't1', b: 'c' } } },
  ],
  overridesSkipAudience: [
    async ({ client, key, world }) => {
      await client.send(start(key, { TreatmentOverrides: { Inline: { u: 't1' } } }));
      return variantOf(world, { country: 'FR' });
    },
    { true: '__t1__', false: undefined },
  ],
  unresolvedAttribute: [
    async ({ client, place, world }) => {
      const AudienceRule = '(not (eq $country "DE"))';
      const Control = { Weight: 0, FlagValue: { Enabled: false } };
      const key = await prepareDefinition(client, place, { Name: 'abroad', AudienceRule, Control });
      await client.send(start(key, { ExposurePercentage: 100 }));
      return variantOf(world, {});
    },
    { false: '__t1__', outside: undefined },
  ],
  eventOrder: [
    async (ready) => {
      await ready.client.send(start(ready.key));
      await ready.client.send(update(ready.key, { ExposurePercentage: 1 }));
      return eventsOf(ready);
    },
    { newestFirst: 'EXPOSURE RUN', oldestFirst: 'RUN EXPOSURE' },
  ],
  runOrder: [
    async ({ client, key }) => {
      await client.send(start(key));
      await client.send(stop(key));
      await client.send(start(key));
      const { Items = [] } = await client.send(new sdk.ListExperimentRunsCommand(key));
      return Items.map(({ Run }) => Run);
    },
    { newestFirst: [2, 1], oldestFirst: [1, 2] },
  ],
  definitionOrder: [
    async ({ client, place }) => {
      await prepareDefinition(client, place, { Name: 'younger' });
      const { Items = [] } = await client.send(new sdk.ListExperimentDefinitionsCommand({}));
      return Items.map(({ Name }) => Name);
    },
    { oldestFirst: ['blue button', 'younger'], newestFirst: ['younger', 'blue button'] },
  ],
  listArchived: [
    async ({ client, key }) => {
      await client.send(archive(key));
      return (await client.send(new sdk.ListExperimentDefinitionsCommand({}))).Items?.length;
    },
    { onlyWhenAsked: 0, always: 1 },
  ],
  managedDeploymentMs: [
    async ({ client, key, world: { clock } }) => {
      const from = clock.now();
      await client.send(start(key));
      while ((await refused(client.send(update(key, { ExposurePercentage: 5 })))) === 'Conflict')
        await clock.run(clock.now() + 10_000);
      return clock.now() - from;
    },
    { 0: 0, 30000: 30_000, 600000: 600_000 },
  ],
  monitorsRollBackManaged: [
    async ({ client, place, key, alarms, world: { clock } }) => {
      await client.send(start(key));
      alarms.set(alarmArn, 'ALARM');
      await clock.run();
      return (await client.send(new sdk.GetDeploymentCommand({ ...place, DeploymentNumber: 2 }))).State;
    },
    { true: 'ROLLED_BACK', false: 'COMPLETE' },
  ],
  rolledBackRun: [
    async (ready) => {
      const { client, key, alarms } = ready;
      await client.send(start(key));
      alarms.set(alarmArn, 'ALARM');
      await ready.world.clock.run();
      const { Items = [] } = await client.send(new sdk.ListExperimentRunEventsCommand({ ...key, Run: 1 }));
      return [(await client.send(get(key))).Status, Items[0]?.TriggeredBy];
    },
    { keepsRunning: ['RUNNING', 'USER'], stops: ['DONE', 'CLOUDWATCH_ALARM'] },
  ],
  describingDeploys: [
    async ({ client, place, key }) => {
      await client.send(start(key));
      await client.send(update(key, { Description: 'told' }));
      return (await client.send(new sdk.ListDeploymentsCommand(place))).Items?.length;
    },
    { false: 2, true: 3 },
  ],
  quotas: [
    async ({ client, place }) => {
      for (let n = 1; n < 20; n += 1)
        await client.send(new sdk.CreateEnvironmentCommand({ ...place, Name: `e${n}` }));
      return refused(client.send(new sdk.CreateEnvironmentCommand({ ...place, Name: 'one more' })));
    },
    { documented: 'ServiceQuotaExceeded', none: 'accepted' },
  ],
};

/** Some switches only show while a managed deployment takes its time. */
const alongside: Partial<Record<keyof Switches, Partial<Switches>>> = {
  monitorsRollBackManaged: { managedDeploymentMs: 30_000 },
  rolledBackRun: { managedDeploymentMs: 30_000 },
};

test('the page of what is emulated lists each switch with its choices, the default first', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/emulator.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, values = '']) => [
    name,
    values.split(',').map((value) => value.trim()),
  ]);

  expect(Object.fromEntries(rows)).toMatchObject(
    Object.fromEntries(Object.entries(choices).map(([name, values]) => [name, values.map(String)])),
  );
});

const names = Object.keys(defaults) as (keyof Switches)[];

describe.each(names)('%s', (name) => {
  test.each([...choices[name]])('%s', async (value) => {
    const alarms = new TestAlarms();
    const world = testAppConfig({ monitors: alarms, switches: { ...alongside[name], [name]: value } });
    const place = await preparePlace(world.client, { monitors: [{ AlarmArn: alarmArn }] });
    const key = await prepareDefinition(world.client, place);
    const [show, expected] = shows[name] as readonly [Show, Readonly<Record<string, unknown>>];

    expect(await show({ client: world.client, place, key, alarms, world })).toEqual(expected[String(value)]);
  });

  test('the default is the first of its choices', () => {
    expect(choices[name][0]).toBe(defaults[name]);
  });
});

test('a stop that a monitor undoes leaves the run DONE and its treatments delivered', async () => {
  const alarms = new TestAlarms();
  const { client, clock, appConfig } = testAppConfig({
    monitors: alarms,
    switches: { managedDeploymentMs: 30_000 },
  });
  const place = await preparePlace(client, { monitors: [{ AlarmArn: alarmArn }] });
  const key = await prepareDefinition(client, place);
  const served = () =>
    servedNow(placeOf(appConfig.world, { application: 'shop', environment: 'prod', profile: 'flags' }));
  await client.send(start(key, { ExposurePercentage: 50 }));
  await clock.run();

  await client.send(stop(key));
  expect(served().overlays).toEqual([]);
  alarms.set(alarmArn, 'ALARM');

  expect((await client.send(get(key))).Status).toBe('DONE');
  expect(served().overlays).toMatchObject([{ exposure: 50 }]);
});
