/** Reads the text of an audience rule, `(operator operand …)`, or says what is wrong with it and where. */
import { argumentFor } from './arguments.ts';
import { type Parameter, type Signature, signatures } from './operators.ts';
import {
  type Argument,
  type Call,
  type List,
  type Operand,
  type Operator,
  operatorNames,
  type Rule,
  type RuleProblem,
  RuleRefused,
} from './rule.ts';
import { type Token, tokenize } from './tokens.ts';

/** A rule of `maxRuleLength` characters can nest thousands deep; nobody writes more than this, and the stack is finite. */
const maxDepth = 200;
export const maxRuleLength = 16_384;

export type ParsedRule =
  | { readonly rule: Rule; readonly problem?: never }
  | { readonly rule?: never; readonly problem: RuleProblem };

export function parseRule(text: string): ParsedRule {
  try {
    return { rule: readRule(text) };
  } catch (error) {
    if (!(error instanceof RuleRefused)) throw error;
    return { problem: { at: error.at, message: error.message } };
  }
}

/** For people: `at line 1, column 5: …`. */
export function describeRuleProblem(text: string, { at, message }: RuleProblem): string {
  const before = text.slice(0, at).split('\n');
  return `at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${message}`;
}

function readRule(text: string): Rule {
  if (text.length > maxRuleLength)
    throw new RuleRefused(maxRuleLength, `a rule has at most ${maxRuleLength} characters`);
  const cursor = new Cursor(tokenize(text));
  const start = cursor.peek.at;
  const rule = readOperand(cursor, 0);
  if (rule.type !== 'call' && rule.type !== 'boolean')
    throw new RuleRefused(start, 'a rule is true or false: write an expression, as in (eq $country "DE")');
  if (cursor.peek.kind !== 'end') throw new RuleRefused(cursor.peek.at, 'the rule has ended before this');
  return rule;
}

class Cursor {
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The last token is the end, and stays. */
  get peek(): Token {
    return this.#tokens[this.#index] as Token;
  }

  take(): Token {
    const token = this.peek;
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }
}

function readOperand(cursor: Cursor, depth: number): Operand {
  const token = cursor.take();
  if (token.kind === 'constant') return token.value;
  if (token.kind === 'context') return { type: 'context', key: token.key };
  if (token.kind === '(') return readCall(cursor, token.at, depth + 1);
  const what = token.kind === 'end' ? 'the rule ends here' : `${token.text} is no operand`;
  throw new RuleRefused(
    token.at,
    `${what}: expected "text", a number, a timestamp, true, false, $key or (…)`,
  );
}

type Given = { readonly at: number; readonly name: string | undefined; readonly value: Operand | List };

function readCall(cursor: Cursor, at: number, depth: number): Call {
  if (depth > maxDepth) throw new RuleRefused(at, `a rule nests at most ${maxDepth} deep here`);
  const operator = readOperator(cursor.take());
  const given: Given[] = [];
  while (cursor.peek.kind !== ')') given.push(readGiven(cursor, depth));
  cursor.take();
  return { type: 'call', operator, operands: assign(operator, given, at) };
}

function readOperator(token: Token): Operator {
  const operator = token.kind === 'word' && operatorNames.find((name) => name === token.text);
  if (operator) return operator;
  const known = operatorNames.join(', ');
  throw new RuleRefused(token.at, `${token.text || 'the end'} is no operator; the operators are ${known}`);
}

function readGiven(cursor: Cursor, depth: number): Given {
  const token = cursor.peek;
  const name = token.kind === 'name' ? token.name : undefined;
  if (name !== undefined) cursor.take();
  const value = cursor.peek.kind === '[' ? readList(cursor, depth) : readOperand(cursor, depth);
  return { at: token.at, name, value };
}

function readList(cursor: Cursor, depth: number): List {
  cursor.take();
  const items: Operand[] = [];
  while (cursor.peek.kind !== ']') {
    if (items.length > 0 && cursor.peek.kind !== ',')
      throw new RuleRefused(cursor.peek.at, 'expected , or ] in this list');
    if (items.length > 0) cursor.take();
    items.push(readOperand(cursor, depth));
  }
  cursor.take();
  return { type: 'list', items };
}

/** Puts what was given where the operator's parameters have it. */
function assign(operator: Operator, given: readonly Given[], at: number): Argument[] {
  const signature = signatures[operator];
  const names = given.filter(({ name }) => name !== undefined);
  if (names.length === 0) return byPosition(operator, signature, given, at);
  const odd = signature.isNamed ? given.find(({ name }) => name === undefined) : names[0];
  if (odd && !signature.isNamed)
    throw new RuleRefused(odd.at, `${operator} takes its operands by their position, without ${odd.name}::`);
  if (odd) throw new RuleRefused(odd.at, `${operator} takes its operands all by name or all by position`);
  return byName(operator, signature, given, at);
}

function byPosition(
  operator: Operator,
  signature: Signature,
  given: readonly Given[],
  at: number,
): Argument[] {
  const { parameters, isOpen } = signature;
  const least = parameters.filter(({ isOptional }) => !isOptional).length;
  if (given.length < least || (given.length > parameters.length && !isOpen)) {
    const most = isOpen ? ' or more' : parameters.length > least ? ` to ${parameters.length}` : '';
    throw new RuleRefused(at, `${operator} takes ${least}${most} operands, not ${given.length}`);
  }
  return given.map(({ value, at: place }, index) =>
    argumentFor(operator, parameters[Math.min(index, parameters.length - 1)] as Parameter, value, place),
  );
}

function byName(operator: Operator, signature: Signature, given: readonly Given[], at: number): Argument[] {
  const { parameters } = signature;
  const unknown = given.find(({ name }) => !parameters.some((parameter) => parameter.name === name));
  const names = parameters.map(({ name }) => `${name}::`).join(', ');
  if (unknown) throw new RuleRefused(unknown.at, `${operator} has no ${unknown.name}::, it has ${names}`);
  const twice = given.find(({ name }, index) => given.findIndex((other) => other.name === name) < index);
  if (twice) throw new RuleRefused(twice.at, `${twice.name}:: is given twice`);
  return parameters.flatMap((parameter) => {
    const found = given.find(({ name }) => name === parameter.name);
    if (found) return [argumentFor(operator, parameter, found.value, found.at)];
    if (parameter.isOptional) return [];
    throw new RuleRefused(at, `${operator} needs ${parameter.name}::`);
  });
}
