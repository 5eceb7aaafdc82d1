/** How constants compare, and how the text of a context value is read as what it is compared with. */
import type { Constant } from './rule.ts';
import { parseTimestamp } from './timestamp.ts';
import { parseNumber } from './tokens.ts';

export type Family = 'text' | 'number' | 'timestamp' | 'boolean';

export function familyOf({ type }: Constant): Family {
  if (type === 'string') return 'text';
  return type === 'integer' || type === 'float' ? 'number' : type;
}

/** Undefined for text that is no number, no moment, neither true nor false. */
export function readAs(family: Family, text: string): Constant | undefined {
  switch (family) {
    case 'text':
      return { type: 'string', value: text };
    case 'number': {
      const number = parseNumber(text);
      return number === 'out of range' ? undefined : number;
    }
    case 'timestamp': {
      const value = parseTimestamp(text);
      return value === undefined ? undefined : { type: 'timestamp', value };
    }
    case 'boolean':
      return text === 'true' || text === 'false' ? { type: 'boolean', value: text === 'true' } : undefined;
  }
}

/** Below, at or above zero as the first is less, equal or greater. An integer and a float compare exactly. */
export function compare(first: Constant, second: Constant): number {
  if (first.type === 'string' && second.type === 'string') return compareText(first.value, second.value);
  if (first.value < second.value) return -1;
  return first.value > second.value ? 1 : 0;
}

/** By code point, as UTF-8 sorts: JavaScript's own order puts 😀 before ﬁ. */
function compareText(first: string, second: string): number {
  return Buffer.compare(Buffer.from(first), Buffer.from(second));
}

/** A constant as the text that a context value would have. */
export function textOf({ type, value }: Constant): string {
  return type === 'timestamp' ? new Date(value).toISOString() : String(value);
}
