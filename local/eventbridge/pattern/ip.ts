/** IP addresses, compared as the hexadecimal digits of their bytes: 8 for version 4, 32 for version 6. */
import { isIPv6 } from 'node:net';
import { refuse } from './refuse.ts';

/** No address is longer, so that long texts cost nothing. */
const longestAddress = 45;

/** The digits of an address, or undefined for any other text. */
export function digitsOf(text: string): string | undefined {
  if (text.length > longestAddress) return undefined;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) return digitsOfV4(text);
  return /^[\da-fA-F:]+$/.test(text) && isIPv6(text) ? digitsOfV6(text) : undefined;
}

function digitsOfV4(text: string): string | undefined {
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte < 256) ? bytes.map((byte) => hex(byte, 2)).join('') : undefined;
}

function digitsOfV6(text: string): string {
  const [head = [], tail] = text
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').map((group) => group.padStart(4, '0'))));
  const gap = tail ? 8 - head.length - tail.length : 0;
  const digits = [...head, ...Array.from({ length: gap }, () => '0000'), ...(tail ?? [])]
    .join('')
    .toLowerCase();
  return digits.startsWith(mappedV4) ? digits.slice(mappedV4.length) : digits;
}

/** ::ffff:0:0/96 holds version 4 addresses, which are taken as such. */
const mappedV4 = `${'0'.repeat(20)}ffff`;
const hex = (value: number | bigint, length: number) => value.toString(16).padStart(length, '0');

/** Whether a text is an address of the block. */
export function cidr(block: string): (text: string) => boolean {
  const [address = '', mask = '', ...more] = block.split('/');
  if (!block.includes('/') || more.length > 0) refuse("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(mask)) refuse('Malformed CIDR, mask bits must be an integer');
  if (Number(mask) < 0) refuse('Malformed CIDR, mask bits must not be negative');
  const digits = digitsOf(address) ?? refuse(`Nonstandard IP address: ${address}`);
  const bits = digits.length * 4;
  if (Number(mask) >= bits) refuse(`IPv${bits === 32 ? 4 : 6} mask bits must be < ${bits}`);
  const host = (1n << BigInt(bits - Number(mask))) - 1n;
  const value = BigInt(`0x${digits}`);
  const [bottom, top] = [hex(value & ~host, digits.length), hex(value | host, digits.length)];
  return (text) => {
    const given = digitsOf(text);
    return given?.length === digits.length && given >= bottom && given <= top;
  };
}
