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
import type { Fault, Target } from '#local/faults';
import type { CodeOf } from '#local/template/kind';
import { prepareDefinition, preparePlace } from '#test/support/experiment';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { startAt } from '#test/support/ramps';
import { type Bill, billOf, emptyBill, sumOf } from './bill.ts';
import { roomForMany } from './open-ramps.ts';
import { assumed } from './prices.ts';

export type Counted = {
  readonly transitions: number;
  /** What each function asked of AWS and took of Lambda; what the machine itself asked is under `machine`. */
  readonly bills: ReadonlyMap<string, Bill>;
};
export type Asked = {
  readonly plan: Plan;
  /** So many ramps of the plan, each of an experiment of its own, all started at once. */
  readonly ramps: number;
  /** What comes before is not counted. */
  readonly afterMs?: number;
  readonly forMs: number;
  /** How often the watch and the digest look. */
  readonly every: string;
};

const roundTrip: Fault = { kind: 'slow', delayMs: assumed.callMs };

export async function count({ plan, ramps, afterMs = 0, forMs, every }: Asked): Promise<Counted> {
  const clock = new VirtualClock(startAt);
  const bills = new Map<string, Bill>();
  const charge = (name: string, bill: Partial<Bill>) =>
    bills.set(name, sumOf([bills.get(name) ?? emptyBill, { ...emptyBill, ...bill }]));
  const codeOf: CodeOf = (code) => {
    const handler = sources(code);
    if (typeof handler !== 'function') throw new Error(`${code.functionName} has to be loaded first`);
    return async (event, context) => {
      const begunAt = clock.now();
      try {
        return await handler(event, context);
      } finally {
        const { name, memoryMb = 128 } = functions.get(code.functionName) ?? { name: code.functionName };
        const seconds = (assumed.invocationMs + clock.now() - begunAt) / 1000;
        charge(shortOf(name), { invocations: 1, gigabyteSeconds: (seconds * memoryMb) / 1024 });
      }
    };
  };
  // Every call passes where faults are put in: those of functions, which take their time, and those of the machine.
  const faults = (target: Target) => {
    const role = iam.principalOf(target.accessKeyId ?? '')?.source;
    if (!role?.includes(':role/')) return undefined;
    const caller = [...functions.values()].find((each) => each.role === role);
    charge(caller ? shortOf(caller.name) : 'machine', billOf(target));
    return caller && roundTrip;
  };
  const watched = withSchedule(await packagedTemplate(), 'WatchSchedule', every);
  const template = withSchedule(watched, 'DigestSchedule', every);
  const given = { template, stackName: 'rampart', codeOf, clock, faults, switches: roomForMany };
  const { aws, iam, functions, stack } = await deploy(given);
  const restore = ambient(clock, aws.random);
  try {
    await start(aws, clock, plan, ramps);
    await clock.run(startAt + afterMs);
    if (afterMs > 0) bills.clear();
    await clock.run(startAt + afterMs + forMs);
    const transitions = afterMs > 0 ? 0 : await transitionsOf(aws, stack.outputs.StateMachineArn);
    return { transitions, bills };
  } finally {
    restore();
  }
}

/** `rampart-test-watch` → `watch` */
const shortOf = (functionName: string): string => functionName.split('-').at(-1) ?? functionName;

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
  await clock.run(clock.now() + 1000);
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
