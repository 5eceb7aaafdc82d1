/** The rule of a composite alarm: AND, OR, NOT and AT_LEAST over the states of other alarms. */
import { validationError } from '../errors.ts';
import type { State } from './evaluation.ts';

export type Rule = {
  readonly text: string;
  /** The names of the alarms it refers to. */
  readonly alarms: readonly string[];
  isMet(stateOf: (name: string) => State | undefined): boolean;
};

type Test = Rule['isMet'];

const mostAlarms = 100;
const mostElements = 500;
const longest = 10_240;

/** @throws ValidationException */
export function parseRule(text: string): Rule {
  if (text.length > longest) throw refused(`it is longer than ${longest} characters`);
  const reader = new RuleReader(text);
  const isMet = reader.either();
  reader.end();
  if (reader.alarms.size > mostAlarms) throw refused(`it refers to more than ${mostAlarms} alarms`);
  if (reader.elements > mostElements) throw refused(`it has more than ${mostElements} elements`);
  return { text, alarms: [...reader.alarms], isMet };
}

const refused = (why: string) => validationError(`AlarmRule is not valid: ${why}`);

/** The last part of an alarm's ARN, or the name itself. */
export const nameOfAlarm = (reference: string): string =>
  /^arn:aws[\w-]*:cloudwatch:[\w-]*:\d*:alarm:(.+)$/s.exec(reference)?.[1] ?? reference;

class RuleReader {
  readonly alarms = new Set<string>();
  /** Alarms, TRUE and FALSE, and pairs of parentheses. */
  elements = 0;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  either(): Test {
    const sides = [this.#all()];
    while (this.#takes(/OR\b/iy)) sides.push(this.#all());
    return (stateOf) => sides.some((side) => side(stateOf));
  }

  end(): void {
    if (!this.#takes(/$/y)) throw this.#unexpected();
  }

  #all(): Test {
    const sides = [this.#one()];
    while (this.#takes(/AND\b/iy)) sides.push(this.#one());
    return (stateOf) => sides.every((side) => side(stateOf));
  }

  #one(): Test {
    if (this.#takes(/NOT\b/iy)) {
      const negated = this.#one();
      return (stateOf) => !negated(stateOf);
    }
    this.elements += 1;
    if (this.#takes(/TRUE\b/iy)) return () => true;
    if (this.#takes(/FALSE\b/iy)) return () => false;
    if (this.#takes(/\(/y)) return this.#inParentheses(() => this.either());
    if (this.#takes(/AT_LEAST\s*\(/iy)) return this.#inParentheses(() => this.#atLeast());
    const state = this.#state();
    this.#expect(/\(/y);
    return this.#inParentheses(() => {
      const name = this.#alarm();
      return (stateOf) => stateOf(name) === state;
    });
  }

  /** AT_LEAST(2, ALARM, (a, b, c)), AT_LEAST(50%, NOT OK, (a, b)) */
  #atLeast(): Test {
    const [, amount = '', percent] = this.#expect(/"?(\d+)(%)?"?/y);
    this.#expect(/,/y);
    const isNegated = this.#takes(/NOT\b/iy);
    const state = this.#state();
    this.#expect(/,\s*\(/y);
    const names = this.#inParentheses(() => {
      const list = [this.#alarm()];
      while (this.#takes(/,/y)) list.push(this.#alarm());
      return list;
    });
    const least = percent ? Math.ceil((Number(amount) / 100) * names.length) : Number(amount);
    if (least < 1 || least > names.length)
      throw refused(`AT_LEAST ${amount}${percent ?? ''} of ${names.length} alarms`);
    this.elements += names.length;
    return (stateOf) => names.filter((name) => (stateOf(name) === state) !== isNegated).length >= least;
  }

  #state(): State {
    const [, state = ''] = this.#expect(/(ALARM|OK|INSUFFICIENT_DATA)\b/iy);
    return state.toUpperCase() as State;
  }

  #alarm(): string {
    const [, quoted, plain = ''] = this.#expect(/"((?:[^"\\]|\\.)+)"|([^\s"(),](?:[^"(),]*[^\s"(),])?)/y);
    const name = nameOfAlarm(quoted?.replace(/\\(.)/g, '$1') ?? plain);
    this.alarms.add(name);
    return name;
  }

  #inParentheses<T>(read: () => T): T {
    const inner = read();
    this.#expect(/\)/y);
    return inner;
  }

  #takes(pattern: RegExp): boolean {
    return this.#match(pattern) !== null;
  }

  #expect(pattern: RegExp): RegExpExecArray {
    const found = this.#match(pattern);
    if (!found) throw this.#unexpected();
    return found;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #unexpected(): Error {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    return refused(rest === '' ? 'it ends too early' : `unexpected text at position ${this.#at}: ${rest}`);
  }
}
