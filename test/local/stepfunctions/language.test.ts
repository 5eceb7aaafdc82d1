/** What each kind of state does in virtual time, beyond the executions that AWS recorded. */
import { describe, expect, test } from 'vitest';
import type { TaskCall, TaskOutcome } from '#local/stepfunctions/task-call';
import { jsonata, roleArn, states } from '#test/support/states';

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

describe('a Wait ends', () => {
  test.each([
    [{ Seconds: 90 }, {}, 90],
    [{ Seconds: 0 }, {}, 0],
    [{ Seconds: '{% $states.input.minutes * 60 %}' }, { minutes: 3 }, 180],
    [{ Timestamp: '2026-01-01T00:00:30Z' }, {}, 30],
    [{ Timestamp: '2026-01-01T02:00:30.250+02:00' }, {}, 30.25],
    [{ Timestamp: '{% $states.input.at %}' }, { at: '2026-01-15T00:00:00Z' }, 14 * 86_400],
    [{ Timestamp: '2020-01-01T00:00:00Z' }, {}, 0],
  ])('%j with %j after %d s', async (until, input, seconds) => {
    const ended = await states().run(jsonata({ W: { Type: 'Wait', ...until, End: true } }), input);

    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: input, secondsTaken: seconds });
  });

  test.each([
    [{ Seconds: '{% -1 %}' }, /Seconds field cannot be parsed/],
    [{ Seconds: "{% 'soon' %}" }, /Expected 'number', but was 'string' for value: "soon"$/],
    [{ Timestamp: "{% '2026-02-30T00:00:00Z' %}" }, /cannot be parsed as an ISO-8601 extended offset/],
    [{ Timestamp: "{% '2026-01-01T24:00:00Z' %}" }, /cannot be parsed as an ISO-8601 extended offset/],
    [{ Timestamp: "{% 'noon' %}" }, /cannot be parsed as an ISO-8601 extended offset date-time format/],
  ])('in an error for %j', async (until, cause) => {
    const ended = await states().run(jsonata({ W: { Type: 'Wait', ...until, End: true } }));

    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
  });
});

describe('a Choice', () => {
  const choose = jsonata({
    C: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'End', Assign: { size: 'big' } },
        { Condition: '{% $states.input.n > 5 %}', Next: 'End', Output: { size: 'middle' } },
      ],
      Assign: { size: 'small' },
      Default: 'End',
    },
    End: pass({ got: '{% $states.input %}', size: '{% $exists($size) ? $size : null %}' }),
  });

  test.each([
    [{ n: 11 }, { got: { n: 11 }, size: 'big' }],
    [{ n: 6 }, { got: { size: 'middle' }, size: null }],
    [{ n: 1 }, { got: { n: 1 }, size: 'small' }],
  ])('takes the first rule that is met, and its own Assign and Output: %j', async (input, output) => {
    expect(await states().run(choose, input)).toMatchObject({ status: 'SUCCEEDED', output });
  });

  test('without a rule that is met and without a Default fails', async () => {
    const alone = jsonata({
      C: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }] },
      End: { Type: 'Succeed' },
    });

    expect(await states().run(alone)).toMatchObject({
      error: 'States.NoChoiceMatched',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). " +
        'Failed to transition out of the state. The state does not point to a next state.',
    });
  });

  test('needs a condition that is true or false', async () => {
    const odd = jsonata({
      C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'End' }] },
      End: { Type: 'Succeed' },
    });

    expect(await states().run(odd)).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause:
        /'Choices\[0\]\/Condition' returned an unexpected result type. Expected 'boolean', but was 'number'/,
    });
  });
});

test('Fail gives its error and cause, evaluated or absent', async () => {
  const said = jsonata({ F: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'why' } });
  const silent = jsonata({ F: { Type: 'Fail' } });

  expect(await states().run(said, { e: 'Gone' })).toMatchObject({ error: 'Gone', cause: 'why' });
  expect(await states().run(silent)).not.toHaveProperty('error');
});

test('Succeed puts its Output out', async () => {
  const end = jsonata({ S: { Type: 'Succeed', Output: '{% $states.input.a + 1 %}' } });

  expect(await states().run(end, { a: 1 })).toMatchObject({ status: 'SUCCEEDED', output: 2 });
});

describe('variables', () => {
  test('are assigned all at once, from their values before', async () => {
    const swap = jsonata({
      A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
      C: pass({ before: '{% $states.input %}', now: ['{% $x %}', '{% $y %}'] }),
    });

    expect(await states().run(swap)).toMatchObject({ output: { before: 1, now: [2, 1] } });
  });

  test('of an outer scope are seen within, and those within end with their branch', async () => {
    const scopes = jsonata({
      A: { Type: 'Pass', Assign: { outer: 'o', both: 'o' }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'In',
            States: {
              In: { Type: 'Pass', Assign: { inner: 'i', mine: 'm' }, Next: 'Out' },
              Out: pass('{% $outer & $inner & $mine %}'),
            },
          },
        ],
        Assign: { got: '{% $states.result[0] %}' },
        Next: 'End',
      },
      End: pass({ got: '{% $got %}', inner: '{% $exists($inner) %}' }),
    });

    expect(await states().run(scopes)).toMatchObject({ output: { got: 'oim', inner: false } });
  });

  test('that were never assigned are an error of evaluation', async () => {
    expect(await states().run(jsonata({ A: pass({ a: '{% $nothing %}' }) }))).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: /'\$nothing' specified for the field 'Output\/a' returned nothing \(undefined\)\.$/,
    });
  });
});

