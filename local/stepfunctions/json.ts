export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As AWS names types in its error texts. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Step Functions' limit for the input or output of a state, a task or an execution, in bytes of UTF-8. */
export const maxDataBytes = 256 * 1024;

export function isTooLarge(value: Json): boolean {
  const text = JSON.stringify(value);
  return text.length * 3 > maxDataBytes && Buffer.byteLength(text) > maxDataBytes;
}
