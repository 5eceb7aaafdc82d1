/** Lists are answered in pages. A token names its list and the last item told, so that writers in between shift nothing. */
import { badRequest } from './errors.ts';
import type { Numbered, Sequence } from './sequence.ts';

type PageInput = { readonly MaxResults?: number | undefined; readonly NextToken?: string | undefined };
type Page<O> = { readonly Items: O[]; readonly NextToken?: string };

type Listing<T extends Numbered, O> = {
  /** What is listed, so that a token of another list is refused. */
  readonly name: string;
  readonly list: Sequence<T>;
  readonly order: 'newestFirst' | 'oldestFirst';
  readonly accepts?: (item: T) => boolean;
  readonly view: (item: T) => O;
};

const mostOnAPage = 50;

/** @throws BadRequestException for a token that this list did not give */
export function pageOf<T extends Numbered, O>(
  { name, list, order, accepts = () => true, view }: Listing<T, O>,
  { MaxResults = mostOnAPage, NextToken }: PageInput,
): Page<O> {
  const told = NextToken === undefined ? undefined : placeOf(name, NextToken);
  const items: T[] = [];
  for (const item of order === 'oldestFirst' ? list.after(told) : list.before(told)) {
    if (!accepts(item)) continue;
    if (items.length === MaxResults) return { Items: items.map(view), NextToken: tokenOf(name, items) };
    items.push(item);
  }
  return { Items: items.map(view) };
}

const tokenOf = (name: string, items: readonly Numbered[]): string =>
  Buffer.from(JSON.stringify([name, items.at(-1)?.sequence])).toString('base64url');

function placeOf(name: string, token: string): number {
  try {
    const [list, place] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    if (list === name && Number.isSafeInteger(place)) return place as number;
  } catch {
    // Not one of ours: refused below.
  }
  throw badRequest(`The NextToken is not one that this list of ${name} gave`);
}
