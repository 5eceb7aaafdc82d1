/** Metric math: text to tree. What AWS would refuse is a MathError; a function that is not emulated is refused by name. */
import { notImplemented } from '../../wire/errors.ts';
import { MathError } from './error.ts';
import { isFunction } from './functions.ts';
import { readTokens, type Token } from './tokens.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negative'; readonly of: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: string;
      readonly sides: readonly [Expression, Expression];
    }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] };

const precedence: Readonly<Record<string, number>> = {
  OR: 1,
  '||': 1,
  AND: 2,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 7,
};

/** @throws MathError, NotImplementedException */
export function parseMath(text: string): Expression {
  const reader = new Reader(readTokens(text));
  const expression = reader.operation(0);
  const rest = reader.peek();
  if (rest) throw new MathError(`Error in expression: unexpected '${rest.text}'`);
  return expression;
}

/** The ids that an expression names. */
export function idsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'id':
      return [expression.id];
    case 'list':
      return expression.items.flatMap(idsOf);
    case 'negative':
      return idsOf(expression.of);
    case 'operation':
      return expression.sides.flatMap(idsOf);
    case 'call':
      return expression.arguments.flatMap(idsOf);
    default:
      return [];
  }
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  operation(above: number): Expression {
    let left = this.#operand();
    for (;;) {
      const operator = this.peek()?.text.toUpperCase() ?? '';
      const level = precedence[operator];
      if (level === undefined || level <= above) return left;
      this.#at += 1;
      const right = this.operation(operator === '^' ? level - 1 : level); // powers group from the right
      left = { kind: 'operation', operator, sides: [left, right] };
    }
  }

  #operand(): Expression {
    const token = this.peek();
    this.#at += 1;
    switch (token?.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) };
      case 'text':
        return { kind: 'text', value: token.text };
      case 'name':
        return this.peek()?.text === '(' ? this.#call(token.text) : { kind: 'id', id: token.text };
      case 'sign':
        if (token.text === '-') return { kind: 'negative', of: this.operation(6) };
        if (token.text === '(') return this.#inBrackets();
        if (token.text === '[') return { kind: 'list', items: this.#until(']') };
        throw new MathError(`Error in expression: unexpected '${token.text}'`);
      case undefined:
        throw new MathError('Error in expression: it ends too early');
    }
  }

  #inBrackets(): Expression {
    const inner = this.operation(0);
    this.#eat(')');
    return inner;
  }

  #call(written: string): Expression {
    const name = written.toUpperCase();
    if (!isFunction(name)) throw notImplemented('CloudWatch', `the metric math function ${name}`);
    this.#eat('(');
    return { kind: 'call', name, arguments: this.#until(')') };
  }

  #until(end: string): Expression[] {
    const items: Expression[] = [];
    while (this.peek()?.text !== end) {
      if (items.length > 0) this.#eat(',');
      items.push(this.operation(0));
    }
    this.#eat(end);
    return items;
  }

  #eat(text: string): void {
    const token = this.peek();
    if (token?.text !== text)
      throw new MathError(`Error in expression: expected '${text}'${token ? `, not '${token.text}'` : ''}`);
    this.#at += 1;
  }
}