test('the context object tells of execution, machine, state and retries', async () => {
  const { tasks } = answers(fails('Busy'));
  const world = states({ tasks });
  const machine = jsonata({
    A: { Type: 'Wait', Seconds: 5, Next: 'B' },
    B: {
      ...task,
      Retry: [{ ErrorEquals: ['Busy'] }],
      Output: '{% $states.context %}',
      End: true,
    },
  });

  const { output, executionArn } = await world.run(machine, { a: 1 });

  expect(output).toEqual({
    Execution: {
      Id: executionArn,
      Input: { a: 1 },
      Name: executionArn.split(':').at(-1),
      RoleArn: roleArn,
      StartTime: '2026-01-01T00:00:00.000Z',
      RedriveCount: 0,
    },
    StateMachine: { Id: 'arn:aws:states:eu-central-1:111122223333:stateMachine:machine', Name: 'machine' },
    State: { EnteredTime: '2026-01-01T00:00:05.000Z', Name: 'B', RetryCount: 1 },
  });
});

describe('Parallel', () => {
  const waits = (seconds: number, end: object = pass(`{% 'after ${seconds}' %}`)) => ({
    StartAt: `Wait ${seconds}`,
    States: {
      [`Wait ${seconds}`]: { Type: 'Wait', Seconds: seconds, Next: `End ${seconds}` },
      [`End ${seconds}`]: end,
    },
  });
  const both = (...branches: object[]) =>
    jsonata({
      P: { Type: 'Parallel', Branches: branches, Catch: catchAll('C'), Next: 'End' },
      End: pass('{% $states.input %}'),
      C: pass('{% $states.input %}'),
    });

  test('takes as long as its longest branch, and keeps the order of its branches', async () => {
    expect(await states().run(both(waits(20), waits(5), waits(10)))).toMatchObject({
      output: ['after 20', 'after 5', 'after 10'],
      secondsTaken: 20,
    });
  });

  test('fails with its first branch that fails, and ends the others', async () => {
    const failing = waits(5, { Type: 'Fail', Error: 'Broken' });
    const world = states();

    const { executionArn, ...ended } = await world.run(both(waits(3600), failing));

    expect(ended).toMatchObject({ output: { Error: 'Broken', Cause: null }, secondsTaken: 5 });
    const types = (await world.history(executionArn)).map(({ type }) => type);
    expect(types.slice(-6)).toEqual([
      ...['WaitStateAborted', 'ParallelStateFailed', 'ParallelStateExited'],
      ...['PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'],
    ]);
  });
});

describe('Map', () => {
  const each = (more: object, processor: object) =>
    jsonata({
      M: {
        Type: 'Map',
        ...more,
        ItemProcessor: { StartAt: 'I', States: { I: { ...processor, End: true } } },
        End: true,
      },
    });
  const wait = { Type: 'Wait', Seconds: 10, Output: '{% $states.input %}' };

  test.each([
    [0, 10],
    [1, 40],
    [2, 20],
    [3, 20],
  ])('with MaxConcurrency %d takes %d s', async (MaxConcurrency, secondsTaken) => {
    const ended = await states().run(each({ Items: [1, 2, 3, 4], MaxConcurrency }, wait));

    expect(ended).toMatchObject({ output: [1, 2, 3, 4], secondsTaken });
  });

  test('runs over its input when it names no items, and gives each item its index', async () => {
    const selector = {
      ItemSelector: {
        at: '{% $states.context.Map.Item.Index %}',
        value: '{% $states.context.Map.Item.Value %}',
      },
    };

    expect(await states().run(each(selector, { Type: 'Pass' }), ['a', 'b'])).toMatchObject({
      output: [
        { at: 0, value: 'a' },
        { at: 1, value: 'b' },
      ],
    });
  });

  test('of nothing is an empty list', async () => {
    expect(await states().run(each({ Items: [] }, wait))).toMatchObject({ output: [], secondsTaken: 0 });
  });

  test('that fails is retried as a whole', async () => {
    const { calls, tasks } = answers(ok, fails('Busy'));
    const retry = { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 7 }] };

    const ended = await states({ tasks }).run(each({ Items: [1, 2], ...retry }, task));

    expect(ended).toMatchObject({ status: 'SUCCEEDED', secondsTaken: 7 });
    expect(calls).toHaveLength(4);
  });
});

test('what AWS added to JSONata', async () => {
  const output = {
    partition: '{% $partition([1..5], 2) %}',
    range: '{% $range(1, 9, 4) %}',
    hash: "{% $hash('a', 'SHA-256') %}",
    parse: '{% $parse(\'{"a":[1]}\').a %}',
    random: '{% $random(3) %}',
    uuid: '{% $uuid() %}',
    now: '{% $now() %}',
    millis: '{% $millis() %}',
  };

  expect((await states().run(jsonata({ P: pass(output) }))).output).toEqual({
    partition: [[1, 2], [3, 4], [5]],
    range: [1, 5, 9],
    hash: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
    parse: [1],
    random: 0.731057369148862,
    uuid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    now: '2026-01-01T00:00:00.000Z',
    millis: Date.UTC(2026, 0, 1),
  });
  expect(await states().run(jsonata({ P: pass("{% $eval('1') %}") }))).toMatchObject({
    error: 'States.QueryEvaluationError',
  });
});
