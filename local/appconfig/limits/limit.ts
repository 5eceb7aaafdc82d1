/** What the service's model says of a member beyond its type. The SDK's schemas do not carry it. */
export type Limit =
  | { readonly kind: 'text'; readonly min?: number; readonly max?: number; readonly pattern?: RegExp }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'number'; readonly min?: number; readonly max?: number; readonly isWhole?: boolean }
  | { readonly kind: 'flag' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'list'; readonly min?: number; readonly max?: number; readonly of: Limit }
  | {
      readonly kind: 'map';
      readonly min?: number;
      readonly max?: number;
      readonly key: Limit;
      readonly value: Limit;
    }
  | { readonly kind: 'structure'; readonly required: readonly string[]; readonly members: Members }
  /** Exactly one of its members. */
  | { readonly kind: 'union'; readonly members: Members };

export type Members = Readonly<Record<string, Limit>>;
/** Members by operation. */
export type Limits = Readonly<Record<string, Members>>;

export const text = (min?: number, max?: number, pattern?: RegExp): Limit => ({
  kind: 'text',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  ...(pattern === undefined ? {} : { pattern }),
});
export const choice = (...of: string[]): Limit => ({ kind: 'choice', of });
export const number = (min?: number, max?: number): Limit => ({
  kind: 'number',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
export const integer = (min?: number, max?: number): Limit =>
  ({ ...number(min, max), isWhole: true }) as Limit;
export const flag: Limit = { kind: 'flag' };
export const bytes: Limit = { kind: 'bytes' };
export const list = (of: Limit, min: number, max: number): Limit => ({ kind: 'list', of, min, max });
export const map = (key: Limit, value: Limit, min: number, max: number): Limit => ({
  kind: 'map',
  key,
  value,
  min,
  max,
});
export const structure = (members: Members, ...required: string[]): Limit => ({
  kind: 'structure',
  members,
  required,
});
export const union = (members: Members): Limit => ({ kind: 'union', members });
