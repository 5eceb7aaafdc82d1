/** Lists are answered in pages; a token says where the next one starts. */
import { InvalidToken } from '@aws-sdk/client-sfn';

type Page<T> = { readonly items: readonly T[]; readonly nextToken: string | undefined };

export function pageOf<T>(
  all: readonly T[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
): Page<T> {
  const from = nextToken === undefined ? 0 : startOf(nextToken);
  const to = from + (maxResults || defaultPage); // 0 means the default, too
  return { items: all.slice(from, to), nextToken: to < all.length ? tokenOf(to) : undefined };
}

const defaultPage = 100;
const tokenOf = (start: number) => Buffer.from(`page from ${start}`).toString('base64');

function startOf(token: string): number {
  const [, start] = /^page from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (start === undefined)
    throw new InvalidToken({ message: "Invalid Token: 'Invalid token'", $metadata: {} });
  return Number(start);
}
