/** What an UpdateItem of the ledger left behind, read from its answer on the wire. */
import { entryOf, type Item } from '#adapters/write';
import type { Entry } from '#core/ledger';
import type { Effect } from './effects.ts';

type Wire = Readonly<Record<string, unknown>>;

/** The state of a ramp after a write that returns it; undefined for every other call, and for one that was refused. */
export function rampAfter({ operation, input, output }: Effect): Entry | undefined {
  const key = input.Key as { readonly pk?: { readonly S: string }; readonly sk?: { readonly S: string } };
  const isRamp = operation === 'UpdateItem' && key.sk?.S === 'state' && key.pk?.S.startsWith('ramp#');
  const attributes = output?.Attributes;
  return isRamp && attributes ? entryOf(plain({ M: attributes as Wire }) as Item) : undefined;
}

function plain(value: Wire): unknown {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case 'N':
      return Number(content);
    case 'NULL':
      return undefined;
    case 'M':
      return Object.fromEntries(
        Object.entries(content as Record<string, Wire>).map(([name, each]) => [name, plain(each)]),
      );
    case 'L':
      return (content as readonly Wire[]).map(plain);
    default:
      return content;
  }
}
