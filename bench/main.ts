/** `npm run bench [-- name …]`: runs bench/*.bench.ts and prints each figure with its bar. */
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import type { Figure } from './figure.ts';

type Bench = { readonly default: () => Promise<readonly Figure[]> };

const wanted = process.argv.slice(2);
const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).toSorted();
const nameOf = (file: string) => basename(file, '.bench.ts');
const unknown = wanted.filter((name) => !files.some((file) => nameOf(file) === name));
if (unknown.length > 0) {
  process.stderr.write(`no bench ${unknown.join(', ')}; there are: ${files.map(nameOf).join(', ')}\n`);
  process.exit(2);
}

for (const file of files.filter((each) => wanted.length === 0 || wanted.includes(nameOf(each)))) {
  process.stdout.write(`\n${nameOf(file)}\n`);
  const { default: figures } = (await import(`./${file}`)) as Bench;
  for (const figure of await figures()) process.stdout.write(lineOf(figure));
}

function lineOf({ what, figure, bar, ok }: Figure): string {
  const verdict = bar === undefined ? '' : `  ${ok ? 'ok   ' : 'short'}  bar: ${bar}`;
  return `  ${what.padEnd(56)} ${figure.padStart(14)}${verdict}\n`;
}
