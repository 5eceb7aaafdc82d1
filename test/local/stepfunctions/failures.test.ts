/** How states fail, and what is done about it: retries, catches, limits of data, time and history. */
import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import type { TaskCall, TaskOutcome } from '#local/stepfunctions/task-call';
import { jsonata, states } from '#test/support/states';

const invoke = 'arn:aws:states:::lambda:invoke';
const task = { Type: 'Task', Resource: invoke };
const pass = (output: unknown) => ({ Type: 'Pass', Output: output, End: true });
const fails = (error: string, cause = 'because'): TaskOutcome => ({ ok: false, failure: { error, cause } });
const ok: TaskOutcome = { ok: true, output: { Payload: 'done' } };
const answers = (...outcomes: TaskOutcome[]) => {
  const calls: TaskCall[] = [];
  return { calls, tasks: (call: TaskCall) => outcomes[calls.push(call) - 1] ?? ok };
};
const catchAll = (next: string, more: object = {}) => [{ ErrorEquals: ['States.ALL'], Next: next, ...more }];

describe('Retry', () => {
  const retrying = (retry: object) =>
    jsonata({ T: { ...task, Retry: [{ ErrorEquals: ['Busy'], ...retry }], End: true } });
  const busy = Array.from({ length: 9 }, () => fails('Busy'));

  test.each([
    [{}, 1 + 2 + 4, 4],
    [{ IntervalSeconds: 2, BackoffRate: 1.5, MaxAttempts: 3 }, 2 + 3 + 4.5, 4],
    [{ BackoffRate: 3, MaxDelaySeconds: 5, MaxAttempts: 4 }, 1 + 3 + 5 + 5, 5],
    [{ MaxAttempts: 0 }, 0, 1],
  ])('%j takes %d s and %d calls', async (retry, secondsTaken, count) => {
    const { calls, tasks } = answers(...busy);

    const ended = await states({ tasks }).run(retrying(retry));

    expect(ended).toMatchObject({ status: 'FAILED', error: 'Busy', secondsTaken });
    expect(calls).toHaveLength(count);
  });

  test('counts each retrier by itself', async () => {
    const two = jsonata({
      T: {
        ...task,
        Retry: [
          { ErrorEquals: ['Busy'], MaxAttempts: 1 },
          { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1, IntervalSeconds: 10 },
        ],
        End: true,
      },
    });
    const { tasks } = answers(fails('Busy'), fails('Other'));

    expect(await states({ tasks }).run(two)).toMatchObject({ status: 'SUCCEEDED', secondsTaken: 11 });
  });

  test('with full jitter waits anything up to the back-off, as the seed has it', async () => {
    const machine = retrying({ JitterStrategy: 'FULL', IntervalSeconds: 60, BackoffRate: 1, MaxAttempts: 1 });
    const secondsOf = async (seed: number) =>
      (await states({ seed, ...answers(fails('Busy')) }).run(machine)).secondsTaken;

    const seconds = await Promise.all([1, 2, 3, 4, 5, 6].map(secondsOf));

    expect(await Promise.all([1, 2, 3, 4, 5, 6].map(secondsOf))).toEqual(seconds);
    expect(new Set(seconds).size).toBe(6);
    for (const each of seconds) expect(each).toSatisfy((value: number) => value >= 0 && value <= 60);
  });
});

describe('Catch', () => {
  const caught = (errors: string[], outcome: TaskOutcome) =>
    states(answers(outcome)).run(
      jsonata({
        T: {
          ...task,
          Catch: [{ ErrorEquals: errors, Next: 'C', Assign: { said: '{% $states.errorOutput.Error %}' } }],
          End: true,
        },
        C: pass({ in: '{% $states.input %}', said: '{% $said %}' }),
      }),
    );
  const timedOut = fails('States.Timeout');

  test.each([
    [['Busy'], fails('Busy'), true],
    [['States.TaskFailed'], fails('Busy'), true],
    [['States.TaskFailed'], timedOut, false],
    [['States.ALL'], timedOut, true],
    [['States.ALL'], fails('States.Runtime'), false],
    [['Other'], fails('Busy'), false],
  ])('%j of %j: %s', async (errors, outcome, isCaught) => {
    const { failure } = outcome as Extract<TaskOutcome, { ok: false }>;

    const ended = await caught(errors, outcome);

    const { error, cause } = failure;
    expect(ended).toMatchObject(
      isCaught
        ? { status: 'SUCCEEDED', output: { in: { Error: error, Cause: cause }, said: error } }
        : { status: 'FAILED', error, cause },
    );
  });

  test('is asked when the retries are used up', async () => {
    const machine = jsonata({
      T: {
        ...task,
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        Catch: catchAll('C', {
          Output: { caught: '{% $states.errorOutput.Error %}', was: '{% $states.input %}' },
        }),
        End: true,
      },
      C: { Type: 'Succeed' },
    });

    const ended = await states(answers(fails('Busy'), fails('Busy'))).run(machine, { a: 1 });

    expect(ended).toMatchObject({ output: { caught: 'Busy', was: { a: 1 } }, secondsTaken: 1 });
  });

  test('catches an expression of the state that fails', async () => {
    const machine = jsonata({
      T: { ...task, Arguments: { a: '{% $none %}' }, Catch: catchAll('C'), End: true },
      C: pass('{% $states.input.Error %}'),
    });

    expect(await states(answers()).run(machine)).toMatchObject({ output: 'States.QueryEvaluationError' });
  });
});

