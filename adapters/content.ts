/** What decides who sees what in a run. Overrides name entities and rules may name people: only a mark of them leaves this place. */
import { createHash } from 'node:crypto';
import type { Content } from '#core/ramp';

/** As definitions and the snapshots in runs have it alike. */
export type Drawn = {
  readonly Control?: Weighted | undefined;
  readonly Treatments?: readonly Weighted[] | undefined;
  readonly AudienceRule?: string | undefined;
};
type Weighted = { readonly Key?: string | undefined; readonly Weight?: number | undefined };

export function contentOf(drawn: Drawn, overrides: Readonly<Record<string, string>> = {}): Content {
  const entries = Object.entries(overrides).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    overrides: { count: entries.length, mark: markOf(JSON.stringify(entries)) },
    weights: weightsOf(drawn),
    audience: markOf(drawn.AudienceRule ?? ''),
  };
}

/** Of the control and every treatment, by key. */
function weightsOf({ Control, Treatments = [] }: Drawn): Content['weights'] {
  const all = [Control, ...Treatments].filter((each): each is Weighted => each !== undefined);
  return Object.fromEntries(all.map(({ Key = '', Weight = 0 }) => [Key, Weight]));
}

const markOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
