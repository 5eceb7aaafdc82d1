/** A crowded world from a seed, and the hash of everything in it that could differ: for the promise "same seed, same trace". */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import * as sdk from '@aws-sdk/client-appconfig';
import {
  AppConfigClient,
  GetExperimentRunCommand,
  UpdateExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import { ambient } from '#local/ambient';
import { type Aws, createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { seededFaults } from '#local/faults';
import { createRandom } from '#local/random';
import { lost, type Trace } from '#local/wire/dispatcher';
import { createService } from '#local/wire/service';
import type { World } from '#local/world';

export type Traced = { readonly hash: string; readonly requests: number; readonly retries: number };

const clients = 12;
const callsEach = 10;
const rates = { throttled: 0.1, failed: 0.1, lost: 0.05, slow: 0.3, slowestMs: 5000 };

/** Twelve clients call at random moments, some of their calls are throttled, fail, are late or lost, and the SDK retries. */
export async function traceOf(seed: number, batch?: number): Promise<Traced> {
  const clock = new VirtualClock(Date.UTC(2030, 0, 1), batch);
  const restore = ambient(clock, createRandom(`${seed}/process`));
  const hash = createHash('sha256');
  let requests = 0;
  const onTrace = (trace: Trace) => {
    requests += 1;
    record(hash, trace);
  };
  const faults = seededFaults(createRandom(`${seed}/faults`), rates);
  const aws = createAws((world) => [runs(world)], { clock, seed, faults, onTrace });
  try {
    const all = Promise.all(Array.from({ length: clients }, () => callAtRandom(aws, hash)));
    await clock.run();
    await all;
  } finally {
    restore();
  }
  if (aws.defects[0]) throw aws.defects[0].error;
  return { hash: hash.digest('hex'), requests, retries: requests - clients * callsEach };
}

function runs(world: World) {
  let exposure = 0;
  const GetExperimentRun = () => ({
    Run: 1,
    ExposurePercentage: exposure,
    StartedAt: new Date(world.clock.now()),
  });
  const UpdateExperimentRun = (_world: World, { ExposurePercentage }: sdk.UpdateExperimentRunRequest) => {
    exposure = Math.max(exposure, ExposurePercentage ?? 0);
    return { Run: 1, ExposurePercentage: exposure, Description: world.random.id(7) };
  };
  const operations = { GetExperimentRun, UpdateExperimentRun };
  return createService({ sdk, client: AppConfigClient, world, operations });
}

/** All of a request, its signature and retry headers included, and all of its answer. */
function record(hash: Hash, { at, request, answer }: Trace): void {
  hash
    .update(`${at} ${request.method} ${request.path} ${JSON.stringify(request.headers)}\n`)
    .update(request.body);
  if (answer !== lost) hash.update(JSON.stringify(answer.headers)).update(answer.body);
}

async function callAtRandom(aws: Aws, hash: Hash): Promise<void> {
  const client = new AppConfigClient(aws.clientConfig());
  for (let call = 0; call < callsEach; call++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60_000));
    const key = { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: randomUUID(), Run: 1 };
    const raise = { ...key, ExposurePercentage: Math.floor(Math.random() * 100) };
    const sent: Promise<object> =
      Math.random() < 0.5
        ? client.send(new GetExperimentRunCommand(key))
        : client.send(new UpdateExperimentRunCommand(raise));
    const end = await sent.then(JSON.stringify, String);
    hash.update(`${Date.now()} ${end}\n`);
  }
}