describe('data beyond 256 KiB', () => {
  const large = 'x'.repeat(256 * 1024);
  const limit = 'States.DataLimitExceeded';

  test('as the result of a task fails the task', async () => {
    const machine = jsonata({
      T: { ...task, Catch: catchAll('C'), End: true },
      C: pass('{% $states.input.Error %}'),
    });

    expect(await states(answers({ ok: true, output: large })).run(machine)).toMatchObject({ output: limit });
  });

  test.each([
    ['Output', { ...task, Output: '{% $pad("", 262144, "x") %}' }],
    ['Arguments', { ...task, Arguments: { a: '{% $pad("", 262144, "x") %}' } }],
  ])('as the %s of a state ends the execution, whatever catches', async (_field, state) => {
    const machine = jsonata({ T: { ...state, Catch: catchAll('C'), End: true }, C: { Type: 'Succeed' } });

    expect(await states(answers()).run(machine)).toMatchObject({ status: 'FAILED', error: limit });
  });

  test('counts bytes, and 256 KiB themselves are allowed', async () => {
    const padded = (length: number, letter: string) =>
      states().run(jsonata({ P: pass(`{% $pad("", ${length}, "${letter}") %}`) }));

    expect(await padded(256 * 1024 - 2, 'x')).toMatchObject({ status: 'SUCCEEDED' });
    expect(await padded(256 * 1024 - 1, 'x')).toMatchObject({ status: 'FAILED' });
    expect(await padded(128 * 1024, 'é')).toMatchObject({ status: 'FAILED' });
  });
});

describe('time limits', () => {
  const never = () => new Promise<TaskOutcome>(() => {});

  test.each([[12], ['{% $states.input.limit * 2 %}']])(
    'a task ends after TimeoutSeconds %s',
    async (TimeoutSeconds) => {
      const machine = jsonata({ T: { ...task, TimeoutSeconds, End: true } });

      const ended = await states({ tasks: never }).run(machine, { limit: 6 });

      expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout', secondsTaken: 12 });
      expect(ended).not.toHaveProperty('cause');
    },
  );

  test('an execution ends after its own', async () => {
    const machine = jsonata({ W: { Type: 'Wait', Seconds: 3600, End: true } }, { TimeoutSeconds: 60 });
    const world = states();

    const { executionArn, ...ended } = await world.run(machine);

    expect(ended).toEqual({ status: 'TIMED_OUT', secondsTaken: 60 });
    expect((await world.history(executionArn)).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test.each([['0'], ['1.5'], ["'soon'"]])(
    'a TimeoutSeconds that comes to %s is an error of evaluation',
    async (value) => {
      const machine = jsonata({ T: { ...task, TimeoutSeconds: `{% ${value} %}`, End: true } });

      expect(await states({ tasks: never }).run(machine)).toMatchObject({
        error: 'States.QueryEvaluationError',
      });
    },
  );
});

test.each([
  ['fail', (name: string) => ({ [name]: { Type: 'Fail', Error: 'E', Cause: `{% '${name}' %}` } })],
  ['go on', (name: string) => ({ [name]: pass(`{% '${name}' %}`) })],
])('of the branches that %s while one fails, nothing is heard any more', async (_what, others) => {
  const branch = (name: string, of: object) => ({ StartAt: name, States: of });
  const failing = { A: { Type: 'Fail', Error: 'E', Cause: "{% 'A' %}" } };
  const names = [...'BCDEFGH'];
  const branches = [branch('A', failing), ...names.map((name) => branch(name, others(name)))];
  const world = states();
  const all = jsonata({
    P: { Type: 'Parallel', Branches: branches, Catch: catchAll('Z'), End: true },
    Z: { Type: 'Wait', Seconds: 60, End: true },
  });

  const { executionArn, ...ended } = await world.run(all);

  const types = (await world.history(executionArn)).map(({ type }) => type);
  expect(ended).toEqual({ status: 'SUCCEEDED', output: { Error: 'E', Cause: 'A' }, secondsTaken: 60 });
  expect(types.filter((type) => type === 'ParallelStateFailed')).toHaveLength(1);
  expect(types.slice(types.indexOf('ParallelStateFailed') + 1)).toEqual([
    'ParallelStateExited',
    'WaitStateEntered',
    'WaitStateExited',
    'ExecutionSucceeded',
  ]);
});

test('a history ends with its 25,000th event', async () => {
  const loop = jsonata({
    A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'End' }], Default: 'A' },
    End: { Type: 'Succeed' },
  });
  const world = states();

  const { executionArn, ...ended } = await world.run(loop);

  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  const last = { executionArn, reverseOrder: true, maxResults: 1 };
  const { events } = await world.client.send(new GetExecutionHistoryCommand(last));
  expect(events).toMatchObject([{ id: 25_000, previousEventId: 24_999, type: 'ExecutionFailed' }]);
});

describe('an expression that never ends', () => {
  const endless = (source: string) => jsonata({ P: pass(`{% ${source} %}`) });

  test.each([
    ['($f := function($n) { 1 + $f($n + 1) }; $f(1))', /U1001: Stack overflow/],
    ['($f := λ($n) { $f($n + 1) }; $f(1))', /U1001: Expression evaluation timeout/],
  ])('%s is an error', async (source, cause) => {
    expect(await states().run(endless(source))).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: expect.stringMatching(cause),
    });
  });

  test('is told from one that works long', async () => {
    const sum = '($f := function($n) { $n = 0 ? 0 : $n + $f($n - 1) }; $f(1000))';

    expect(await states().run(endless(sum))).toMatchObject({ output: 500_500 });
  });
});
