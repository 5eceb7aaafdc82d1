/**
 * What Slack shows of one ramp, and the next thing to send. A fact that comes again sends nothing, an older one rewrites
 * nothing that is newer; and after each thing sent the record is kept, so that whoever goes on does not send it again.
 */

import type { Payload } from './message/blocks.ts';
import { board } from './message/board.ts';
import { unanswered } from './message/people.ts';
import { messageOf } from './message.ts';
import type { RampNotice } from './notice.ts';
import { type Level, type Matter, mentionFor, placeOf, rules } from './telling.ts';

export type Thread = {
  /** Of the ramp's own message; none with a webhook, which says nothing of what it posts. */
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
  /** The newest fact that the ramp's own message shows. */
  readonly shownSeq: number;
  /** Facts that have been told, by their places. */
  readonly told: readonly number[];
  readonly matters: { readonly [M in Matter]?: Told };
  /** Of the present step, what each gate last said: undefined once it is open. */
  readonly gates: { readonly step: number; readonly byName: Readonly<Record<string, Said>> };
};
type Told = {
  readonly ts?: string | undefined;
  readonly seq: number;
  /** The step at which it was told first. */
  readonly step?: number | undefined;
  /** What is asked, as long as nobody has answered. */
  readonly asks?: string | undefined;
};
type Said = { readonly seq: number; readonly because?: string | undefined };

export const emptyThread: Thread = { shownSeq: 0, told: [], matters: {}, gates: { step: 0, byName: {} } };

export type Ways = {
  /** A webhook posts only; with a bot's token messages are rewritten, and have threads. */
  readonly by: 'webhook' | 'bot';
  readonly level: Level;
  readonly mention: { readonly stop?: string | undefined; readonly approval?: string | undefined };
};

export type Delivery = { readonly payload: Payload } & (
  | { readonly do: 'post'; readonly as: 'board' | 'message'; readonly isBroadcast: boolean }
  | { readonly do: 'rewrite'; readonly as: 'board' | 'message' | 'question'; readonly ts: string }
);
export type Sent = { readonly channel?: string | undefined; readonly ts?: string | undefined };

/** Takes in what a fact says, whether or not anything is sent of it. */
export function heard(thread: Thread, notice: RampNotice): Thread {
  return { ...thread, gates: gatesAfter(thread, notice), matters: mattersAfter(thread, notice) };
}

/** A stop ends the question too: one that was asked before it, and is heard of later, is asked no more. */
function mattersAfter({ matters }: Thread, notice: RampNotice): Thread['matters'] {
  const matter = endsAll(notice) ? 'question' : rules[notice.type].matter?.name;
  const known = matter && matters[matter];
  if (matter === undefined || notice.seq <= (known?.seq ?? 0)) return matters;
  const asks = endsAll(notice) ? known?.asks : asked(notice, known?.asks);
  return { ...matters, [matter]: { ...known, seq: notice.seq, asks } };
}

const endsAll = ({ type }: RampNotice): boolean =>
  type === 'Stop Requested' || type === 'Ramp Stopped' || type === 'Ramp Finished';

/** What is asked after the fact. */
function asked(notice: RampNotice, before: string | undefined): string | undefined {
  if (notice.type === 'Approval Requested') return notice.data.question;
  return notice.type === 'Approval Expired' && notice.data.then === 'wait' ? before : undefined;
}

function gatesAfter({ gates }: Thread, notice: RampNotice): Thread['gates'] {
  if (notice.step < gates.step) return gates;
  const byName = notice.step > gates.step ? {} : gates.byName;
  const present = { step: notice.step, byName };
  if (notice.type !== 'Gate Waiting' && notice.type !== 'Gate Cleared') return present;
  const { name, because } = notice.data.gate;
  if ((byName[name]?.seq ?? 0) > notice.seq) return present;
  const said = { seq: notice.seq, because: notice.type === 'Gate Waiting' ? because : undefined };
  return { step: notice.step, byName: { ...byName, [name]: said } };
}

