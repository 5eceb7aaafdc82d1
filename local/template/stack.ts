/** A stack: everything that a template declares, made in this world through the same API calls that CloudFormation makes. */
import { isDeepStrictEqual } from 'node:util';
import type { Iam } from '../iam/index.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Dispatcher } from '../wire/dispatcher.ts';
import { defaultAccountId, defaultRegion } from '../world.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { type CodeOf, type Declared, type Made, refuseUnknown, type Site } from './kind.ts';
import { inOrder } from './order.ts';
import { kinds } from './resources/index.ts';
import { type Properties, type Template, TemplateError } from './template.ts';

export type StackOptions = {
  readonly name: string;
  /** Where its calls go; made by `createAws` with the same functions and the same IAM. */
  readonly door: Pick<Dispatcher, 'call'>;
  readonly functions: Functions;
  readonly iam: Iam;
  readonly codeOf: CodeOf;
  readonly accountId?: string;
  readonly region?: string;
};

export type Stack = {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What `Ref` gives for each resource. */
  readonly refs: Readonly<Record<string, string>>;
  /** Brings the stack to another template: what is new is made, what differs is changed. What is gone stays, for now. */
  update(template: Template, codeOf?: CodeOf): Promise<Stack>;
};

type Standing = { readonly type: string; readonly properties: Properties; readonly made: Made };

/** @throws TemplateError naming what this world cannot make */
export const createStack = (template: Template, options: StackOptions): Promise<Stack> =>
  build(template, options, new Map());

async function build(
  template: Template,
  options: StackOptions,
  before: ReadonlyMap<string, Standing>,
): Promise<Stack> {
  const site = siteOf(options);
  const standing = new Map<string, Standing>();
  const scope = scopeOf(site, standing);
  for (const id of inOrder(template.Resources)) {
    const { Type: type, Properties = {} } = template.Resources[id] ?? { Type: '' };
    const properties = evaluate(Properties, scope) as Properties;
    const made = await bring(site, type, { id, properties }, before.get(id));
    standing.set(id, { type, properties, made });
  }
  const outputs = Object.entries(template.Outputs ?? {});
  return {
    name: options.name,
    outputs: Object.fromEntries(outputs.map(([name, { Value }]) => [name, String(evaluate(Value, scope))])),
    refs: Object.fromEntries([...standing].map(([id, { made }]) => [id, made.ref])),
    update: (next, codeOf = options.codeOf) => build(next, { ...options, codeOf }, standing),
  };
}

async function bring(
  site: Site,
  type: string,
  declared: Declared,
  before: Standing | undefined,
): Promise<Made> {
  const kind = kinds[type];
  if (!kind) throw new TemplateError(`${declared.id}: the resource type ${type} is not emulated`);
  refuseUnknown(type, declared, kind.properties);
  if (!before) return kind.make(site, declared);
  if (kind.change) return kind.change(site, declared, before.made);
  if (before.type === type && isDeepStrictEqual(before.properties, declared.properties)) return before.made;
  throw new TemplateError(`${declared.id}: changing a ${type} is not emulated`);
}

function siteOf({ door, name, functions, iam, codeOf, ...place }: StackOptions): Site {
  const { accountId = defaultAccountId, region = defaultRegion } = place;
  return {
    accountId,
    region,
    stackName: name,
    functions,
    iam,
    codeOf,
    call: async (service, operation, input) => {
      const answer = await door.call({ service, operation, input: input as Record<string, unknown> });
      if (answer.ok) return answer.output;
      throw new TemplateError(
        `${service}.${operation} refuses: ${answer.error.name}: ${answer.error.message}`,
      );
    },
  };
}

function scopeOf({ accountId, region, stackName }: Site, standing: ReadonlyMap<string, Standing>): Scope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/1`,
  };
  const find = (id: string): Made => {
    const found = standing.get(id);
    if (!found) throw new TemplateError(`there is no resource ${id}`);
    return found.made;
  };
  return {
    ref: (name) => pseudo[name] ?? find(name).ref,
    attribute: (id, name) => {
      const value = find(id).attributes[name];
      if (value === undefined) throw new TemplateError(`the attribute ${name} of ${id} is not emulated`);
      return value;
    },
  };
}
