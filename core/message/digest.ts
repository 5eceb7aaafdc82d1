/** The digest in its compact form: what needs somebody first, then what moves, then what ended. */
import type { DigestData } from '../events/digest.ts';
import { type Block, context, header, type Payload, section } from './blocks.ts';
import { bar, percent, safe, when } from './text.ts';

/** As many lines of a kind as a phone shows without scrolling for long. */
const most = 10;

export function digest(data: DigestData): Payload {
  const { needsYou, moving, ended, openRuns, at, since, audience, more } = data;
  const first = needsYou[0] && ` First: ${safe(needsYou[0].name, 100)}, \`${safe(needsYou[0].todo, 120)}\`.`;
  return {
    text: `Ramps of ${safe(audience.owner, 100)} today: ${counted(data)}.${first ?? ''}`,
    blocks: [
      header(`Ramps of ${safe(audience.owner, 100)}`),
      ...part(
        'Needs you',
        needsYou.map((each) => `:raised_hand: ${lineOf(each)} · \`${safe(each.todo, 80)}\``),
        more?.needsYou,
      ),
      ...part(
        'Moving',
        moving.map((each) => `${bar(each.exposure)} ${lineOf(each)}`),
        more?.moving,
      ),
      ...part(
        'Ended',
        ended.map((each) => `:checkered_flag: ${lineOf(each)}`),
        more?.ended,
      ),
      ...context(`as of ${when(at)}, ended since ${when(since)}`, billed(openRuns)),
    ],
  };
}

function counted({ needsYou, moving, ended, more }: DigestData): string {
  const needed = needsYou.length + (more?.needsYou ?? 0);
  const counts = [
    [needed, needed === 1 ? 'needs you' : 'need you'],
    [moving.length + (more?.moving ?? 0), 'moving'],
    [ended.length + (more?.ended ?? 0), 'ended'],
  ] as const;
  const told = counts.filter(([count]) => count > 0).map((each) => each.join(' '));
  return told.length > 0 ? told.join(', ') : 'nothing moves';
}

type Line = DigestData['moving'][number];

const lineOf = ({ name, exposure, what }: Line): string =>
  `*${safe(name, 70)}* ${percent(exposure)} · ${safe(what, 70)}`;

/** @param left lines that did not get into the digest at all */
function part(title: string, lines: readonly string[], left = 0): readonly Block[] {
  if (lines.length === 0) return [];
  const rest = Math.max(0, lines.length - most) + left;
  return [section(`*${title}*`, ...lines.slice(0, most), ...(rest > 0 ? [`and ${rest} more`] : []))];
}

function billed({ count, billedHours, oldest }: DigestData['openRuns']): string {
  const open = `AppConfig bills ${count} open ${count === 1 ? 'run' : 'runs'}, ${billedHours} hours so far`;
  return oldest
    ? `${open} · oldest: ${safe(oldest.name, 100)}, ${oldest.openHours} h (limit ${oldest.limitHours} h)`
    : open;
}
