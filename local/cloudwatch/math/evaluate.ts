/** Works out one expression over the time series beside it. */
import { MathError } from './error.ts';
import { functionOf, repeat } from './functions.ts';
import type { Expression } from './parse.ts';
import { both, each, isSeries, type TimeSeries, type Value } from './values.ts';

/** The times at which there can be datapoints, epoch seconds. */
export type Grid = { times(period: number): readonly number[] };

export type Scope = {
  readonly grid: Grid;
  /** The value of another query. */
  get(id: string): Value | undefined;
  /** What METRICS() lists: the metrics beside the expression, or those of them whose id contains a text. */
  metrics(containing: string): readonly TimeSeries[];
};

const truth = (is: boolean) => (is ? 1 : 0);
const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right, // by 0 is no number, and so no datapoint
  '^': (left, right) => left ** right,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '>': (left, right) => truth(left > right),
  '<=': (left, right) => truth(left <= right),
  '>=': (left, right) => truth(left >= right),
  AND: (left, right) => truth(left !== 0 && right !== 0),
  OR: (left, right) => truth(left !== 0 || right !== 0),
};
const alias: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' };

/** @throws MathError */
export function evaluateMath(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'text':
      throw new MathError(`Error in expression: "${expression.value}" is no value`);
    case 'id':
      return valueNamed(expression.id, scope);
    case 'list':
      return expression.items.map((item) => seriesIn(evaluateMath(item, scope)));
    case 'negative':
      return each(evaluateMath(expression.of, scope), (value) => -value);
    case 'operation': {
      const [left, right] = expression.sides;
      const operator = operators[alias[expression.operator] ?? expression.operator];
      return both(
        evaluateMath(left, scope),
        evaluateMath(right, scope),
        operator as (l: number, r: number) => number,
      );
    }
    case 'call':
      return call(expression, scope);
  }
}

function seriesIn(value: Value): TimeSeries {
  if (isSeries(value)) return value;
  throw new MathError('Error in expression: an array holds time series and nothing else');
}

function valueNamed(id: string, scope: Scope): Value {
  const value = scope.get(id);
  if (value !== undefined) return value;
  throw new MathError(`Error in expression: undefined variable '${id}'`);
}

function call({ name, arguments: given }: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
  const [first] = given;
  if (name === 'METRICS') return scope.metrics(first?.kind === 'text' ? first.value : '');
  const values = given.map((each) =>
    name === 'FILL' && each.kind === 'id' && each.id.toUpperCase() === 'REPEAT'
      ? repeat
      : evaluateMath(each, scope),
  );
  return functionOf(name)?.(values, scope.grid) ?? Number.NaN;
}
