/** A fact as people read it in Slack: from → to, the reason, and what comes next. */
import type { Payload } from './message/blocks.ts';
import { digest } from './message/digest.ts';
import { answered, asks, paused, resumed, skipped } from './message/people.ts';
import { cleared, drifted, edited, outsideWindow, raised, started, waiting } from './message/progress.ts';
import { breached, degraded, finished, stopDelayed, stopped, stopRequested } from './message/stops.ts';
import type { Notice } from './notice.ts';

export type Told = {
  /** Who is called, in Slack's form; only for an approval and a stop. */
  readonly mention?: string | undefined;
  /** What the closed gates of the step say. */
  readonly closed?: readonly string[] | undefined;
};

export function messageOf(notice: Notice, { mention, closed = [] }: Told = {}): Payload {
  const calls = mentionOf(mention);
  switch (notice.type) {
    case 'Ramp Started':
      return started(notice);
    case 'Exposure Raised':
      return raised(notice);
    case 'Gate Waiting':
      return waiting(notice, closed);
    case 'Gate Cleared':
      return cleared(notice, closed);
    case 'Window Waiting':
      return outsideWindow(notice);
    case 'Approval Requested':
      return asks(notice, calls);
    case 'Approval Given':
    case 'Approval Rejected':
    case 'Approval Expired':
      return answered(notice);
    case 'Step Skipped':
      return skipped(notice);
    case 'Guard Breached':
      return breached(notice);
    case 'Ramp Paused':
      return paused(notice);
    case 'Ramp Resumed':
      return resumed(notice);
    case 'Exposure Drifted':
      return drifted(notice);
    case 'Run Edited':
      return edited(notice);
    case 'Stop Requested':
      return stopRequested(notice);
    case 'Stop Delayed':
      return stopDelayed(notice, calls);
    case 'Ramp Stopped':
      return stopped(notice, calls);
    case 'Ramp Finished':
      return finished(notice);
    case 'Rampart Degraded':
      return degraded(notice);
    case 'Ramp Digest':
      return digest(notice.data);
  }
}

/** People and user groups may be called, a whole channel never. */
const mentions = /^(<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+)>\s*)+$/;

export const mentionOf = (mention: string | undefined): string =>
  mention !== undefined && mentions.test(mention) ? `${mention.trim()} ` : '';
