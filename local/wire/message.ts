/** A request or an answer as either door sees it: names of headers in lower case, the body whole. */
export type WireRequest = {
  readonly method: string;
  /** As sent: percent-encoded, no query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
};

export type WireResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

export const noBytes = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);

/** The SDK's serializers flush strings or a Uint8Array subclass that turns into a string when copied with Buffer.from. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return typeof value === 'string' ? encoder.encode(value) : noBytes;
}
