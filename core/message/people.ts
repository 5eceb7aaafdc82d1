/** What people are asked, and what they did. */
import type { RampNotice } from '../notice.ts';
import { context, type Payload, section } from './blocks.ts';
import { nameOf, type Of } from './progress.ts';
import { fromTo, lasting, listed, percent, safe, short, when, who } from './text.ts';

/** @param mention whoever the plan wants to be called, already in Slack's form */
export function asks(notice: Of<'Approval Requested'>, mention: string): Payload {
  const { question, approvers, from, to, deadline, evidence } = notice.data;
  const name = nameOf(notice);
  const may = approvers.length > 0 ? listed(approvers.map(short), ' or ') : 'whoever may run commands';
  return {
    text: `${mention}${name} asks: ${safe(question)} (${fromTo(from, to)}) Answer: ramp approve ${name}`,
    blocks: [
      section(`:raised_hand: ${mention}*${name}* asks for approval: ${percent(from)} → *${percent(to)}*`),
      section(`>${safe(question, 500)}`),
      ...context(
        listed(evidence.map(({ because }) => because)),
        deadline && `answer by ${when(deadline)}`,
        `may approve: ${may}`,
      ),
      section(`\`ramp approve ${name}\` or \`ramp reject ${name} -m "why"\``),
    ],
  };
}

type Answered = Of<'Approval Given' | 'Approval Rejected' | 'Approval Expired'>;

export function answered(notice: Answered): Payload {
  const { question, waited, note } = notice.data;
  const name = nameOf(notice);
  const is = `${answerOf(notice)}: ${name} at ${percent(notice.exposure)}`;
  const emoji = notice.type === 'Approval Given' ? ':white_check_mark:' : ':no_entry_sign:';
  return {
    text: `${is}, “${safe(question)}”${note ? ` (${safe(note)})` : ''}.${thenOf(notice)}`,
    blocks: [
      section(`${emoji} *${name}* at *${percent(notice.exposure)}*: ${answerOf(notice)}`),
      section(`>${safe(question, 500)}`),
      ...context(note && safe(note), `after ${lasting(waited)}`, thenOf(notice).trim()),
    ],
  };
}

function answerOf({ type, by }: Answered): string {
  switch (type) {
    case 'Approval Given':
      return `Approved by ${who(by)}`;
    case 'Approval Rejected':
      return `Rejected by ${who(by)}`;
    case 'Approval Expired':
      return 'Nobody answered in time';
  }
}

function thenOf({ type, data }: Answered): string {
  if (type === 'Approval Given') return ' Next: it is raised as soon as its window is open.';
  if (type === 'Approval Rejected') return ' Next: it stays where it is until somebody resumes or stops it.';
  return data.then === undefined || data.then === 'wait'
    ? ' Next: it goes on waiting for an answer.'
    : ` Next: ${safe(data.then, 60)}.`;
}

/** A question that a stop has closed. */
export function unanswered(notice: RampNotice, question: string): Payload {
  const name = nameOf(notice);
  const text = `Nobody has to answer any more: ${name} is stopped, “${safe(question)}”.`;
  return {
    text,
    blocks: [
      section(`:no_entry_sign: *${name}* is stopped: nobody has to answer any more`),
      section(`>${safe(question, 500)}`),
    ],
  };
}

export function skipped(notice: Of<'Step Skipped'>): Payload {
  const { what, note } = notice.data;
  const name = nameOf(notice);
  const text = `${who(notice.by)} skipped the ${safe(what, 80)} of ${name} at ${percent(notice.exposure)}: ${safe(note)}`;
  return { text: `${text}.`, blocks: [section(`:fast_forward: ${text}`), ...context(stepOf(notice))] };
}

export function paused(notice: Of<'Ramp Paused'>): Payload {
  const name = nameOf(notice);
  const at = percent(notice.exposure);
  const reason = safe(notice.data.reason);
  return {
    text: `${name} is paused at ${at} by ${who(notice.by)}: ${reason}. Next: ramp resume ${name}`,
    blocks: [
      section(`:double_vertical_bar: *${name}* is paused at *${at}* by ${who(notice.by)}`, reason),
      ...context(
        'nothing is rolled back, guards still watch',
        `\`ramp resume ${name}\` or \`ramp stop ${name}\``,
      ),
    ],
  };
}

export function resumed(notice: Of<'Ramp Resumed'>): Payload {
  const { pausedFor, note } = notice.data;
  const name = nameOf(notice);
  const text = `${name} goes on at ${percent(notice.exposure)}, resumed by ${who(notice.by)}`;
  return {
    text: `${text} after ${lasting(pausedFor)}${note ? `: ${safe(note)}` : ''}.`,
    blocks: [
      section(`:arrow_forward: ${text}`),
      ...context(`paused for ${lasting(pausedFor)}`, note && safe(note)),
    ],
  };
}

const stepOf = ({ step, of }: RampNotice): string => `step ${step} of ${of}`;
