/**
 * Many open ramps of which the digest has to tell: the packaged stack with a ledger that was filled through its adapter. All
 * are ramps of one run, whose events AppConfig has; none is led by an execution, so that nothing but the digest is at work.
 */
import {
  AppConfigClient,
  StartExperimentRunCommand,
  UpdateExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createLedger } from '#adapters/ledger';
import { createTable } from '#adapters/table';
import { chain, fact, rampart } from '#core/change';
import type { Ramp } from '#core/ramp';
import type { Tick } from '#functions/digest';
import { ambient } from '#local/ambient';
import { VirtualClock } from '#local/clock';
import { type DeploymentOptions, deploy } from '#local/deployment';
import { lost, type Trace } from '#local/wire/dispatcher';
import { textOf } from '#local/wire/message';
import { prepareDefinition, preparePlace } from './experiment.ts';
import { packagedTemplate, sources, withSchedule } from './packaged.ts';
import { planOf, rampOf, startAt } from './ramps.ts';

/** An event that the bus has taken. */
export type Taken = { readonly id: string; readonly text: string };

export async function manyRamps(count: number, options: Partial<DeploymentOptions> = {}) {
  const clock = new VirtualClock(startAt);
  const calls = new Map<string, number>();
  const taken: Taken[] = [];
  const { faults = () => undefined, onTrace, ...rest } = options;
  const { aws, iam, stack } = await deploy({
    template: await onItsOwn(),
    stackName: 'rampart-test',
    codeOf: sources,
    clock,
    ...rest,
    onTrace: (trace) => {
      taken.push(...takenOf(trace));
      onTrace?.(trace);
    },
    faults: (call) => {
      if (iam.principalOf(call.accessKeyId ?? '')?.source?.includes('DigestRole'))
        calls.set(call.operation, (calls.get(call.operation) ?? 0) + 1);
      return faults(call);
    },
  });
  const leave = ambient(clock, aws.random);
  const config = aws.clientConfig();
  const appConfig = new AppConfigClient(config);
  const { TableName = '' } = stack.outputs;
  const dynamoDB = new DynamoDBClient(config);
  const ledger = createLedger(dynamoDB, TableName, 'the test');
  const { db } = createTable(dynamoDB, TableName, 'the test');
  const lambda = new LambdaClient(config);
  // A schedule has its first time at once.
  await clock.run(startAt + tickMs);
  const run = await aRun(appConfig);
  // Of 10,000 such ids no two are one to dynalite, whose indexes know items of equal keys by 24 bits.
  const rampIds = Array.from({ length: count }, (_, at) => `r-${String(at).padStart(5, '0')}`);
  const plan = planOf();
  for (const id of rampIds) await ledger.create(rampOf({ id, run: 1, ...run.ramp }), plan, startAt);

  return {
    clock,
    ledger,
    rampIds,
    /** What the bus has taken, in order. */
    taken,
    dynamoDB,
    TableName,
    /** The items of the ledger under a key. */
    items: async (pk: string) => {
      const { Items = [] } = await db.query({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      });
      return Items;
    },
    /** A fact of the ramp that its writer could not publish, `times` of them. */
    tell: async (rampId: string, times = 1) => {
      const entry = await ledger.read(rampId);
      if (!entry) throw new Error(`there is no ramp ${rampId}`);
      const at = { plan, now: clock.now() };
      const told = (ramp: Ramp) => ({
        ramp,
        facts: [fact(ramp, at, 'Step Skipped', { what: 'hold', note: 'told' }, rampart)],
      });
      const change = chain(entry.ramp, ...Array.from({ length: times }, () => told));
      await ledger.write(entry, { change }, clock.now());
    },
    /** What the digest asked of AWS, by operation, since it was last asked. */
    callsSince: () => {
      const seen = Object.fromEntries([...calls].toSorted());
      calls.clear();
      return seen;
    },
    pass: (ms: number) => clock.run(clock.now() + ms),
    raise: run.raise,
    /** One tick of the digest, which may take its time. */
    tick: async (): Promise<Tick> => {
      const invoked = lambda.send(new InvokeCommand({ FunctionName: 'rampart-test-digest' }));
      await clock.run(clock.now() + tickMs);
      const { Payload, FunctionError } = await invoked;
      const answer = Buffer.from(Payload ?? []).toString();
      if (FunctionError) throw new Error(answer);
      return JSON.parse(answer) as Tick;
    },
    /** Gives the process its own time back. */
    leave,
  };
}

/** Longer than a function of the stack may run. */
const tickMs = 120_000;

/** Nobody calls the functions by himself, and nobody hears of what they publish. */
async function onItsOwn() {
  const seldom = 'rate(365 days)';
  const template = withSchedule(
    withSchedule(await packagedTemplate(), 'WatchSchedule', seldom),
    'DigestSchedule',
    seldom,
  );
  const { NotifyRule } = template.Resources;
  if (!NotifyRule) throw new Error('the template has no NotifyRule');
  const Properties = { ...NotifyRule.Properties, EventPattern: { source: ['nobody'] } };
  return { ...template, Resources: { ...template.Resources, NotifyRule: { ...NotifyRule, Properties } } };
}

/** A run at 1 %, then at 5 %, as `rampOf` has it. */
async function aRun(client: AppConfigClient) {
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place, { Name: 'add-to-cart-button' });
  await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 0 }));
  const raise = async (ExposurePercentage: number) => {
    await client.send(new UpdateExperimentRunCommand({ ...key, Run: 1, ExposurePercentage }));
  };
  await raise(1);
  await raise(5);
  const { applicationId, definitionId } = {
    applicationId: key.ApplicationIdentifier,
    definitionId: key.ExperimentDefinitionIdentifier,
  };
  return { raise, ramp: { experiment: { ...rampOf().experiment, applicationId, definitionId } } };
}

function takenOf({ request, answer }: Trace): readonly Taken[] {
  if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') return [];
  if (answer === lost || answer.statusCode !== 200) return [];
  const { Entries: sent } = JSON.parse(textOf(request.body)) as { Entries: readonly { Detail: string }[] };
  const { Entries: answers } = JSON.parse(textOf(answer.body)) as {
    Entries: readonly { ErrorCode?: string }[];
  };
  return sent.flatMap(({ Detail }, index) =>
    answers[index]?.ErrorCode === undefined ? { id: JSON.parse(Detail).metadata.eventId, text: Detail } : [],
  );
}
