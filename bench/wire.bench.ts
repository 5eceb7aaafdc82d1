/** What the wire costs on top of the SDK client, which is most of a call; and how soon a process has its first answer. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as sdk from '@aws-sdk/client-appconfig';
import { AppConfigClient, GetExperimentRunCommand } from '@aws-sdk/client-appconfig';
import { HttpResponse } from '@smithy/core/protocols';
import { createAws } from '#local/aws';
import { lost, type Trace } from '#local/wire/dispatcher';
import { createService } from '#local/wire/service';
import type { Figure } from './figure.ts';

const bar = 0.75;
const rounds = 41;
const callsPerRound = 250;
const key = { ApplicationIdentifier: 'abc1234', ExperimentDefinitionIdentifier: 'bsxyd7k', Run: 3 };
/** About 700 bytes on the wire. */
const run: sdk.ExperimentRun = {
  ApplicationId: 'abc1234',
  ExperimentDefinitionId: 'bsxyd7k',
  Run: 3,
  Description: 'rampart:checkout-2026-11 nonce:5b0c9a3e',
  Status: 'RUNNING',
  ExposurePercentage: 12.5,
  StartedAt: new Date('2026-11-23T09:12:00.000Z'),
  UpdatedAt: new Date('2026-11-24T09:12:00.000Z'),
  ExperimentDefinitionSnapshot: {
    ApplicationId: 'abc1234',
    Name: 'checkout button',
    Id: 'bsxyd7k',
    ConfigurationProfileId: 'prof123',
    EnvironmentId: 'env1234',
    FlagKey: 'checkout',
    AudienceRule: '(eq $country "DE")',
    Status: 'ACTIVE',
    Treatments: [
      { Key: 't1', Description: 'a green button', Weight: 50, FlagValue: { Enabled: true } },
      { Key: 't2', Description: 'a blue button', Weight: 25, FlagValue: { Enabled: true } },
    ],
    Control: { Key: 'c', Description: 'as it is', Weight: 25, FlagValue: { Enabled: false } },
  } as sdk.ExperimentDefinitionSnapshot,
};

export default async function wireFigures(): Promise<Figure[]> {
  const { embedded, alone, bytes } = await clients();
  const perSecond: Record<'embedded' | 'alone', number[]> = { embedded: [], alone: [] };
  for (const client of [alone, embedded]) await callsPerSecond(client);
  for (let round = 0; round < rounds; round++) {
    // in turns, so that neither always runs in what the other left behind
    if (round % 2 === 0) perSecond.alone.push(await callsPerSecond(alone));
    perSecond.embedded.push(await callsPerSecond(embedded));
    if (round % 2 === 1) perSecond.alone.push(await callsPerSecond(alone));
  }
  const share = median(perSecond.embedded.map((calls, round) => calls / (perSecond.alone[round] ?? calls)));
  return [
    { what: `bytes of the answer`, figure: number(bytes) },
    { what: 'calls per second, SDK client alone, canned answer', figure: number(median(perSecond.alone)) },
    { what: 'calls per second, in-process door', figure: number(median(perSecond.embedded)) },
    {
      what: 'in-process door against the client alone',
      figure: share.toFixed(2),
      bar: `at least ${bar}`,
      ok: share >= bar,
    },
    { what: 'ms from process start to the first answered call', figure: number(await startMs(firstCall)) },
    { what: 'ms of a process that does nothing', figure: number(await startMs('')) },
  ];
}

/** Two clients alike: one on the embedded AWS, one on the answer that it gave. */
async function clients() {
  const traces: Trace[] = [];
  const aws = createAws(
    (world) => [
      createService({ sdk, client: AppConfigClient, world, operations: { GetExperimentRun: () => run } }),
    ],
    { onTrace: (trace) => traces.length === 0 && traces.push(trace) },
  );
  const embedded = new AppConfigClient(aws.clientConfig());
  await embedded.send(new GetExperimentRunCommand(key));
  const answer = traces[0]?.answer;
  if (!answer || answer === lost) throw new Error('the first call was not answered');
  const { statusCode, headers, body } = answer;
  const requestHandler = {
    handle: async () => ({ response: new HttpResponse({ statusCode, headers, body }) }),
  };
  const alone = new AppConfigClient({ ...aws.clientConfig(), requestHandler });
  return { embedded, alone, bytes: body.byteLength };
}

async function callsPerSecond(client: AppConfigClient): Promise<number> {
  const startAt = performance.now();
  for (let call = 0; call < callsPerRound; call++) await client.send(new GetExperimentRunCommand(key));
  return (1000 * callsPerRound) / (performance.now() - startAt);
}

/** Every service, one call through the SDK. */
const firstCall = `
  import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
  import { createAws } from '#local/aws';
  import { allServices } from '#local/services';
  await new SFNClient(createAws(allServices).clientConfig()).send(new ListStateMachinesCommand({}));`;

async function startMs(script: string): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < 5; round++) {
    const startAt = performance.now();
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    taken.push(performance.now() - startAt);
  }
  return median(taken);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const number = (value: number) => Math.round(value).toLocaleString('en');
