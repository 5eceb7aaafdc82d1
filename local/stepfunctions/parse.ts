/** The text of a definition becomes states that the engine can run, or a list of what is wrong with it. */
import type { Branch, Catcher, Definition, Exit, Handlers, Retrier, Rule, State } from './definition.ts';
import { checkExpressions } from './expression-check.ts';
import * as fields from './fields.ts';
import { checkGraph } from './graph.ts';
import { isObject, type Json } from './json.ts';
import { noProblems, type Problems, refuse } from './problems.ts';
import { Reader } from './reader.ts';
import { parseResource, type Resource } from './resource.ts';

export type Parsed = { readonly definition: Definition; readonly problems: Problems };

/** @param isEmulated whether a Task can be carried out; what cannot is told by name. */
export function parseDefinition(text: string, isEmulated: (resource: Resource) => boolean): Parsed {
  const problems = noProblems();
  const nothing: Definition = { startAt: '', states: new Map(), timeoutSeconds: undefined };
  const json = parseJson(text, problems);
  if (!isObject(json)) {
    if (problems.invalid.length === 0) refuse(problems, null, 'Definition must be a valid JSON object');
    return { definition: nothing, problems };
  }
  const machine = new Reader(json, '/', problems);
  machine.allow(fields.machineFields);
  const timeoutSeconds = machine.number('TimeoutSeconds', 0, {
    minimum: 1,
    maximum: 99_999_999,
    whole: true,
  });
  const scope = { language: machine.string('QueryLanguage') ?? 'JSONPath', isEmulated };
  const branch = readBranch(machine, scope);
  checkGraph(branch, problems);
  return { definition: { ...branch, timeoutSeconds: timeoutSeconds || undefined }, problems };
}

function parseJson(text: string, problems: Problems): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    refuse(problems, null, (error as Error).message, 'INVALID_JSON_DESCRIPTION');
    return undefined;
  }
}

type Scope = { readonly language: string; readonly isEmulated: (resource: Resource) => boolean };

/** Branches inherit the language of the whole machine, whatever the state that holds them says. */
function readBranch(branch: Reader, scope: Scope): Branch {
  branch.require('States', 'StartAt');
  const states = branch.object('States');
  const names = Object.keys(states?.json ?? {});
  if (states && names.length === 0) branch.refuse('States', 'States must have at least one state');
  const read = names.map((name) => {
    const state = states?.object(name);
    return [name, state && readState(name, state, scope)] as const;
  });
  return {
    startAt: branch.string('StartAt') ?? '',
    states: new Map(read.filter((entry): entry is [string, State] => entry[1] !== undefined)),
  };
}

function readState(name: string, state: Reader, scope: Scope): State | undefined {
  if (name.length > 80) refuse(state.problems, state.path, 'State name must be at most 80 characters long');
  if (!speaksJsonata(state, scope)) return undefined;
  const type = state.string('Type') ?? '';
  if (!Object.hasOwn(fields.stateFields, type)) {
    state.require('Type');
    if (type) state.refuse('Type', `State type '${type}' is not supported`);
    return undefined;
  }
  refuseFields(state, fields.stateFields[type as State['type']]);
  const read = readers[type as State['type']](name, state, scope);
  checkExpressions(read, state);
  return read;
}

function speaksJsonata(state: Reader, { language }: Scope): boolean {
  const own = state.string('QueryLanguage') ?? language;
  if (own === 'JSONata') return true;
  if (own !== 'JSONPath') state.refuse('QueryLanguage', `Value is not valid: ${own}`);
  else if (language === 'JSONata') {
    const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    refuse(state.problems, state.path, message);
  } else state.notEmulated('QueryLanguage', 'a state in JSONPath');
  return false;
}

/** JSONPath's fields are refused in AWS's own words. */
function refuseFields(place: Reader, allowed: ReadonlySet<string>): void {
  const [known, unknown] = [new Set(allowed), Object.keys(place.json).filter((field) => !allowed.has(field))];
  for (const field of unknown.filter((each) => fields.jsonPathFields.has(each))) {
    known.add(field);
    const message = `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`;
    refuse(place.problems, place.path, message);
  }
  place.allow(known);
}

type Read<Type extends State['type']> = (
  name: string,
  state: Reader,
  scope: Scope,
) => Extract<State, { type: Type }>;

