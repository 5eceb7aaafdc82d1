/** Policy documents, and what they say about one action on one resource. */
import { type Condition, holds, type RequestContext, unknownIn } from './condition.ts';
import { matches } from './pattern.ts';

type OneOrMore = string | readonly string[];

export type Statement = {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore>>;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: Condition;
};
export type PolicyDocument = {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
};

export type Request = {
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
};
export type Decision = 'allowed' | 'denied' | 'not allowed';

export const list = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const known = ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** Reads a document; what is not emulated throws by name, so that no policy is half understood. */
export function statementsOf(name: string, { Statement: given }: PolicyDocument): readonly Statement[] {
  const statements = Array.isArray(given) ? (given as readonly Statement[]) : [given as Statement];
  for (const statement of statements) {
    const field = Object.keys(statement).find((each) => !known.includes(each));
    const unknown = field ? `the element ${field}` : unknownIn(statement.Condition ?? {});
    if (unknown) throw new Error(`IAM does not emulate ${unknown}, which ${name} uses`);
  }
  return statements;
}

/** A denial beats every permission. */
export function decide(statements: readonly Statement[], request: Request): Decision {
  const effects = statements.filter((each) => applies(each, request)).map(({ Effect }) => Effect);
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not allowed';
}

export function applies(statement: Statement, { action, resource, context }: Request): boolean {
  const named = (patterns: OneOrMore | undefined, text: string) =>
    list(patterns).some((pattern) => matches(pattern, text));
  const lowerCase = (patterns: OneOrMore | undefined) => list(patterns).map((each) => each.toLowerCase());
  const { Action, NotAction, Resource, NotResource, Condition: condition = {} } = statement;
  const isOfAction = Action
    ? named(lowerCase(Action), action.toLowerCase())
    : !named(lowerCase(NotAction), action.toLowerCase());
  const isOnResource = Resource ? named(Resource, resource) : !named(NotResource, resource);
  return isOfAction && isOnResource && holds(condition, context);
}
