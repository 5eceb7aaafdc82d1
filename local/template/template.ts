/** A CloudFormation template, as far as it is read here. What is not is refused by name. */

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
export type Properties = Readonly<Record<string, Value>>;
export type Resource = {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DependsOn?: string | readonly string[];
  /** They say what becomes of a resource when its stack goes. */
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};
export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Value }>>;
};

/** Why a template cannot be built in this world. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const sections = ['AWSTemplateFormatVersion', 'Description', 'Resources', 'Outputs'];
const attributes = ['Type', 'Properties', 'DependsOn', 'DeletionPolicy', 'UpdateReplacePolicy'];

/** @throws TemplateError */
export function readTemplate(text: string): Template {
  const template = JSON.parse(text) as Template;
  refuseOthers('the section', Object.keys(template), sections);
  for (const [id, resource] of Object.entries(template.Resources))
    refuseOthers(`${id}: the attribute`, Object.keys(resource), attributes);
  return template;
}

function refuseOthers(what: string, given: readonly string[], known: readonly string[]): void {
  const other = given.find((name) => !known.includes(name));
  if (other !== undefined) throw new TemplateError(`${what} ${other} is not emulated`);
}

export const isObject = (value: Value | undefined): value is { readonly [key: string]: Value } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
