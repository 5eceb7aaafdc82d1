/** Lists are answered in pages; a token says where the next one starts. */
import { invalid } from './world.ts';

type Asked = { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined };
type Page<T> = { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } };

export function pageOf<T>(all: readonly T[], { MaxResults = 100, NextToken }: Asked): Page<T> {
  const from = NextToken === undefined ? 0 : startOf(NextToken);
  const to = from + MaxResults;
  const token = Buffer.from(`page from ${to}`).toString('base64');
  return { items: all.slice(from, to), next: to < all.length ? { NextToken: token } : {} };
}

function startOf(token: string): number {
  const [, start] = /^page from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (start === undefined) throw invalid('Invalid NextToken.');
  return Number(start);
}
