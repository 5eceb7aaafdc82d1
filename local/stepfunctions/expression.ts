/** One JSONata expression, `{% … %}`: compiled once, evaluated with bindings, its errors told in AWS's words. */
import jsonata from 'jsonata';
import { limitEvaluation, withLimits } from './expression-limits.ts';
import { EvaluationError } from './failure.ts';
import { addFunctions } from './functions.ts';
import { isObject, type Json, typeOf } from './json.ts';

export type Expression = {
  /** What stands between the braces, as AWS quotes it. */
  readonly source: string;
  readonly compiled: jsonata.Expression;
  /** Only a function can call itself, and watching each step has its price, so other expressions go without. */
  readonly canLoop: boolean;
};
export type Bindings = Readonly<Record<string, unknown>>;

export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4;

const compiled = new Map<string, Expression>();

/** @throws the parser's own error: {code, message} */
export function compile(text: string): Expression {
  let expression = compiled.get(text);
  if (!expression) {
    const source = text.slice(2, -2).trim();
    expression = { source, compiled: jsonata(source), canLoop: /\bfunction\b|λ/.test(source) };
    addFunctions(expression.compiled);
    if (expression.canLoop) limitEvaluation(expression.compiled);
    compiled.set(text, expression);
  }
  return expression;
}

/** @throws EvaluationError */
export async function evaluate(
  { source, compiled, canLoop }: Expression,
  bindings: Bindings,
  location: string,
): Promise<Json> {
  const told = `The JSONata expression '${source}' specified for the field '${location}'`;
  let value: unknown;
  try {
    value = await compiled.evaluate(
      undefined,
      canLoop ? withLimits(bindings) : (bindings as Record<string, unknown>),
    );
  } catch (thrown) {
    throw new EvaluationError(location, `${told} threw an error during evaluation${reasonOf(thrown)}`);
  }
  if (value === undefined) throw new EvaluationError(location, `${told} returned nothing (undefined).`);
  const json = toJson(value);
  if (json === unsupported)
    throw new EvaluationError(location, `${told} returned an unsupported result type.`);
  return json;
}

/** AWS: `. <code>: <message>` for errors that JSONata numbers, `: <message>` for others. */
function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as { code?: string; message?: string };
  return code === undefined ? `: ${message}` : `. ${code}: ${message}`;
}

/** @throws EvaluationError when the value is not of the type */
export function expectType(value: Json, type: string, { source }: Expression, location: string): void {
  if (typeOf(value) === type) return;
  throw new EvaluationError(
    location,
    `The JSONata expression '${source}' specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${type}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`,
  );
}

const unsupported = Symbol('unsupported');

/** JSONata's sequences become plain arrays. What is plain already is returned as it is, so that values stay shared. */
function toJson(value: unknown): Json | typeof unsupported {
  if (Array.isArray(value)) return arrayToJson(value);
  if (typeof value === 'function' || value instanceof RegExp) return unsupported;
  if (!isObject(value)) return value as Json;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return unsupported;
  let copy: Record<string, Json> | undefined;
  for (const key of Object.keys(value)) {
    const member = value[key] as unknown;
    const json = member === undefined ? undefined : toJson(member);
    if (json === unsupported) return unsupported;
    if (json === member && json !== undefined) continue;
    copy ??= { ...value };
    if (json === undefined) delete copy[key];
    else copy[key] = json;
  }
  return copy ?? value;
}

function arrayToJson(items: readonly unknown[] & { sequence?: boolean }): Json | typeof unsupported {
  const plain = items.map((item) => toJson(item === undefined ? null : item));
  if (plain.includes(unsupported)) return unsupported;
  const isPlain = !('sequence' in items) && plain.every((item, at) => item === items[at]);
  return (isPlain ? items : plain) as readonly Json[];
}