const readers: { readonly [Type in State['type']]: Read<Type> } = {
  Pass: (name, state) => ({ type: 'Pass', name, ...readExit(state) }),
  Succeed: (name, state) => ({
    type: 'Succeed',
    name,
    assign: undefined,
    output: state.template('Output'),
    next: undefined,
  }),
  Fail: (name, state) => ({
    type: 'Fail',
    name,
    error: state.either('Error', 'String', isString),
    cause: state.either('Cause', 'String', isString),
  }),
  Wait: (name, state) => ({ type: 'Wait', name, ...readExit(state), ...readUntil(state) }),
  Choice: (name, state) => {
    state.require('Choices');
    const exit = { assign: state.template('Assign'), output: state.template('Output') };
    return {
      type: 'Choice',
      name,
      rules: state.objects('Choices').map(readRule),
      otherwise: { ...exit, next: state.string('Default') },
    };
  },
  Task: readTask,
  Parallel: (name, state, scope) => {
    state.require('Branches');
    const branches = state.objects('Branches').map((branch) => {
      branch.allow(fields.branchFields);
      return readBranch(branch, scope);
    });
    const exits = { ...readExit(state), ...readHandlers(state) };
    return { type: 'Parallel', name, ...exits, arguments: state.template('Arguments'), branches };
  },
  Map: readMap,
};

const isString = (value: Json) => typeof value === 'string';

function readExit(state: Reader): Exit {
  if (state.has('Next') === state.has('End'))
    refuse(state.problems, state.path, 'There should only be one of the following fields: [Next, End]');
  if (state.has('End') && state.json.End !== true) state.refuse('End', 'Value must be true');
  return { assign: readAssign(state), output: state.template('Output'), next: state.string('Next') };
}

/** A Unicode identifier of at most 80 characters. */
const variableName = /^(?=.{1,80}$)[\p{ID_Start}_]\p{ID_Continue}*$/u;

function readAssign(state: Reader) {
  if (state.has('Assign') && !isObject(state.json.Assign))
    state.refuse('Assign', 'Expected value of type Object');
  for (const name of Object.keys(isObject(state.json.Assign) ? state.json.Assign : {})) {
    if (name === 'states') state.refuse('Assign/states', "The variable name 'states' is reserved");
    if (!variableName.test(name)) state.refuse(`Assign/${name}`, `The variable name '${name}' is not valid`);
  }
  return state.template('Assign');
}

const timestamp = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function readUntil(state: Reader) {
  if (state.has('Seconds') === state.has('Timestamp'))
    refuse(
      state.problems,
      state.path,
      'There should only be one of the following fields: [Seconds, Timestamp]',
    );
  const text = state.json.Timestamp;
  if (typeof text === 'string' && !text.startsWith('{%') && !timestamp.test(text))
    state.refuse('Timestamp', 'String does not match RFC3339 timestamp');
  const unit = state.has('Timestamp') ? ('Timestamp' as const) : ('Seconds' as const);
  const until = unit === 'Seconds' ? state.integer(unit, 0) : state.either(unit, 'String', isString);
  return { unit, until: until ?? ({ kind: 'literal', value: 0 } as const) };
}

function readRule(rule: Reader): Rule {
  refuseFields(rule, fields.ruleFields);
  rule.require('Condition', 'Next');
  const condition = rule.either('Condition', 'Boolean', (value) => typeof value === 'boolean');
  return {
    condition: condition ?? { kind: 'literal', value: false },
    assign: readAssign(rule),
    output: rule.template('Output'),
    next: rule.string('Next'),
  };
}

function readTask(name: string, state: Reader, scope: Scope) {
  state.require('Resource');
  if (state.has('Credentials')) {
    if (!state.object('Credentials')?.has('RoleArn'))
      state.refuse('Credentials', "The field 'RoleArn' is required but was missing");
    state.notEmulated('Credentials', 'the role of another account');
  }
  const times = { timeout: state.json.TimeoutSeconds, heartbeat: state.json.HeartbeatSeconds };
  if (
    typeof times.timeout === 'number' &&
    typeof times.heartbeat === 'number' &&
    times.heartbeat >= times.timeout
  )
    state.refuse('HeartbeatSeconds', "'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'");
  return {
    type: 'Task' as const,
    name,
    ...readExit(state),
    ...readHandlers(state),
    resource: readResource(state, scope),
    arguments: state.template('Arguments'),
    timeoutSeconds: state.integer('TimeoutSeconds', 1),
    heartbeatSeconds: state.integer('HeartbeatSeconds', 1),
  };
}

