/** Reads the fields of one JSON object of a definition, and notes what AWS would refuse about each. */
import { isExpression } from './expression.ts';
import { isObject, type Json, type JsonObject, typeOf } from './json.ts';
import { type Problems, refuse } from './problems.ts';
import { compileTemplate, type Template } from './template.ts';

type Range = { readonly minimum?: number; readonly maximum?: number };

export class Reader {
  readonly json: JsonObject;
  readonly path: string;
  readonly problems: Problems;

  constructor(json: JsonObject, path: string, problems: Problems) {
    this.json = json;
    this.path = path;
    this.problems = problems;
  }

  at(field: string): string {
    return this.path === '/' ? `/${field}` : `${this.path}/${field}`;
  }

  has(field: string): boolean {
    return field in this.json;
  }

  refuse(field: string, message: string, code?: string): void {
    refuse(this.problems, this.at(field), message, code);
  }

  notEmulated(field: string, what: string): void {
    this.problems.notEmulated.push(`${what} at ${this.at(field)}`);
  }

  /** Refuses what is absent. */
  require(...fields: readonly string[]): void {
    const missing = fields.filter((field) => !this.has(field));
    if (missing.length > 0)
      refuse(this.problems, this.path, `These fields are required: [${missing.join(', ')}]`);
  }

  /** Refuses all fields but these. */
  allow(fields: ReadonlySet<string>): void {
    for (const field of Object.keys(this.json))
      if (!fields.has(field)) refuse(this.problems, this.path, `Field '${field}' is not supported`);
  }

  string(field: string): string | undefined {
    const value = this.json[field];
    if (value === undefined || typeof value === 'string') return value;
    this.refuse(field, 'Expected value of type String');
    return undefined;
  }

  number(
    field: string,
    fallback: number,
    { minimum, maximum, whole }: Range & { whole?: boolean } = {},
  ): number {
    const value = this.json[field];
    if (value === undefined) return fallback;
    if (typeof value !== 'number' || (whole && !Number.isInteger(value))) {
      this.refuse(field, `Expected value of type ${whole ? 'Integer' : 'Number'}`);
      return fallback;
    }
    if (minimum !== undefined && value < minimum) this.refuse(field, `Minimum value is ${minimum}`);
    if (maximum !== undefined && value > maximum) this.refuse(field, `Maximum value is ${maximum}`);
    return value;
  }

  object(field: string): Reader | undefined {
    const value = this.json[field];
    if (value === undefined) return undefined;
    if (isObject(value)) return new Reader(value, this.at(field), this.problems);
    this.refuse(field, 'Expected value of type Object');
    return undefined;
  }

  objects(field: string): readonly Reader[] {
    const value = this.json[field];
    if (value === undefined) return [];
    if (Array.isArray(value) && value.length > 0 && value.every(isObject))
      return value.map((item, at) => new Reader(item, this.at(`${field}[${at}]`), this.problems));
    this.refuse(field, 'Expected value of type Array of Objects, with at least one');
    return [];
  }

  strings(field: string): readonly string[] {
    const value = this.json[field];
    if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
      return value;
    if (value !== undefined) this.refuse(field, 'Expected value of type Array of Strings, with at least one');
    return [];
  }

  /** Any JSON, with expressions in it. */
  template(field: string): Template | undefined {
    const value = this.json[field];
    if (value === undefined) return undefined;
    return compileTemplate(value, (place, thrown) => {
      const { message } = thrown as { message?: string };
      this.refuse(`${field}${place}`, String(message), 'INVALID_JSONATA_EXPRESSION');
    });
  }

  /** An expression, or a literal that passes `isLiteral`. */
  either(field: string, what: string, isLiteral: (value: Json) => boolean): Template | undefined {
    const value = this.json[field];
    if (value !== undefined && !isExpression(value) && !isLiteral(value))
      this.refuse(field, `Expected value of type ${what} or a JSONata expression, but was ${typeOf(value)}`);
    return this.template(field);
  }

  /** An expression, or a whole number of at least `minimum`. */
  integer(field: string, minimum: number): Template | undefined {
    if (typeof this.json[field] === 'number') this.number(field, minimum, { minimum, whole: true });
    return this.either(field, 'Integer', (value) => typeof value === 'number');
  }
}
