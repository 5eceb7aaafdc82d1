import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { stepFunctions } from '#local/stepfunctions/index';
import { parseDefinition } from '#local/stepfunctions/parse';
import { testAws } from '#test/support/aws';
import { readRecorded, recorded } from '#test/support/shared';

const parse = (definition: object | string, isEmulated = true) =>
  parseDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition), () => isEmulated)
    .problems;
const told = (definition: object | string) =>
  parse(definition).invalid.map(({ code, message, location }) => `${code}: ${message} at ${location}`);

const machine = (states: object, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
const end = { Type: 'Pass', End: true };
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const schema = 'SCHEMA_VALIDATION_FAILED';

describe('a definition is refused in the words of AWS', () => {
  test.each([
    ['not JSON', 'not json', /^INVALID_JSON_DESCRIPTION: /],
    ['no object', '[]', `${schema}: Definition must be a valid JSON object at null`],
    ['no states', { StartAt: 'A' }, `${schema}: These fields are required: [States] at /`],
    ['nothing at all', {}, `${schema}: These fields are required: [States, StartAt] at /`],
    [
      'a target that is not there',
      machine({ A: { Type: 'Pass', Next: 'NOPE' } }),
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
        'MISSING_END_STATE: Workflow has no terminal state at null',
      ],
    ],
    [
      'a name that an inner state has as well',
      machine({
        A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: end } }], Next: 'B' },
        B: end,
      }),
      'DUPLICATE_STATE_NAME: Duplicate State name: B at /States/A/Branches[0]/States/B',
    ],
    [
      'a loop without an end',
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ],
    [
      'a state that nothing leads to',
      machine({ A: end, B: end }),
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    [
      'a target of a catch',
      machine({ A: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'NOPE' }] } }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Catch[0]/Next",
    ],
    [
      'a field that the state does not have',
      machine({ A: { ...end, TimeoutSeconds: 3 } }),
      `${schema}: Field 'TimeoutSeconds' is not supported at /States/A`,
    ],
    [
      'a field of JSONPath',
      machine({ A: { ...end, ResultPath: '$.a' } }),
      `${schema}: The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage at /States/A`,
    ],
    [
      'a state in JSONPath within a machine in JSONata',
      machine({ A: { ...end, QueryLanguage: 'JSONPath' } }),
      `${schema}: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`,
    ],
    [
      'an expression that does not parse',
      machine({ A: { ...end, Output: { v: ['{% 1 + %}'] } } }),
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output/v[0]',
    ],
    [
      'a name without a context',
      machine({ A: { ...end, Output: { v: '{% phone %}' } } }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
    ],
    [
      'a timestamp that is none',
      machine({ A: { Type: 'Wait', Timestamp: '2016-12-05T25:29:29Z', End: true } }),
      `${schema}: String does not match RFC3339 timestamp at /States/A/Timestamp`,
    ],
    [
      'a choice that is empty',
      machine({ A: { Type: 'Choice', Choices: [], Default: 'B' }, B: end }),
      /Choices/,
    ],
    [
      'States.ALL beside another error',
      machine({ A: { ...task, Retry: [{ ErrorEquals: ['A', 'States.ALL'] }] } }),
      /alone/,
    ],
    ['both Next and End', machine({ A: { ...end, Next: 'A' } }), /\[Next, End\] at \/States\/A/],
    [
      'a variable called states',
      machine({ A: { ...end, Assign: { states: 1 } } }),
      /reserved at \/States\/A\/Assign\/states/,
    ],
    [
      'a variable whose name is none',
      machine({ A: { ...end, Assign: { 'a-b': 1, ['x'.repeat(81)]: 1 } } }),
      /'a-b' is not valid at \/States\/A\/Assign\/a-b, .*'x{81}' is not valid/,
    ],
  ])('%s', (_name, definition, expected) => {
    const problems = told(definition);

    if (expected instanceof RegExp) expect(problems.join(', ')).toMatch(expected);
    else expect(problems).toEqual([expected].flat());
  });
});

test.each([
  '{% $states.input.items[status = "OPEN"].amount %}',
  '{% $map([1, 2], function($v) { $v * 2 }) %}',
  '{% $states.input.items^(price){ name: $sum(price) } %}',
  '{% ($x := $states.input; $x.a + $x.b) %}',
  '{% $states.input ~> | items | { "seen": name } | %}',
])('%s gives its names a context', (expression) => {
  expect(told(machine({ A: { ...end, Output: expression } }))).toEqual([]);
});

test('what AWS would accept but is not emulated is told with its state and field', () => {
  const definition = {
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Next: 'B' },
      B: { ...task, QueryLanguage: 'JSONata', Credentials: { RoleArn: 'arn' }, End: undefined, Next: 'C' },
      C: {
        ...{ Type: 'Map', QueryLanguage: 'JSONata', End: true, ItemReader: {} },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'D', States: { D: end } },
      },
    },
  };

  expect(parse(definition, false).notEmulated).toEqual([
    'a state in JSONPath at /States/A/QueryLanguage',
    'the role of another account at /States/B/Credentials',
    'the task arn:aws:states:::lambda:invoke at /States/B/Resource',
    'a distributed Map at /States/C/ItemReader',
    'a Map whose Mode is DISTRIBUTED at /States/C/ItemProcessor/ProcessorConfig',
    'a state in JSONPath at /States/C/ItemProcessor/States/D/QueryLanguage',
  ]);
});

test('a task on a service or operation that the world does not have is refused when the machine is created', async () => {
  const client = new SFNClient(testAws((world) => [stepFunctions(world)]).clientConfig());
  const definition = JSON.stringify(
    machine({ Read: { ...task, Resource: 'arn:aws:states:::aws-sdk:s3:getObject' } }),
  );

  const created = client.send(new CreateStateMachineCommand({ name: 'm', roleArn: 'arn', definition }));

  await expect(created).rejects.toMatchObject({
    name: 'NotImplementedException',
    message: expect.stringContaining('arn:aws:states:::aws-sdk:s3:getObject at /States/Read/Resource'),
  });
});

type Validity = { readonly name: string; readonly definitionText: string; readonly valid: boolean };

test.runIf(recorded('asl-definition-validity.json'))('no definition that AWS refuses is accepted', () => {
  const { cases } = readRecorded('asl-definition-validity.json') as { cases: readonly Validity[] };

  const judged = cases.map(({ name, definitionText, valid }) => {
    const { invalid, notEmulated } = parse(definitionText);
    return { name, valid, isAccepted: invalid.length + notEmulated.length === 0, invalid, notEmulated };
  });

  const jsonata = judged.filter((_, at) => /JSONata/.test(cases[at]?.definitionText ?? ''));
  const agreed = jsonata.filter(({ valid, isAccepted }) => valid === isAccepted);
  const differing = jsonata.filter((each) => !agreed.includes(each));
  process.stdout.write(
    `definitions with JSONata: ${agreed.length} of ${jsonata.length} judged as AWS judges them; ` +
      `the others are not emulated: ${differing.flatMap(({ notEmulated }) => notEmulated).join(', ')}\n`,
  );
  expect(judged.filter(({ valid, isAccepted }) => isAccepted && !valid)).toEqual([]);
  // what AWS accepts and we refuse is refused for not being emulated, never as invalid
  expect(jsonata.filter(({ valid, invalid }) => valid && invalid.length > 0)).toEqual([]);
});
