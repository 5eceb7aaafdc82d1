/** CloudFormation's functions: what a value refers to, and what it comes to when that is known. */
import { isObject, TemplateError, type Value } from './template.ts';

export type Scope = {
  /** What `Ref` gives, of a resource or a pseudo parameter. */
  ref(name: string): string;
  attribute(resource: string, name: string): string;
};

/** Not a value: `AWS::NoValue` takes away the member that it is given to. */
const noValue = Symbol('AWS::NoValue');
type Evaluated = Value | typeof noValue;
type Call = { readonly name: string; readonly given: Value };

/** An object with a single member of such a name is a call, wherever it stands. */
function callIn(value: Value): Call | undefined {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  if (name === undefined || others.length > 0 || !isObject(value)) return undefined;
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::')
    ? { name, given: value[name] as Value }
    : undefined;
}

/** @throws TemplateError for a function that is not emulated */
export function evaluate(value: Value, scope: Scope): Value {
  const evaluated = evaluateMember(value, scope);
  if (evaluated === noValue) throw new TemplateError('AWS::NoValue stands where a value is needed');
  return evaluated;
}

function evaluateMember(value: Value, scope: Scope): Evaluated {
  const call = callIn(value);
  if (call) return apply(call, scope);
  if (Array.isArray(value)) return value.map((each) => evaluateMember(each, scope)).filter(isValue);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, each]) => [name, evaluateMember(each, scope)] as const);
  return Object.fromEntries(
    members.flatMap(([name, each]) => (isValue(each) ? [[name, each] as const] : [])),
  );
}

const isValue = (evaluated: Evaluated): evaluated is Value => evaluated !== noValue;

function apply({ name, given }: Call, scope: Scope): Evaluated {
  switch (name) {
    case 'Ref':
      return given === 'AWS::NoValue' ? noValue : scope.ref(text(given));
    case 'Fn::GetAtt':
      return scope.attribute(...attributePath(given));
    case 'Fn::Sub':
      return substitute(given, scope);
    case 'Fn::Join': {
      const [separator, parts] = list(given);
      return list(evaluate(parts ?? [], scope))
        .map(text)
        .join(text(separator));
    }
    case 'Fn::Select': {
      const [index, from] = list(given);
      return list(evaluate(from ?? [], scope))[Number(index)] ?? '';
    }
    case 'Fn::Split': {
      const [separator, from] = list(given);
      return text(evaluate(from ?? '', scope)).split(text(separator));
    }
    default:
      throw new TemplateError(`the function ${name} is not emulated`);
  }
}

const placeholders = /\$\{([^!}][^}]*)\}/g;

function substitute(given: Value, scope: Scope): string {
  const [template, variables] = substitution(given);
  return template
    .replace(placeholders, (_, name: string) => {
      const own = variables[name];
      if (own !== undefined) return text(evaluate(own, scope));
      return name.includes('.') ? scope.attribute(...attributePath(name)) : scope.ref(name);
    })
    .replaceAll('${!', '${');
}

function substitution(
  given: Value,
): readonly [template: string, variables: { readonly [name: string]: Value }] {
  const [template, variables = {}] = Array.isArray(given) ? given : [given];
  return [text(template), isObject(variables) ? variables : {}];
}

/** `Resource.Attribute` or `[Resource, Attribute]`; an attribute's name may have dots. */
function attributePath(given: Value): [resource: string, attribute: string] {
  const [resource = '', ...attribute] = Array.isArray(given) ? given.map(text) : text(given).split('.');
  return [resource, attribute.join('.')];
}

/** The names that a value refers to: resources and pseudo parameters. */
export function referencesOf(value: Value): readonly string[] {
  const call = callIn(value);
  if (call) return [...namesIn(call), ...(call.name === 'Ref' ? [] : partsOf(call.given))];
  return partsOf(value);
}

const partsOf = (value: Value): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesOf) : [];

function namesIn({ name, given }: Call): readonly string[] {
  if (name === 'Ref') return [text(given)];
  if (name === 'Fn::GetAtt') return [attributePath(given)[0]];
  if (name !== 'Fn::Sub') return [];
  const [template, variables] = substitution(given);
  return [...template.matchAll(placeholders)]
    .map(([, placeholder = '']) => placeholder)
    .filter((placeholder) => !(placeholder in variables))
    .map((placeholder) => attributePath(placeholder)[0]);
}

function text(value: Value | undefined): string {
  if (typeof value === 'object' || value === undefined)
    throw new TemplateError(`${JSON.stringify(value)} stands where a text is needed`);
  return String(value);
}

function list(value: Value): readonly Value[] {
  if (!Array.isArray(value))
    throw new TemplateError(`${JSON.stringify(value)} stands where a list is needed`);
  return value;
}