/** @param thread that has heard the notice */
export function nextDelivery(thread: Thread, notice: RampNotice, ways: Ways): Delivery | undefined {
  if (ways.by === 'webhook') return own(thread, notice, ways);
  if (thread.ts === undefined) {
    const payload = board(notice, tell(thread, notice, mentionFor(notice, ways.mention)));
    return { do: 'post', as: 'board', isBroadcast: false, payload };
  }
  if (rules[notice.type].isState && notice.seq > thread.shownSeq)
    return { do: 'rewrite', as: 'board', ts: thread.ts, payload: board(notice, tell(thread, notice)) };
  if (notice.type === 'Ramp Started') return undefined;
  return closing(thread, notice) ?? own(thread, notice, ways);
}

/** The question that a stop leaves without an answer. */
function closing({ matters }: Thread, notice: RampNotice): Delivery | undefined {
  const { ts, asks } = matters.question ?? {};
  if (!endsAll(notice) || ts === undefined || asks === undefined) return undefined;
  return { do: 'rewrite', as: 'question', ts, payload: unanswered(notice, asks) };
}

const tell = (thread: Thread, notice: RampNotice, mention?: string): Payload =>
  messageOf(notice, {
    mention,
    closed: Object.values(thread.gates.byName).flatMap(({ because }) => because ?? []),
  });

/** The message of the fact itself: of a matter that goes on, the one there is. */
function own(thread: Thread, notice: RampNotice, ways: Ways): Delivery | undefined {
  if (thread.told.includes(notice.seq)) return undefined;
  const { matter } = rules[notice.type];
  const known = matter && thread.matters[matter.name];
  if (known && known.seq > notice.seq && !isStillClosed(thread, notice)) return undefined;
  const payload = tell(thread, notice, mentionFor(notice, ways.mention));
  if (known?.ts !== undefined && goesOn(known, notice, ways.level))
    return { do: 'rewrite', as: 'message', ts: known.ts, payload };
  if (known && ways.by === 'webhook' && isSaid(known, notice)) return undefined;
  const place = placeOf(notice, ways.level);
  if (place === 'nowhere') return undefined;
  return { do: 'post', as: 'message', isBroadcast: place === 'channel', payload };
}

/** Gates close and open in any order: as long as this one is closed, the message of all of them is to be rewritten. */
const isStillClosed = ({ gates }: Thread, notice: RampNotice): boolean =>
  notice.type === 'Gate Waiting' && gates.byName[notice.data.gate.name]?.because !== undefined;

/** One wait message for a ramp; where everything is wanted, one for each step. A reminder is a new one. */
function goesOn(known: Told, notice: RampNotice, level: Level): boolean {
  const as = rules[notice.type].matter?.as;
  if (notice.type !== 'Gate Waiting') return as === 'ends';
  return notice.data.overdue !== true && (level !== 'verbose' || known.step === notice.step);
}

/** What cannot be rewritten is said once for each step. */
const isSaid = (known: Told, notice: RampNotice): boolean =>
  notice.type === 'Gate Waiting' && notice.data.overdue !== true && known.step === notice.step;

export function delivered(thread: Thread, notice: RampNotice, delivery: Delivery, sent: Sent): Thread {
  if (delivery.as === 'board') return shown(thread, notice, delivery, sent);
  if (delivery.as === 'question')
    return { ...thread, matters: { ...thread.matters, question: answeredBy(thread, notice) } };
  const { seq, step } = notice;
  const told = [...thread.told, seq];
  const matter = rules[notice.type].matter?.name;
  if (matter === undefined) return { ...thread, told };
  const known = thread.matters[matter];
  const isNew = delivery.do === 'post' && rules[notice.type].matter?.as !== 'ends';
  const newest = Math.max(seq, known?.seq ?? 0);
  const after: Told = isNew ? { ...known, ts: sent.ts, seq: newest, step } : { ...known, seq: newest };
  return { ...thread, told, matters: { ...thread.matters, [matter]: after } };
}

const answeredBy = ({ matters }: Thread, { seq }: RampNotice): Told => ({
  ...matters.question,
  seq: Math.max(seq, matters.question?.seq ?? 0),
  asks: undefined,
});

/** The first message of a ramp tells its fact as well. */
const shown = (thread: Thread, { seq }: RampNotice, delivery: Delivery, { channel, ts }: Sent): Thread =>
  delivery.do === 'post'
    ? { ...thread, channel, ts, shownSeq: seq, told: [...thread.told, seq] }
    : { ...thread, shownSeq: seq };
