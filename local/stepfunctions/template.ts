/** A field that may hold expressions anywhere: compiled once when the state machine is created. */
import { type Bindings, compile, type Expression, evaluate, expectType, isExpression } from './expression.ts';
import { isObject, type Json } from './json.ts';

export type Template =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'object'; readonly members: readonly (readonly [key: string, template: Template])[] }
  | { readonly kind: 'array'; readonly items: readonly Template[] };

/** @param refuse told of each expression that does not parse, with its place: `/a/b[0]` */
export function compileTemplate(
  json: Json,
  refuse: (place: string, thrown: unknown) => void,
  place = '',
): Template {
  if (isExpression(json)) return compileExpression(json, refuse, place);
  if (Array.isArray(json)) {
    const items = json.map((item, at) => compileTemplate(item, refuse, `${place}[${at}]`));
    return items.every(isLiteral) ? { kind: 'literal', value: json } : { kind: 'array', items };
  }
  if (isObject(json)) {
    const members = Object.entries(json).map(
      ([key, value]) => [key, compileTemplate(value, refuse, `${place}/${key}`)] as const,
    );
    const isConstant = members.every(([, template]) => isLiteral(template));
    return isConstant ? { kind: 'literal', value: json } : { kind: 'object', members };
  }
  return { kind: 'literal', value: json };
}

function compileExpression(
  text: string,
  refuse: (place: string, thrown: unknown) => void,
  place: string,
): Template {
  try {
    return { kind: 'expression', expression: compile(text) };
  } catch (thrown) {
    refuse(place, thrown);
    return { kind: 'literal', value: text };
  }
}

const isLiteral = (template: Template) => template.kind === 'literal';

/** @throws EvaluationError */
export async function fill(template: Template, bindings: Bindings, location: string): Promise<Json> {
  switch (template.kind) {
    case 'literal':
      return template.value;
    case 'expression':
      return evaluate(template.expression, bindings, location);
    case 'array': {
      const items: Json[] = [];
      for (const [at, item] of template.items.entries())
        items.push(await fill(item, bindings, `${location}[${at}]`));
      return items;
    }
    case 'object': {
      const members: Record<string, Json> = {};
      for (const [key, member] of template.members)
        members[key] = await fill(member, bindings, `${location}/${key}`);
      return members;
    }
  }
}

/** As `fill`, for a field that must be of one type. Literals were checked when the state machine was created. */
export async function fillTyped(
  template: Template,
  type: 'array' | 'boolean' | 'number' | 'string',
  bindings: Bindings,
  location: string,
): Promise<Json> {
  const value = await fill(template, bindings, location);
  if (template.kind === 'expression') expectType(value, type, template.expression, location);
  return value;
}

/** Every expression in a template, with its place. */
export function* expressionsOf(
  template: Template,
  place = '',
): Generator<{ readonly place: string; readonly expression: Expression }> {
  if (template.kind === 'expression') yield { place, expression: template.expression };
  if (template.kind === 'array')
    for (const [at, item] of template.items.entries()) yield* expressionsOf(item, `${place}[${at}]`);
  if (template.kind === 'object')
    for (const [key, member] of template.members) yield* expressionsOf(member, `${place}/${key}`);
}
