/** State machines in a world of their own: what a test needs to create, start and follow them through the real client. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { AwsOptions } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { type StepFunctionsOptions, stepFunctions } from '#local/stepfunctions/index';
import type { Service } from '#local/wire/service';
import type { World } from '#local/world';
import { testAws } from './aws.ts';

export const roleArn = 'arn:aws:iam::111122223333:role/machine';

export const jsonata = (states: object, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});

type Circumstances = StepFunctionsOptions &
  Pick<AwsOptions, 'seed' | 'faults' | 'authorize'> & {
    readonly others?: (world: World) => readonly Service[];
  };

export type States = ReturnType<typeof states>;

/** Time stands still until the test moves it. */
export function states({ others = () => [], seed, faults, authorize, ...options }: Circumstances = {}) {
  const clock = new VirtualClock();
  const aws = testAws((world) => [stepFunctions(world, options), ...others(world)], {
    clock,
    ...(seed === undefined ? {} : { seed }),
    ...(faults ? { faults } : {}),
    ...(authorize ? { authorize } : {}),
  });
  const client = new SFNClient({ ...aws.clientConfig(), maxAttempts: 1 });
  const create = async (definition: object, name = 'machine') => {
    const text = JSON.stringify(definition);
    const created = await client.send(new CreateStateMachineCommand({ name, roleArn, definition: text }));
    return created.stateMachineArn as string;
  };
  const start = async (stateMachineArn: string, input: unknown = {}, name?: string) => {
    const request = { stateMachineArn, name, input: JSON.stringify(input) };
    const { executionArn } = await client.send(new StartExecutionCommand(request));
    await clock.rest();
    return executionArn as string;
  };
  const describe = (executionArn: string): Promise<DescribeExecutionOutput> =>
    client.send(new DescribeExecutionCommand({ executionArn }));
  const history = async (executionArn: string): Promise<HistoryEvent[]> => {
    const request = { executionArn, maxResults: 1000 };
    return (await client.send(new GetExecutionHistoryCommand(request))).events ?? [];
  };
  /** Creates, starts, and lets time run until nothing is left to happen. */
  const run = async (definition: object, input: unknown = {}) => {
    const executionArn = await start(await create(definition), input);
    await clock.run();
    const described = await describe(executionArn);
    return {
      executionArn,
      status: described.status,
      ...(described.output === undefined ? {} : { output: JSON.parse(described.output) }),
      ...(described.error === undefined ? {} : { error: described.error }),
      ...(described.cause === undefined ? {} : { cause: described.cause }),
      secondsTaken: (Number(described.stopDate) - Number(described.startDate)) / 1000,
    };
  };
  return { clock, aws, client, create, start, describe, history, run };
}
