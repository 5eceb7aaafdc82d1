/** The one message of a ramp that is rewritten: where it stands now, with what happened last. */
import type { RampNotice } from '../notice.ts';
import { context, type Payload, section } from './blocks.ts';
import { nameOf, placeOf } from './progress.ts';
import { bar, percent, when } from './text.ts';

/** @param told what is said of the fact itself */
export function board(notice: RampNotice, told: Payload): Payload {
  if (notice.type === 'Ramp Started') return told;
  const name = nameOf(notice);
  return {
    text: told.text,
    blocks: [
      section(
        `${emojiOf(notice)} *${name}* ${stateOf(notice)} · ${bar(notice.exposure)} *${percent(notice.exposure)}*`,
      ),
      section(told.text),
      ...context(placeOf(notice), `step ${notice.step} of ${notice.of}`, `as of ${when(notice.at)}`),
    ],
  };
}

function stateOf(notice: RampNotice): string {
  switch (notice.type) {
    case 'Gate Waiting':
      return 'waits for its gates';
    case 'Window Waiting':
      return 'waits for its window';
    case 'Approval Requested':
    case 'Approval Expired':
      return 'waits for approval';
    case 'Approval Rejected':
    case 'Ramp Paused':
      return 'is paused';
    case 'Stop Requested':
    case 'Stop Delayed':
      return 'is being stopped';
    case 'Ramp Stopped':
      return 'is stopped';
    case 'Ramp Finished':
      return { stopped: 'is stopped', held: 'is held', failed: 'has failed', refused: 'was not started' }[
        notice.data.outcome
      ];
    default:
      return 'is moving';
  }
}

function emojiOf(notice: RampNotice): string {
  const state = stateOf(notice);
  if (state === 'is moving') return ':large_green_circle:';
  if (state.startsWith('waits')) return ':large_yellow_circle:';
  return state === 'is paused' ? ':double_vertical_bar:' : ':black_circle:';
}