function readResource(state: Reader, { isEmulated }: Scope): Resource {
  const arn = state.string('Resource') ?? '';
  const resource = parseResource(arn);
  if (resource) {
    if (!isEmulated(resource)) state.notEmulated('Resource', `the task ${arn}`);
    return resource;
  }
  if (/^arn:aws[\w-]*:states:.*:activity:/.test(arn)) state.notEmulated('Resource', `the activity ${arn}`);
  else if (arn) state.refuse('Resource', `Value is not a valid resource ARN: ${arn}`);
  return { kind: 'function', arn };
}

function readMap(name: string, state: Reader, scope: Scope) {
  for (const field of fields.distributedMapFields)
    if (state.has(field)) state.notEmulated(field, 'a distributed Map');
  const field = state.has('ItemProcessor') ? 'ItemProcessor' : 'Iterator';
  if (!state.has(field)) state.require('ItemProcessor');
  const processor = state.object(field);
  processor?.allow(fields.branchFields);
  const mode = processor?.object('ProcessorConfig')?.string('Mode') ?? 'INLINE';
  if (mode !== 'INLINE') processor?.notEmulated('ProcessorConfig', `a Map whose Mode is ${mode}`);
  const tolerances = ['ToleratedFailureCount', 'ToleratedFailurePercentage'] as const;
  return {
    type: 'Map' as const,
    name,
    ...readExit(state),
    ...readHandlers(state),
    items: state.either('Items', 'Array', Array.isArray),
    itemSelector: state.template('ItemSelector'),
    maxConcurrency: state.integer('MaxConcurrency', 0),
    tolerances: tolerances.flatMap((each) => {
      const template = state.either(each, 'Number', (value) => typeof value === 'number');
      return template ? [[each, template] as const] : [];
    }),
    processor: processor ? readBranch(processor, scope) : { startAt: '', states: new Map<string, State>() },
  };
}

function readHandlers(state: Reader): Handlers {
  const [retriers, catchers] = [state.objects('Retry'), state.objects('Catch')];
  for (const list of [retriers, catchers])
    for (const [at, each] of list.entries()) checkErrors(each, at === list.length - 1);
  return { retriers: retriers.map(readRetrier), catchers: catchers.map(readCatcher) };
}

function checkErrors(handler: Reader, isLast: boolean): void {
  handler.require('ErrorEquals');
  const errors = handler.strings('ErrorEquals');
  if (errors.includes('States.ALL') && (errors.length > 1 || !isLast))
    handler.refuse('ErrorEquals', 'States.ALL must appear alone and in the last place');
}

function readRetrier(retrier: Reader): Retrier {
  retrier.allow(fields.retrierFields);
  const jitter = retrier.string('JitterStrategy') ?? 'NONE';
  if (jitter !== 'NONE' && jitter !== 'FULL')
    retrier.refuse('JitterStrategy', 'Value is not one of [NONE, FULL]');
  return {
    errors: retrier.strings('ErrorEquals'),
    intervalSeconds: retrier.number('IntervalSeconds', 1, { minimum: 1, maximum: 99_999_999, whole: true }),
    maxAttempts: retrier.number('MaxAttempts', 3, { minimum: 0, maximum: 99_999_999, whole: true }),
    backoffRate: retrier.number('BackoffRate', 2, { minimum: 1 }),
    maxDelaySeconds: retrier.number('MaxDelaySeconds', Number.POSITIVE_INFINITY, {
      minimum: 1,
      maximum: 31_622_400,
      whole: true,
    }),
    hasFullJitter: jitter === 'FULL',
  };
}

function readCatcher(catcher: Reader): Catcher {
  refuseFields(catcher, fields.catcherFields);
  catcher.require('Next');
  return {
    errors: catcher.strings('ErrorEquals'),
    assign: readAssign(catcher),
    output: catcher.template('Output'),
    next: catcher.string('Next'),
  };
}
