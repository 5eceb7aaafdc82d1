/** `*` stands for any characters, `\*` and `\\` for themselves. Matching takes time linear in the text: no backtracking. */
import { refuse } from './refuse.ts';

export function wildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = literalsOf(pattern);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  const searches = rest.map(searchFor);
  return (text) => {
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let at: number | undefined = first.length;
    for (const search of searches) {
      // the leftmost place leaves the most room for what follows
      at = search(text, at);
      if (at === undefined) return false;
    }
    return at <= text.length - last.length;
  };
}

/** What stands between the stars. */
function literalsOf(pattern: string): string[] {
  const literals = [''];
  // AWS counts bytes, from the quotation mark before the pattern
  const place = (at: number) => 1 + Buffer.byteLength(pattern.slice(0, at));
  for (let at = 0; at < pattern.length; at++) {
    let character = pattern.charAt(at);
    if (character === '*') {
      if (pattern[at + 1] === '*') refuse(`Consecutive wildcard characters at pos ${place(at)}`);
      literals.push('');
      continue;
    }
    if (character === '\\') {
      character = pattern.charAt(at + 1);
      if (character !== '*' && character !== '\\') refuse(`Invalid escape character at pos ${place(at)}`);
      at += 1;
    }
    literals.push(literals.pop() + character);
  }
  return literals;
}

/** Knuth, Morris and Pratt's search: where the first occurrence at or after `from` ends. */
function searchFor(word: string): (text: string, from: number) => number | undefined {
  const borders = bordersOf(word);
  return (text, from) => {
    let matched = 0;
    for (let at = from; at < text.length; at++) {
      while (matched > 0 && text[at] !== word[matched]) matched = borders[matched - 1] ?? 0;
      if (text[at] === word[matched]) matched += 1;
      if (matched === word.length) return at + 1;
    }
    return undefined;
  };
}

/** For each beginning of the word: the length of its longest proper prefix that is also its suffix. */
function bordersOf(word: string): number[] {
  const borders = [0];
  let length = 0;
  for (let at = 1; at < word.length; at++) {
    while (length > 0 && word[at] !== word[length]) length = borders[length - 1] ?? 0;
    if (word[at] === word[length]) length += 1;
    borders.push(length);
  }
  return borders;
}
