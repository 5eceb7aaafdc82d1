/** Lists are answered in pages; a token says where the next one starts. */
import { invalid } from './world.ts';

type Asked = { readonly Limit?: number | undefined; readonly NextToken?: string | undefined };
type Page<T> = { readonly items: readonly T[]; readonly next: { readonly NextToken?: string } };

const defaultPage = 100;

export function pageOf<T>(all: readonly T[], { Limit, NextToken }: Asked): Page<T> {
  const from = NextToken === undefined ? 0 : startOf(NextToken);
  const to = from + (Limit ?? defaultPage);
  return { items: all.slice(from, to), next: to < all.length ? { NextToken: tokenOf(to) } : {} };
}

const tokenOf = (start: number) => Buffer.from(`page from ${start}`).toString('base64');

function startOf(token: string): number {
  const [, start] = /^page from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (start === undefined) throw invalid('NextToken is not valid.');
  return Number(start);
}
