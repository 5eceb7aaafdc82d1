/** Lints a CloudFormation template against AWS's own description of every resource type: names, types, values, references. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { inOrder } from '#local/template/order';
import type { Template, Value } from '#local/template/template';

const database = loadAwsServiceSpecSync();
const specOf = (type: string) => database.lookup('resource', 'cloudFormationType', 'equals', type).at(0);
type Spec = NonNullable<ReturnType<typeof specOf>>;
type Shape = Pick<Spec, 'properties'>;
type PropertyType = Shape['properties'][string]['type'];

/** Objections, each with the path that it is about. Empty is well. */
export function lint(template: Template): string[] {
  const resources = Object.entries(template.Resources);
  return [
    ...resources.flatMap(([id, { Type, Properties = {} }]) => {
      const spec = specOf(Type);
      if (!/^[A-Za-z0-9]+$/.test(id)) return [`${id}: a logical id has letters and digits only`];
      return spec ? shapeObjections(id, Properties, spec) : [`${id}: there is no resource type ${Type}`];
    }),
    ...resources.flatMap(([id, { Properties = {} }]) => referenceObjections(template, id, Properties)),
    ...referenceObjections(template, 'Outputs', (template.Outputs ?? {}) as Value),
    ...orderObjections(template),
    ...(JSON.stringify(template).length > 1_000_000 ? ['the template is larger than 1 MB'] : []),
    ...(resources.length > 500 ? ['the template has more than 500 resources'] : []),
  ];
}

function shapeObjections(path: string, value: Value, { properties }: Shape): string[] {
  if (!isObject(value)) return [`${path}: an object is wanted`];
  const missing = Object.entries(properties).filter(([name, { required }]) => required && !(name in value));
  return [
    ...missing.map(([name]) => `${path}: ${name} is required`),
    ...Object.entries(value).flatMap(([name, each]) => {
      const property = properties[name];
      return property
        ? typeObjections(`${path}.${name}`, each, property.type)
        : [`${path}: there is no property ${name}`];
    }),
  ];
}

/** What a call will come to is not known here. */
const isCall = (value: Value): boolean =>
  isObject(value) && Object.keys(value).length === 1 && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');

function typeObjections(path: string, value: Value, type: PropertyType): string[] {
  if (isCall(value)) return [];
  switch (type.type) {
    case 'string':
    case 'date-time':
      return textObjections(path, value, type as { allowedValues?: string[]; pattern?: string });
    case 'integer':
    case 'number':
      return typeof value === 'number' || (typeof value === 'string' && /^-?[\d.]+$/.test(value))
        ? []
        : [`${path}: a number is wanted`];
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false'
        ? []
        : [`${path}: true or false is wanted`];
    case 'array':
      if (!Array.isArray(value)) return [`${path}: a list is wanted`];
      return value.flatMap((each, index) => typeObjections(`${path}[${index}]`, each, type.element));
    case 'map':
      if (!isObject(value)) return [`${path}: a map is wanted`];
      return Object.entries(value).flatMap(([name, each]) =>
        typeObjections(`${path}.${name}`, each, type.element),
      );
    case 'ref':
      return shapeObjections(path, value, database.get('typeDefinition', type.reference.$ref));
    case 'union': {
      const all = type.types.map((one) => typeObjections(path, value, one));
      return all.reduce((least, each) => (each.length < least.length ? each : least));
    }
    case 'json':
    case 'tag':
    case 'null':
      return [];
  }
}

function textObjections(
  path: string,
  value: Value,
  { allowedValues, pattern }: { allowedValues?: string[]; pattern?: string },
): string[] {
  if (typeof value === 'object') return [`${path}: a text is wanted`];
  if (allowedValues && !allowedValues.includes(String(value)))
    return [`${path}: ${value} is none of ${allowedValues.join(', ')}`];
  return pattern && !matches(pattern, String(value)) ? [`${path}: ${value} does not match ${pattern}`] : [];
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true; // written for another kind of regular expressions
  }
}

const pseudo = /^AWS::(AccountId|Region|Partition|StackName|StackId|URLSuffix|NoValue|NotificationARNs)$/;

function referenceObjections(template: Template, path: string, value: Value): string[] {
  if (Array.isArray(value))
    return value.flatMap((each, index) => referenceObjections(template, `${path}[${index}]`, each));
  if (!isObject(value)) return [];
  const [[name, given] = ['', null]] = Object.entries(value);
  const below = Object.entries(value).flatMap(([key, each]) =>
    referenceObjections(template, `${path}.${key}`, each),
  );
  if (!isCall(value)) return below;
  if (name === 'Ref') return toResource(template, path, String(given));
  if (name === 'Fn::GetAtt')
    return toAttribute(template, path, Array.isArray(given) ? given.join('.') : given);
  if (name !== 'Fn::Sub') return below;
  const [text, variables = {}] = Array.isArray(given) ? given : [given];
  const placeholders = [...String(text).matchAll(/\$\{([^!}]+)\}/g)].map(
    ([, placeholder = '']) => placeholder,
  );
  return placeholders
    .filter((placeholder) => !isObject(variables) || !(placeholder in variables))
    .flatMap((placeholder) =>
      placeholder.includes('.')
        ? toAttribute(template, path, placeholder)
        : toResource(template, path, placeholder),
    );
}

const toResource = ({ Resources }: Template, path: string, id: string): string[] =>
  id in Resources || pseudo.test(id) ? [] : [`${path}: there is no resource ${id}`];

function toAttribute({ Resources }: Template, path: string, given: Value): string[] {
  const [id = '', ...attribute] = String(given).split('.');
  const resource = Resources[id];
  if (!resource) return [`${path}: there is no resource ${id}`];
  const spec = specOf(resource.Type);
  const name = attribute.join('.');
  return !spec || name in spec.attributes ? [] : [`${path}: ${resource.Type} has no attribute ${name}`];
}

function orderObjections({ Resources }: Template): string[] {
  try {
    inOrder(Resources);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

const isObject = (value: Value): value is Readonly<Record<string, Value>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
