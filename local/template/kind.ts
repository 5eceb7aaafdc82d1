/** What one type of resource is in this world. */
import type { Iam } from '../iam/index.ts';
import type { Bundle, Functions, Handler } from '../lambda/functions.ts';
import { isObject, type Properties, TemplateError, type Value } from './template.ts';

/** The code that a function's zip file holds, by the name of that file and of the exported handler in it. */
export type Code = { readonly functionName: string; readonly archive: string; readonly handler: string };
export type CodeOf = (code: Code) => Handler | Bundle;

/** What resources are built on. */
export type Site = {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  readonly functions: Functions;
  readonly iam: Iam;
  readonly codeOf: CodeOf;
  /** @throws TemplateError when the service refuses */
  call(service: string, operation: string, input: object): Promise<Readonly<Record<string, unknown>>>;
};

export type Declared = { readonly id: string; readonly properties: Properties };
/** What a template can learn of a resource when it is there. */
export type Made = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };

export type Kind = {
  /** The properties that it takes, by their paths; `*` at the end stands for everything below. Any other is refused. */
  readonly properties: readonly string[];
  make(site: Site, declared: Declared): Promise<Made> | Made;
  /** Without it a resource that changes in a later template is refused. */
  change?(site: Site, declared: Declared, made: Made): Promise<Made> | Made;
};

/** @throws TemplateError for a property that this world would ignore */
export function refuseUnknown(type: string, { id, properties }: Declared, known: readonly string[]): void {
  const unknown = leavesOf(properties).find((path) => !known.some((pattern) => isAt(pattern, path)));
  if (unknown !== undefined)
    throw new TemplateError(`${id}: the property ${unknown} of ${type} is not emulated`);
}

const isAt = (pattern: string, path: string): boolean =>
  pattern.endsWith('.*')
    ? path.startsWith(pattern.slice(0, -1)) || path === pattern.slice(0, -2)
    : path === pattern;

/** The paths of all that is neither list nor object; positions in lists are left out. */
function leavesOf(value: Value, path = ''): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((each) => leavesOf(each, path));
  if (!isObject(value) || Object.keys(value).length === 0) return path === '' ? [] : [path];
  return Object.entries(value).flatMap(([name, each]) =>
    leavesOf(each, path === '' ? name : `${path}.${name}`),
  );
}
