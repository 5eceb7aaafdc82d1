/** Executions that AWS recorded: the same definition, input and task outcomes must end the same way, by the same path. */
import {
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
import {
  type Case,
  cases,
  create,
  isJsonata,
  isRecorded,
  type Judge,
  loadJudge,
  type Recording,
  resultOf,
  scoreOf,
  wrong,
} from '#test/support/recorded-executions';

test.runIf(isRecorded)('every recorded execution in JSONata ends as it did in AWS', async () => {
  const judge = await loadJudge();
  const complete = cases.filter(isJsonata).filter(({ tasksUnresolvable }) => !tasksUnresolvable);

  const judged = await Promise.all(
    complete.map(async (each) => ({ name: each.name, ...judge.judge(each, await run(each, judge)) })),
  );

  process.stdout.write(`recorded executions in JSONata: ${scoreOf(judged)}\n`);
  expect(wrong(judged)).toEqual([]);
  expect(complete.length).toBeGreaterThanOrEqual(24);
});

test.runIf(isRecorded)(
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

  return resultOf(client, executionArn);
}

/** A task that waits for its token is answered at once, and told its recorded outcome through the API. */
function answerAs(
  client: SFNClient,
  { resource, token }: TaskCall,
  recording: Recording | undefined,
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
