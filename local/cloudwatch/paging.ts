/** Lists are answered in pages; a token says where the next one starts. */
import { InvalidNextToken } from '@aws-sdk/client-cloudwatch';

type Page<T> = { readonly items: readonly T[]; readonly nextToken: string | undefined };

export function pageOf<T>(all: readonly T[], size: number, token: string | undefined): Page<T> {
  const from = token === undefined ? 0 : startOf(token);
  const to = from + size;
  return { items: all.slice(from, to), nextToken: to < all.length ? tokenFrom(to) : undefined };
}

export const tokenFrom = (start: number): string => Buffer.from(`page from ${start}`).toString('base64');

/** @throws InvalidNextToken */
export function startOf(token: string): number {
  const [, start] = /^page from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (start === undefined)
    throw new InvalidNextToken({ message: 'The NextToken is invalid.', $metadata: {} });
  return Number(start);
}
