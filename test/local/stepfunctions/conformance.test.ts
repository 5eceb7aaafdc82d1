/** Executions that AWS recorded: the same definition, input and task outcomes must end the same way, by the same path. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { VirtualClock } from '#local/clock';
import { stepFunctions } from '#local/stepfunctions/index';
import type { TaskCall, TaskOutcome } from '#local/stepfunctions/task-call';
import { testAws } from '#test/support/aws';
import { readRecorded, recorded } from '#test/support/shared';

type Recorded = {
  state: string;
  outcome: { output?: unknown; error?: string | null; cause?: string | null };
};
type Case = {
  readonly name: string;
  readonly definition: Branch & { readonly QueryLanguage?: string };
  readonly input: unknown;
  readonly tasks?: readonly Recorded[];
  readonly tasksUnresolvable?: boolean;
};
type Branch = { readonly States: Readonly<Record<string, State>> };
type State = {
  readonly QueryLanguage?: string;
  readonly Branches?: readonly Branch[];
  readonly ItemProcessor?: Branch;
  readonly Iterator?: Branch;
};
type Judged = {
  readonly pass: boolean;
  readonly cause?: boolean;
  readonly path?: boolean;
  readonly events?: boolean;
};
type Judge = {
  judge(recorded: Case, result: object): Judged;
  taskHandlers(recorded: Case): Record<string, Recorded[]>;
};

const [suite, comparator] = [recorded('asl.json'), recorded('compare.mjs')];
const cases = suite ? (readRecorded('asl.json') as { cases: readonly Case[] }).cases : [];
const isJsonata = ({ definition }: Case) => speaksJsonata(definition, definition.QueryLanguage);
const speaksJsonata = (branch: Branch, language: string | undefined): boolean =>
  Object.values(branch.States).every((state) => {
    const inner = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator].filter(
      (each) => each !== undefined,
    );
    return (
      (state.QueryLanguage ?? language) === 'JSONata' && inner.every((each) => speaksJsonata(each, language))
    );
  });

test.runIf(suite && comparator)('every recorded execution in JSONata ends as it did in AWS', async () => {
  const judge = (await import(comparator as string)) as Judge;
  const complete = cases.filter(isJsonata).filter(({ tasksUnresolvable }) => !tasksUnresolvable);

  const judged = await Promise.all(
    complete.map(async (each) => ({ name: each.name, ...judge.judge(each, await run(each, judge)) })),
  );

  const count = (what: keyof Judged) => judged.filter((each) => each[what]).length;
  const asked = (what: keyof Judged) => judged.filter((each) => each[what] !== undefined).length;
  process.stdout.write(
    `recorded executions in JSONata: ${count('pass')} of ${complete.length} right, cause ${count('cause')} of ${asked('cause')}, ` +
      `path ${count('path')} of ${asked('path')}, events ${count('events')} of ${asked('events')}\n`,
  );
  expect(
    judged.filter(({ pass, cause, path, events }) => [pass, cause, path, events].includes(false)),
  ).toEqual([]);
  expect(complete.length).toBeGreaterThanOrEqual(24);
});

test.runIf(suite)(
  'every recorded machine in JSONata is accepted, every other one is refused by name',
  async () => {
    const client = new SFNClient(
      testAws((world) => [stepFunctions(world, { tasks: nothing })]).clientConfig(),
    );

    const answers = await Promise.all(
      cases.map((each, at) =>
        create(client, each, `m${at}`).then(
          () => 'accepted',
          ({ name, message }) => `${name}: ${message}`,
        ),
      ),
    );

    const accepted = cases.filter((_, at) => answers[at] === 'accepted');
    expect(accepted.map(({ name }) => name)).toEqual(cases.filter(isJsonata).map(({ name }) => name));
    expect(accepted.length).toBeGreaterThanOrEqual(25);
    for (const answer of answers.filter((each) => each !== 'accepted'))
      expect(answer).toMatch(/^(NotImplementedException|InvalidDefinition): .* at \/States\//);
  },
);

const nothing = (): TaskOutcome => ({ ok: true, output: null });

const create = (client: SFNClient, { definition }: Case, name: string) =>
  client.send(
    new CreateStateMachineCommand({
      name,
      definition: JSON.stringify(definition),
      roleArn: 'arn:aws:iam::111111111111:role/machine',
    }),
  );

async function run(each: Case, judge: Judge) {
  const queues = judge.taskHandlers(each);
  const aws = testAws((world) => [stepFunctions(world, { tasks: (call) => answer(call) })], {
    region: 'us-east-1',
  });
  const client = new SFNClient(aws.clientConfig());
  const answer = (call: TaskCall) => answerAs(client, call, queues[call.stateName]?.shift());
  const { stateMachineArn } = await create(client, each, 'machine');
  const input = JSON.stringify(each.input);
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  await (aws.clock as VirtualClock).run();

  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return {
    status: described.status,
    output: described.output === undefined ? undefined : JSON.parse(described.output),
    error: described.error,
    cause: described.cause,
    path: events.flatMap(({ stateEnteredEventDetails: entered }) => (entered ? [entered.name] : [])),
    eventTypes: events.map(({ type }) => type),
  };
}

/** A task that waits for its token is answered at once, and told its recorded outcome through the API. */
function answerAs(
  client: SFNClient,
  { resource, token }: TaskCall,
  recording: Recorded | undefined,
): TaskOutcome {
  if (!recording) throw new Error(`nothing is recorded for another call of ${resource.arn}`);
  const { output, error, cause } = recording.outcome;
  const isFailure = output === undefined;
  if (token !== undefined) {
    const told = isFailure
      ? client.send(
          new SendTaskFailureCommand({
            taskToken: token,
            error: error ?? undefined,
            cause: cause ?? undefined,
          }),
        )
      : client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }));
    void told;
    return { ok: true, output: {} };
  }
  if (isFailure) return { ok: false, failure: { error: error ?? undefined, cause: cause ?? undefined } };
  return { ok: true, output: output as TaskCall['arguments'] };
}
