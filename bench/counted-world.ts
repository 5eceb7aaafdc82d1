/** The packaged stack in an embedded AWS that counts what AWS would send a bill for. */
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { Plan } from '#core/plan/plan';
import { ambient } from '#local/ambient';
import type { Aws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { deploy } from '#local/deployment';
import type { Target } from '#local/faults';
import type { CodeOf } from '#local/template/kind';
import { prepareDefinition, preparePlace } from '#test/support/experiment';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { startAt } from '#test/support/ramps';

/** How often, by name. */
export type Counts = ReadonlyMap<string, number>;
export type Counted = {
  readonly transitions: number;
  /** By function. */
  readonly invocations: Counts;
  /** Calls that a function made, by function. */
  readonly callsOf: Counts;
  /** What all functions and machines asked of AWS, as `DynamoDB.UpdateItem`. */
  readonly calls: Counts;
  /** Gigabytes that a function has, by function. */
  readonly memory: Counts;
};
export type Asked = {
  readonly plan: Plan;
  /** So many ramps of the plan, each of an experiment of its own, all started at once. */
  readonly ramps: number;
  readonly forMs: number;
  /** How often the watch and the digest look. */
  readonly every: string;
};

export async function count({ plan, ramps, forMs, every }: Asked): Promise<Counted> {
  const clock = new VirtualClock(startAt);
  const counters = { invocations: new Map(), callers: new Map(), calls: new Map() };
  const codeOf: CodeOf = (code) => {
    const handler = sources(code);
    if (typeof handler !== 'function') throw new Error(`${code.functionName} has to be loaded first`);
    return (event, context) => {
      add(counters.invocations, code.functionName);
      return handler(event, context);
    };
  };
  const watched = withSchedule(await packagedTemplate(), 'WatchSchedule', every);
  const template = withSchedule(watched, 'DigestSchedule', every);
  // Every call passes where faults are put in: those of functions, and those of the machine.
  const faults = ({ service, operation, accessKeyId = '' }: Target) => {
    const role = iam.principalOf(accessKeyId)?.source;
    if (role?.includes(':role/')) {
      add(counters.callers, role);
      add(counters.calls, `${service}.${operation}`);
    }
    return undefined;
  };
  const { aws, iam, functions, stack } = await deploy({
    template,
    stackName: 'rampart',
    codeOf,
    clock,
    faults,
  });
  const restore = ambient(clock, aws.random);
  try {
    await start(aws, clock, plan, ramps);
    await clock.run(startAt + forMs);
    const all = [...functions.values()];
    return {
      transitions: await transitionsOf(aws, stack.outputs.StateMachineArn),
      invocations: counters.invocations,
      callsOf: new Map(all.map(({ name, role = '' }) => [name, counters.callers.get(role) ?? 0])),
      calls: counters.calls,
      memory: new Map(all.map(({ name, memoryMb = 128 }) => [name, memoryMb / 1024])),
    };
  } finally {
    restore();
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

async function start(aws: Aws, clock: VirtualClock, plan: Plan, ramps: number): Promise<void> {
  const client = new AppConfigClient(aws.clientConfig());
  const names = Array.from({ length: ramps }, (_, index) => `flag-${index}`);
  const place = await preparePlace(client, { flags: ['checkout', ...names] });
  for (const name of names) {
    await prepareDefinition(client, place, { Name: name, FlagKey: name });
    await ask(aws, clock, { ...plan, name, experiment: { ...plan.experiment, definition: name } });
  }
}

/** Past the function's URL, which would only ask who it is. */
async function ask(aws: Aws, clock: VirtualClock, plan: Plan): Promise<void> {
  const userArn = 'arn:aws:sts::111122223333:assumed-role/Dev/somebody';
  const event = {
    requestContext: { authorizer: { iam: { userArn } } },
    body: JSON.stringify({ do: 'start', plan }),
  };
  const asked = new LambdaClient(aws.clientConfig()).send(
    new InvokeCommand({ FunctionName: 'rampart-test-command', Payload: Buffer.from(JSON.stringify(event)) }),
  );
  await clock.run(clock.now());
  const { FunctionError, Payload } = await asked;
  const { statusCode } = JSON.parse(String(Buffer.from(Payload ?? []))) as { statusCode?: number };
  if (FunctionError || statusCode !== 200) throw new Error(`not started: ${Buffer.from(Payload ?? [])}`);
}

/** Every state that is entered, and every try of a task after its first. */
async function transitionsOf(aws: Aws, stateMachineArn = ''): Promise<number> {
  const client = new SFNClient(aws.clientConfig());
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  let sum = 0;
  for (const { executionArn } of executions) {
    const { events = [] } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    const of = (wanted: (type: HistoryEvent['type'] & string) => boolean) =>
      events.filter(({ type = '' }) => wanted(type as never)).length;
    const entered = of((type) => type.endsWith('StateEntered'));
    sum += entered + of((type) => type === 'TaskScheduled') - of((type) => type === 'TaskStateEntered');
  }
  return sum;
}
