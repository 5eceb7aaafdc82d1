/** The facts of a ramp as the demo tells them: when, how many users are in the run, and what happens. */
import { type Delivered, type ToldFact, toldFact } from '#core/delivered';
import { lineOf } from '#core/message/line';
import { formatAt, minuteMs } from '#core/time';
import type { SlackMessage } from '#local/slack/index';
import type { Paint, Style } from './context.ts';
import { toldOf } from './story.ts';
import { percent } from './words.ts';

export type Teller = {
  readonly timezone: string;
  readonly paint: Paint;
  /** What somebody at a terminal can do about a question. */
  readonly hint: string;
  /** Who answered the question. */
  readonly answeredBy: () => string;
};

/** Undefined for a fact that another line tells already. */
export function demoLineOf(event: Delivered, teller: Teller): string | undefined {
  const fact = toldFact(event);
  const sentence = fact && sentenceOf(fact, teller);
  if (fact === undefined || sentence === undefined) return undefined;
  const exposure = fact.type === 'Ramp Stopped' ? '–' : percent(fact.data.exposure);
  const style = styles[fact.type];
  const at = formatAt(Date.parse(event.time), teller.timezone);
  return `${at}  ${exposure.padStart(5)}  ${style ? teller.paint(style, sentence) : sentence}`;
}

/** What people in Slack read; undefined for a ramp's own message, which is rewritten with every line above. */
export function slackLineOf(
  { rewritten, threadTs, payload }: SlackMessage,
  saidAt: number,
  { timezone, paint }: Teller,
): string | undefined {
  if (rewritten > 0 && threadTs === undefined) return undefined;
  const at = saidAt - (saidAt % minuteMs);
  const said = lineOf(payload, (instant) => formatAt(instant, timezone));
  return `${formatAt(at, timezone)}  ${paint('cyan', 'Slack')}  ${rewritten > 0 ? `(edited) ${said}` : said}`;
}

const styles: { readonly [T in ToldFact['type']]?: Style } = {
  'Exposure Raised': 'green',
  'Approval Requested': 'yellow',
  'Guard Breached': 'red',
};

const beginnings: { readonly [T in ToldFact['type']]?: string } = {
  'Gate Waiting': 'waits: ',
  'Gate Cleared': 'goes on: ',
  'Window Waiting': 'waits: ',
  'Approval Expired': '',
  'Guard Breached': '',
  'Ramp Paused': 'paused: ',
  'Ramp Resumed': 'goes on ',
  'Stop Requested': '',
};

function sentenceOf(fact: ToldFact, { timezone, hint, answeredBy }: Teller): string | undefined {
  switch (fact.type) {
    case 'Ramp Started':
      return `started, run #${fact.data.ramp.run}`;
    case 'Exposure Raised':
      return `raised from ${percent(fact.data.from)}`;
    case 'Approval Requested':
      return `asks: ${fact.data.question}${hint}`;
    case 'Approval Given':
      return `approved by ${answeredBy()}`;
    case 'Ramp Stopped':
      return `run #${fact.data.ramp.run} is over; users are back on the deployed flag`;
    default: {
      const told = toldOf(fact, timezone);
      return told === undefined
        ? undefined
        : `${beginnings[fact.type] ?? `${fact.type.toLowerCase()}: `}${told}`;
    }
  }
}
