/** Whether a rule holds for what a request says about its sender. */
import { positionOf } from '../position.ts';
import { isFound } from './pattern-match.ts';
import type { Argument, Call, Constant, List, Operand, Pattern, Rule } from './rule.ts';
import { compare, type Family, familyOf, readAs, textOf } from './values.ts';

/** Attributes arrive as text, in a header: `age=65`. They are read as what the rule compares them with. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export type Circumstances = {
  readonly attributes: Attributes;
  /** What a split without a seed is particular to: the flag. */
  readonly scope: string;
  /** What an attribute that is missing, or cannot be read as what it is compared with, does: see switches.ts. */
  readonly unresolvedAttribute: 'false' | 'outside';
};

export function evaluate(rule: Rule, circumstances: Circumstances): boolean {
  const evaluation = new Evaluation(circumstances);
  const holds = evaluation.holds(rule);
  return holds && !(evaluation.isUnresolved && circumstances.unresolvedAttribute === 'outside');
}

class Evaluation {
  readonly #circumstances: Circumstances;
  isUnresolved = false;

  constructor(circumstances: Circumstances) {
    this.#circumstances = circumstances;
  }

  holds(operand: Argument): boolean {
    if (operand.type === 'call') return this.#judge(operand);
    return this.#given([this.#read(operand, 'boolean')], ([truth]) => truth.value === true);
  }

  #judge({ operator, operands }: Call): boolean {
    const [first, second, third] = operands as readonly [Argument, Argument, Argument | undefined];
    switch (operator) {
      case 'and':
        return operands.every((operand) => this.holds(operand));
      case 'or':
        return operands.some((operand) => this.holds(operand));
      case 'not':
        return !this.holds(first);
      case 'eq':
        return this.#compare(first, second, (order) => order === 0);
      case 'gt':
        return this.#compare(first, second, (order) => order > 0);
      case 'gte':
        return this.#compare(first, second, (order) => order >= 0);
      case 'lt':
        return this.#compare(first, second, (order) => order < 0);
      case 'lte':
        return this.#compare(first, second, (order) => order <= 0);
      case 'begins_with':
        return this.#search(first, second, (text, prefix) => text.startsWith(prefix));
      case 'ends_with':
        return this.#search(first, second, (text, suffix) => text.endsWith(suffix));
      case 'contains':
        return this.#search(first, second, (text, part) => text.includes(part));
      case 'in':
        return this.#isIn(first, second as List);
      case 'matches':
        return this.#matches(first, second as Pattern);
      case 'exists':
        return this.#attribute(String((first as Constant).value)) !== undefined;
      case 'split':
        return this.#split(first as Constant, second as Operand | List, third as Constant | undefined);
    }
  }

  #compare(first: Argument, second: Argument, judge: (order: number) => boolean): boolean {
    const family = this.#familyOf(first) ?? this.#familyOf(second) ?? this.#familyOfBoth(first, second);
    const read = [this.#read(first, family), this.#read(second, family)];
    return this.#given(read, ([left, right]) => judge(compare(left, right)));
  }

  #search(first: Argument, second: Argument, judge: (text: string, part: string) => boolean): boolean {
    const read = [this.#read(first, 'text'), this.#read(second, 'text')];
    return this.#given(read, ([text, part]) => judge(String(text.value), String(part.value)));
  }

  #isIn(first: Argument, { items }: List): boolean {
    return this.#given([this.#read(first, this.#familyOf(first) ?? 'text')], () =>
      (items as readonly Constant[]).some((item) => {
        const value = this.#read(first, familyOf(item));
        return value !== undefined && compare(value, item) === 0;
      }),
    );
  }

  #matches(first: Argument, { program }: Pattern): boolean {
    return this.#given([this.#read(first, 'text')], ([text]) => isFound(program, String(text.value)));
  }

  /** The same values get the same answer whatever the percentage, so whoever is in at 20 is in at 25. */
  #split(percentage: Constant, by: Operand | List, seed: Constant | undefined): boolean {
    const values = (by.type === 'list' ? by.items : [by]).map((item) =>
      this.#read(item, this.#familyOf(item) ?? 'text'),
    );
    const salt = seed ? `seed/${seed.value}` : this.#circumstances.scope;
    return this.#given(
      values,
      (all) => positionOf(salt, JSON.stringify(all.map(textOf))) * 100 < Number(percentage.value),
    );
  }

  /** Judges what could be read; an operator that lacks something is false. */
  #given(
    read: readonly (Constant | undefined)[],
    judge: (read: readonly [Constant, Constant]) => boolean,
  ): boolean {
    if (read.every((constant) => constant !== undefined))
      return judge(read as unknown as [Constant, Constant]);
    this.isUnresolved = true;
    return false;
  }

  #read(operand: Argument, family: Family): Constant | undefined {
    switch (operand.type) {
      case 'context': {
        const text = this.#attribute(operand.key);
        return text === undefined ? undefined : readAs(family, text);
      }
      case 'call':
        return family === 'boolean' ? { type: 'boolean', value: this.#judge(operand) } : undefined;
      case 'list':
      case 'pattern':
        return undefined;
      default:
        return familyOf(operand) === family ? operand : undefined;
    }
  }

  /** What an operand is by itself; a context value is what it is compared with. */
  #familyOf(operand: Argument): Family | undefined {
    if (operand.type === 'call') return 'boolean';
    return operand.type === 'context' || operand.type === 'list' || operand.type === 'pattern'
      ? undefined
      : familyOf(operand);
  }

  /** Two context values are numbers if both can be, else text. */
  #familyOfBoth(first: Argument, second: Argument): Family {
    return this.#read(first, 'number') && this.#read(second, 'number') ? 'number' : 'text';
  }

  #attribute(key: string): string | undefined {
    const { attributes } = this.#circumstances;
    return Object.hasOwn(attributes, key) ? String(attributes[key]) : undefined;
  }
}
