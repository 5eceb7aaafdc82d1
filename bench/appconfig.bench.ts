/** How many operations AppConfig answers per second of CPU, and that it does not matter how many definitions there are. */
import { type AppConfigOptions, appConfig } from '#local/appconfig/index';
import { type Aws, createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { flagDocument } from '#test/support/experiment';
import type { Figure } from './figure.ts';

const sizes = [1, 100, 10_000] as const;
const rounds = 7;
const callsInARound = 300;

type Members = Readonly<Record<string, unknown>>;
type Bench = { readonly call: Call; readonly application: string; readonly place: Members };
type Call = (operation: string, input: Members) => Promise<Members>;
/** One measured kind; it leaves as many definitions as it found. */
type Kind = readonly [name: string, prepare: (bench: Bench) => Promise<(turn: number) => Promise<unknown>>];

const kinds: readonly Kind[] = [
  [
    'GetExperimentDefinition',
    async ({ call, application }) =>
      () =>
        call('GetExperimentDefinition', named(application, 0)),
  ],
  [
    'CreateExperimentDefinition and DeleteExperimentDefinition',
    async ({ call, application, place }) =>
      async (turn) => {
        await call('CreateExperimentDefinition', { ...definition(place, `more ${turn}`) });
        await call('DeleteExperimentDefinition', {
          ...key(application, `more ${turn}`),
          DeleteType: 'DESTROY',
        });
      },
  ],
  [
    'UpdateExperimentDefinition',
    async ({ call, application }) =>
      (turn) =>
        call('UpdateExperimentDefinition', { ...named(application, 0), Hypothesis: `h${turn}` }),
  ],
  [
    'ListExperimentDefinitions, one page of the ACTIVE ones',
    async ({ call, application }) => {
      await call('StartExperimentRun', { ...named(application, 0), Tags: {} });
      return () => call('ListExperimentDefinitions', { Status: 'ACTIVE', MaxResults: 1 });
    },
  ],
  [
    'ListExperimentDefinitions, a page of 1 by application',
    async ({ call, application }) =>
      () =>
        call('ListExperimentDefinitions', { ApplicationIdentifier: application, MaxResults: 1 }),
  ],
  [
    'StartExperimentRun and StopExperimentRun',
    async ({ call, application }) => {
      let Run = 0;
      return async () => {
        Run += 1;
        await call('StartExperimentRun', named(application, 0));
        await call('StopExperimentRun', { ...named(application, 0), Run });
      };
    },
  ],
  [
    'UpdateExperimentRun',
    async ({ call, application }) => {
      await call('StartExperimentRun', named(application, 0));
      return (turn) =>
        call('UpdateExperimentRun', {
          ...named(application, 0),
          Run: 1,
          ExposurePercentage: 100 * (1 - 1 / (turn + 2)),
        });
    },
  ],
  [
    'GetExperimentRun',
    async ({ call, application }) => {
      await call('StartExperimentRun', named(application, 0));
      return () => call('GetExperimentRun', { ...named(application, 0), Run: 1 });
    },
  ],
  [
    'ListExperimentRuns',
    async ({ call, application }) => {
      await call('StartExperimentRun', named(application, 0));
      return () => call('ListExperimentRuns', { ...named(application, 0), MaxResults: 1 });
    },
  ],
  [
    'ListExperimentRunEvents',
    async ({ call, application }) => {
      await call('StartExperimentRun', named(application, 0));
      return () => call('ListExperimentRunEvents', { ...named(application, 0), Run: 1, MaxResults: 1 });
    },
  ],
  [
    'ListDeployments',
    async ({ call, place }) =>
      () =>
        call('ListDeployments', { ...place, MaxResults: 1 }),
  ],
  [
    'StartDeployment',
    async ({ call, place }) =>
      () =>
        call('StartDeployment', { ...place, ConfigurationVersion: '1' }),
  ],
];

export default async function appConfigFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kind of kinds) figures.push(figureOf(kind[0], await measure(kind)));
  return figures;
}

/** Milliseconds of CPU of one call at each size: the best of the rounds, in which the sizes take turns. */
async function measure([, prepare]: Kind): Promise<readonly number[]> {
  const subjects = [];
  for (const size of sizes)
    subjects.push({ work: await prepare(await world(size)), turn: 0, bestMs: Number.POSITIVE_INFINITY });
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      const before = process.cpuUsage();
      for (let calls = 0; calls < callsInARound; calls += 1) await subject.work(subject.turn++);
      const { user, system } = process.cpuUsage(before);
      subject.bestMs = Math.min(subject.bestMs, (user + system) / 1000 / callsInARound);
    }
  }
  return subjects.map(({ bestMs }) => bestMs);
}

function figureOf(what: string, ms: readonly number[]): Figure {
  const [few = 0, , many = 0] = ms;
  const perSecond = ms.map((each) => Math.round(1000 / each).toLocaleString('en'));
  return {
    what: `${what}: per second of CPU, at 1, 100 and 10,000 definitions`,
    figure: perSecond.join(', '),
    bar: 'at 10,000 at least half the pace at 1',
    ok: few / many >= 1 / 2,
  };
}

async function world(definitions: number): Promise<Bench> {
  const options: AppConfigOptions = { switches: { quotas: 'none' } };
  const aws = createAws((each) => [appConfig(each, options).service], { clock: new VirtualClock() });
  const call = callOf(aws);
  const { Id: ApplicationId } = await call('CreateApplication', { Name: 'shop' });
  const application = String(ApplicationId);
  const { Id: EnvironmentId } = await call('CreateEnvironment', { ApplicationId, Name: 'prod' });
  const Type = 'AWS.AppConfig.FeatureFlags';
  const profile = { ApplicationId, Name: 'flags', Type, LocationUri: 'hosted' };
  const { Id: ConfigurationProfileId } = await call('CreateConfigurationProfile', profile);
  const Content = flagDocument('checkout');
  const ContentType = 'application/json';
  const version = { ApplicationId, ConfigurationProfileId, Content, ContentType };
  await call('CreateHostedConfigurationVersion', version);
  const strategy = { Name: 'at once', DeploymentDurationInMinutes: 0, GrowthFactor: 100 };
  const { Id: DeploymentStrategyId } = await call('CreateDeploymentStrategy', strategy);
  const place = { ApplicationId, EnvironmentId, ConfigurationProfileId, DeploymentStrategyId };
  await call('StartDeployment', { ...place, ConfigurationVersion: '1' });
  for (let n = 0; n < definitions; n += 1)
    await call('CreateExperimentDefinition', definition(place, `definition ${n}`));
  return { call, application, place };
}

/** Without SDK and wire: they cost the same at every size, and more than the operation itself. */
const callOf =
  ({ dispatcher }: Aws): Call =>
  async (operation, input) => {
    const answer = await dispatcher.call({ service: 'AppConfig', operation, input });
    if (!answer.ok) throw new Error(`${operation}: ${answer.error.message}`);
    return answer.output;
  };

const key = (application: string, name: string) => ({
  ApplicationIdentifier: application,
  ExperimentDefinitionIdentifier: name,
});
const named = (application: string, n: number) => key(application, `definition ${n}`);

const definition = (place: Members, Name: string) => ({
  ApplicationIdentifier: place.ApplicationId,
  EnvironmentIdentifier: place.EnvironmentId,
  ConfigurationProfileIdentifier: place.ConfigurationProfileId,
  Name,
  FlagKey: 'checkout',
  Treatments: [{ Weight: 50, FlagValue: { Enabled: true } }],
  Control: { Weight: 50, FlagValue: { Enabled: false } },
  AudienceRule: '(eq $country "DE")',
});
