/** Operations of AppConfig per second of CPU, by kind, in accounts of 1, 100 and 10,000 experiment definitions: they must not get slower. */
import {
  AppConfigClient,
  CreateExperimentDefinitionCommand,
  GetExperimentDefinitionCommand,
  GetExperimentRunCommand,
  ListDeploymentsCommand,
  ListExperimentDefinitionsCommand,
  ListExperimentRunEventsCommand,
  ListExperimentRunsCommand,
  StartExperimentRunCommand,
  StopExperimentRunCommand,
  UpdateExperimentDefinitionCommand,
  UpdateExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import { createAws } from '#local/aws';
import { allServices } from '#local/services';
import { definitionInput, prepareDefinition, preparePlace } from '#test/support/experiment';
import type { Figure } from './figure.ts';

const sizes = [1, 100, 10_000] as const;
const callsPerKind = 300;

export default async function appConfigFigures(): Promise<Figure[]> {
  for (let round = 0; round < 4; round += 1) await msByKind(1); // warm, or the larger accounts look fast
  const measured: Kinds[] = [];
  for (const size of sizes) measured.push(await msByKind(size));
  const [smallest, , largest] = measured as [Kinds, Kinds, Kinds];
  return Object.keys(smallest).map((kind) => {
    const paces = measured.map((kinds) =>
      Math.round(1000 / (kinds[kind] ?? Number.NaN)).toLocaleString('en'),
    );
    const slower = (largest[kind] ?? Number.NaN) / (smallest[kind] ?? Number.NaN);
    return {
      what: `${kind} with ${sizes.map((size) => size.toLocaleString('en')).join(' / ')} definitions`,
      figure: `${paces.join(' / ')} per second of CPU`,
      bar: 'at 10,000 at most 1.5 times as long as at 1',
      ok: slower <= 1.5,
    };
  });
}

type Kinds = Readonly<Record<string, number>>;

async function msByKind(definitions: number): Promise<Kinds> {
  const aws = createAws(allServices);
  const client = new AppConfigClient(aws.clientConfig());
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place);
  const create = (name: string) =>
    client.send(new CreateExperimentDefinitionCommand({ ...definitionInput(place), Name: name }));
  for (let made = 1; made < definitions; made += 1) await create(`definition ${made}`);
  let [run, exposure, extra] = [0, 0, 0];
  const start = () => {
    run += 1;
    return client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 0 }));
  };
  const ofRun = () => ({ ...key, Run: run });
  const stop = () => client.send(new StopExperimentRunCommand(ofRun()));
  const raise = () => {
    exposure += 0.01;
    return client.send(new UpdateExperimentRunCommand({ ...ofRun(), ExposurePercentage: exposure }));
  };
  const measured: Record<string, number> = {};
  const measure = async (kind: string, call: () => Promise<unknown>) => {
    measured[kind] = await msOf(call);
  };
  await measure('UpdateExperimentDefinition', () =>
    client.send(new UpdateExperimentDefinitionCommand({ ...key, Hypothesis: 'blue sells' })),
  );
  await measure('StartExperimentRun and StopExperimentRun', async () => {
    await start();
    await stop();
  });
  await start();
  await measure('UpdateExperimentRun', raise);
  await measure('GetExperimentRun', () => client.send(new GetExperimentRunCommand(ofRun())));
  await measure('GetExperimentDefinition', () => client.send(new GetExperimentDefinitionCommand(key)));
  await measure('ListExperimentRuns', () =>
    client.send(new ListExperimentRunsCommand({ ...key, MaxResults: 1 })),
  );
  await measure('ListExperimentRunEvents', () =>
    client.send(new ListExperimentRunEventsCommand({ ...ofRun(), MaxResults: 1 })),
  );
  await measure('ListDeployments', () =>
    client.send(new ListDeploymentsCommand({ ...place, MaxResults: 1 })),
  );
  await measure('ListExperimentDefinitions, those that are ACTIVE', () =>
    client.send(new ListExperimentDefinitionsCommand({ Status: 'ACTIVE', MaxResults: 1 })),
  );
  await measure('CreateExperimentDefinition', () => {
    extra += 1;
    return create(`extra ${extra}`);
  });
  return measured;
}

/** CPU time, the best of three rounds: it hardly depends on who else uses the machine. */
async function msOf(call: () => Promise<unknown>): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const before = process.cpuUsage();
    for (let made = 0; made < callsPerKind / 3; made += 1) await call();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / 1000 / (callsPerKind / 3));
  }
  return Math.min(...rounds);
}
