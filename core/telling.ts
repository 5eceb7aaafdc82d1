/** Who is told of which fact, and where: one table, by the level that the plan's author has chosen. */
import type { FactType } from './facts.ts';
import type { RampNotice } from './notice.ts';

export type Level = 'quiet' | 'normal' | 'verbose';
/** `channel`: a new message that everybody sees. `thread`: only who has opened the ramp's own message. */
export type Place = 'nowhere' | 'thread' | 'channel';
/** What is one matter for people is one message, rewritten as it goes on. */
export type Matter = 'wait' | 'question' | 'pause';

export type Rule = { readonly [L in Level]: Place } & {
  /** `opens`: always a new message. `continues`: the one there is, or a new one. `ends`: only the one there is. */
  readonly matter?: { readonly name: Matter; readonly as: 'opens' | 'continues' | 'ends' };
  /** Whether it changes where the ramp stands, which the ramp's own message shows. */
  readonly isState: boolean;
};

const rule = (
  quiet: Place,
  normal: Place,
  verbose: Place,
  isState: boolean,
  matter?: Rule['matter'],
): Rule => ({ quiet, normal, verbose, isState, ...(matter ? { matter } : {}) });

const wait = (as: 'continues' | 'ends') => ({ name: 'wait', as }) as const;
const question = (as: 'opens' | 'ends') => ({ name: 'question', as }) as const;
const pause = (as: 'opens' | 'ends') => ({ name: 'pause', as }) as const;

export const rules: Readonly<Record<FactType, Rule>> = {
  'Ramp Started': rule('channel', 'channel', 'channel', true),
  'Exposure Raised': rule('nowhere', 'channel', 'channel', true),
  'Gate Waiting': rule('nowhere', 'channel', 'channel', true, wait('continues')),
  'Gate Cleared': rule('nowhere', 'nowhere', 'thread', true, wait('ends')),
  'Window Waiting': rule('nowhere', 'nowhere', 'thread', true),
  'Approval Requested': rule('channel', 'channel', 'channel', true, question('opens')),
  'Approval Given': rule('nowhere', 'nowhere', 'thread', true, question('ends')),
  'Approval Rejected': rule('nowhere', 'nowhere', 'thread', true, question('ends')),
  'Approval Expired': rule('nowhere', 'nowhere', 'thread', true, question('ends')),
  'Step Skipped': rule('nowhere', 'nowhere', 'thread', false),
  'Guard Breached': rule('nowhere', 'channel', 'channel', false),
  'Ramp Paused': rule('nowhere', 'channel', 'channel', true, pause('opens')),
  'Ramp Resumed': rule('nowhere', 'nowhere', 'thread', true, pause('ends')),
  'Exposure Drifted': rule('nowhere', 'channel', 'channel', true),
  'Run Edited': rule('nowhere', 'channel', 'channel', false),
  'Stop Requested': rule('nowhere', 'nowhere', 'thread', true),
  'Stop Delayed': rule('channel', 'channel', 'channel', true),
  'Ramp Stopped': rule('channel', 'channel', 'channel', true),
  'Ramp Finished': rule('channel', 'channel', 'channel', true),
  'Rampart Degraded': rule('channel', 'channel', 'channel', false),
};

export function placeOf(notice: RampNotice, level: Level): Place {
  const place = rules[notice.type][level];
  if (place !== 'channel' || !isEcho(notice)) return place;
  return level === 'verbose' ? 'thread' : 'nowhere';
}

/** Another fact of the same moment tells it: the breach is the reason of the stop or pause, the end follows from the stop. */
function isEcho(notice: RampNotice): boolean {
  if (notice.type === 'Guard Breached') return notice.data.action !== 'notify';
  return notice.type === 'Ramp Finished' && notice.data.outcome === 'stopped';
}

type Mentions = { readonly stop?: string | undefined; readonly approval?: string | undefined };

/** People are called for an approval, and for a stop that the plan did not foresee. */
export function mentionFor(notice: RampNotice, { stop, approval }: Mentions): string | undefined {
  switch (notice.type) {
    case 'Approval Requested':
      return approval;
    case 'Stop Delayed':
      return stop;
    case 'Ramp Stopped':
      return notice.data.reason.kind === 'end' ? undefined : stop;
    default:
      return undefined;
  }
}
