/** The digests by which clients see that nothing was lost on the way. */
import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

export const md5OfText = (text: string): string => createHash('md5').update(text).digest('hex');

/** Each name, type and value in the order of the names, with its length before it; undefined for none. */
export function md5OfAttributes(
  attributes: Readonly<Record<string, MessageAttributeValue>>,
): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue = new Uint8Array() } = attributes[name] ?? {};
    hash.update(withLength(Buffer.from(name))).update(withLength(Buffer.from(DataType)));
    hash.update(Uint8Array.of(DataType.startsWith('Binary') ? 2 : 1));
    hash.update(withLength(StringValue === undefined ? BinaryValue : Buffer.from(StringValue)));
  }
  return hash.digest('hex');
}

function withLength(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}
