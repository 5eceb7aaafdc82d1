/** Words of a Slack message. What others have written (alarms, plans, notes) comes in only through `safe`. */
import type { Actor } from '../ramp.ts';
import { formatDuration, parseDuration } from '../time.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/**
 * Text that shows as what it is: without `<` and `>` nobody is mentioned and nothing is linked.
 * @param limit of characters as Slack counts them, after escaping
 */
export function safe(text: string, limit = 300): string {
  let shown = '';
  for (const character of text.toWellFormed().replace(unprintable, ' ').trim()) {
    const next = entities[character] ?? character;
    if (shown.length + next.length >= limit) return `${shown}…`;
    shown += next;
  }
  return shown;
}

/** Some of a list, and how many more there are. */
export function listed(all: readonly string[], separator = ' · ', most = 6): string {
  const shown = all.slice(0, most).map((each) => safe(each, 150));
  const rest = all.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(separator);
}

/** Every reader sees his own time zone. */
export function when(instant: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return safe(instant, 40);
  const fallback = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${fallback} UTC>`;
}

const principals = /arn:[\w-]+:(?:iam|sts)::(?:\d+|\*)?:(?=[\w-]+\/)/g;
const instants = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z/g;

/** Of an ARN of a role or a user its end says enough. */
export const short = (text: string): string =>
  text.replace(principals, '').replace(/\b(role|user|assumed-role)\//g, '$1 ');

/** A sentence of the ramp's own: instants in it become the reader's. */
export const sentence = (text: string, limit = 500): string =>
  safe(short(text), limit).replace(instants, when);

/** A space before the sign, and no line break between. */
export const percent = (value: number): string => `${Math.round(value * 1000) / 1000}\u00a0%`;

export const fromTo = (from: number, to: number): string => `${percent(from)} → ${percent(to)}`;

export function bar(exposure: number): string {
  const cells = Math.max(Math.min(Math.round(exposure / 10), 10), exposure > 0 ? 1 : 0);
  return `\`${'█'.repeat(cells)}${'░'.repeat(10 - cells)}\``;
}

/** `2d 16h` of `P2DT16H`. */
export function lasting(duration: string): string {
  const ms = parseDuration(duration);
  return ms === undefined ? safe(duration, 40) : formatDuration(roundedToMinutes(ms));
}

const roundedToMinutes = (ms: number): number => (ms < 60_000 ? ms : Math.round(ms / 60_000) * 60_000);

/** `role Dev`, as people say it; of an ARN its end says enough. */
export function who(by: Actor): string {
  switch (by.type) {
    case 'rampart':
      return 'rampart';
    case 'cloudwatch':
      return 'CloudWatch';
    case 'appconfig':
      return 'AppConfig';
    case 'user':
      return safe(short(by.principal), 120);
  }
}

/** What users really see, the deployed flag last: `12.5 % t1 · 12.5 % control · 75 % deployed flag`. */
export function seen(sees: Readonly<Record<string, number>>): string {
  const names: Readonly<Record<string, string>> = { c: 'control', deployed: 'deployed flag' };
  const shares = Object.entries(sees).filter(([, share]) => share > 0);
  return shares.map(([key, share]) => `${percent(share)} ${names[key] ?? safe(key, 20)}`).join(' · ');
}
