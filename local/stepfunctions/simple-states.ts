/** Pass, Succeed, Fail, Choice and Wait. */
import type { Choice, Fail, Pass, Succeed, Wait } from './definition.ts';
import type { Frame } from './execution.ts';
import { EvaluationError, StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { Attempt, Machinery } from './machinery.ts';
import { bindingsOf } from './scope.ts';
import { evaluated, exit, resume, wake, whileExecuting } from './step.ts';
import { fillTyped, type Template } from './template.ts';

export const pass: Attempt<Pass | Succeed> = (machinery, frame, state) =>
  exit(machinery, frame, state, { otherwise: frame.input });

export const failState: Attempt<Fail> = async (_machinery, frame, state) => {
  const text = async (template: Template | undefined, field: string) =>
    template && ((await evaluated(frame, fillTyped(template, 'string', bindingsOf(frame), field))) as string);
  const error = await text(state.error, 'Error');
  throw new StateFailure({ error, cause: await text(state.cause, 'Cause') });
};

export const choice: Attempt<Choice> = async (machinery, frame, state) => {
  const bindings = bindingsOf(frame);
  for (const [at, rule] of state.rules.entries()) {
    const field = `Choices[${at}]/`;
    const isMet = fillTyped(rule.condition, 'boolean', bindings, `${field}Condition`);
    if ((await evaluated(frame, isMet)) === true)
      return exit(machinery, frame, rule, { otherwise: frame.input, field });
  }
  if (state.otherwise.next !== undefined)
    return exit(machinery, frame, state.otherwise, { otherwise: frame.input });
  const cause = 'Failed to transition out of the state. The state does not point to a next state.';
  throw new StateFailure({ error: 'States.NoChoiceMatched', cause: whileExecuting(frame, cause) });
};

export const wait: Attempt<Wait> = async (machinery, frame, state) => {
  const type = state.unit === 'Seconds' ? 'number' : 'string';
  const value = await evaluated(frame, fillTyped(state.until, type, bindingsOf(frame), state.unit));
  const at = state.unit === 'Seconds' ? secondsFromNow(machinery, value) : instantOf(value);
  if (at === undefined) throw new EvaluationError(state.unit, unreadable(state.unit, value));
  awaitInstant(machinery, frame, state, at);
};

function awaitInstant(machinery: Machinery, frame: Frame, state: Wait, at: number): void {
  const due = () => resume(machinery, frame, () => exit(machinery, frame, state, { otherwise: frame.input }));
  if (at <= machinery.clock.now()) due();
  else wake(machinery, frame, 'wait', at, due);
}

function secondsFromNow({ clock }: Machinery, value: Json): number | undefined {
  const isValid = typeof value === 'number' && Number.isInteger(value) && value >= 0;
  return isValid ? clock.now() + value * 1000 : undefined;
}

const instant = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

function instantOf(value: Json): number | undefined {
  if (typeof value !== 'string' || !instant.test(value)) return undefined;
  const at = Date.parse(value.replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(at) || !isOnCalendar(value.slice(0, 10)) ? undefined : at;
}

/** Date.parse takes 30 February for 1 March; AWS does not. */
const isOnCalendar = (day: string) => new Date(`${day}T00:00Z`).toISOString().startsWith(day);

const unreadable = (unit: Wait['unit'], value: Json) =>
  unit === 'Timestamp'
    ? `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`
    : `The Seconds field cannot be parsed as an integer that is not negative: ${value}`;
