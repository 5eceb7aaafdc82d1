/** A digest as lines for people: what needs them first. */
import type { DigestData } from '#core/events/digest';
import { formatDay } from '#core/time';
import type { Paint } from './context.ts';
import { percent } from './words.ts';

type Line = DigestData['moving'][number] & { readonly todo?: string };

export function renderDigest(digest: DigestData, paint: Paint): string {
  const { needsYou, moving, ended } = digest;
  const rows = [
    ...needsYou.map((line) => ({ sign: paint('yellow', '!'), line: line as Line })),
    ...moving.map((line) => ({ sign: ' ', line: line as Line })),
    ...ended.map((line) => ({ sign: line.state === 'HELD' ? ' ' : paint('red', '✖'), line: line as Line })),
  ];
  const width = (of: (line: Line) => string) => Math.max(0, ...rows.map(({ line }) => of(line).length));
  const names = width(({ name }) => name);
  const exposures = width(({ exposure }) => percent(exposure));
  const whats = width(({ what, todo }) => (todo === undefined ? '' : what));
  const lines = rows.map(({ sign, line: { name, exposure, what, todo } }) => {
    const told = todo === undefined ? what : `${what.padEnd(whats)}  ${paint('cyan', todo)}`;
    return `${sign} ${name.padEnd(names)}  ${percent(exposure).padStart(exposures)}  ${told}`.trimEnd();
  });
  return `${[head(digest), ...lines, billed(digest)].join('\n')}\n`;
}

/** `Thu 3 Dec · 1 needs you · 2 moving · 1 stopped` */
function head({ at, timezone, needsYou, moving, ended, more }: DigestData): string {
  const outcomes = Map.groupBy(ended, ({ state }) => state.toLowerCase());
  const counts = [
    [needsYou.length + (more?.needsYou ?? 0), needsYou.length === 1 ? 'needs you' : 'need you'],
    [moving.length + (more?.moving ?? 0), 'moving'],
    ...[...outcomes].map(([outcome, lines]) => [lines.length, outcome]),
  ];
  const told = counts.filter(([count]) => count !== 0).map((each) => each.join(' '));
  return [formatDay(Date.parse(at), timezone), ...(told.length > 0 ? told : ['nothing moves'])].join(' · ');
}

/** `3 open runs are billed, oldest llm-v2 11d of 21d` */
function billed({ openRuns: { count, billedHours, oldest } }: DigestData): string {
  if (!oldest) return 'no open run is billed';
  const runs = count === 1 ? '1 open run is billed' : `${count} open runs are billed`;
  const open = `${span(oldest.openHours)} of ${span(oldest.limitHours)}`;
  return `${runs}, ${billedHours} hours so far, oldest ${oldest.name} ${open}`;
}

const span = (hours: number): string => (hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`);
