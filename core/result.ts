/**
 * What a stop of ours leaves in the run's Result: words for people, and a mark. AppConfig takes no TriggeredBy, so the mark
 * is how the record can be true: whose mark stands there, his stop took effect.
 */
import type { Cause, Ramp } from './ramp.ts';
import { filledIn } from './summary.ts';

/** AppConfig takes this many characters for each field of a Result. */
const longestResult = 1024;

export const markerOf = (nonce: string): string => `[rampart:${nonce}]`;
/** Whether any stop of ours has left its mark. */
export const isOurs = (resultText: string): boolean => /\[rampart:[^\]]+\]/.test(resultText);
export const isMarked = (resultText: string, nonce: string): boolean => resultText.includes(markerOf(nonce));

/** Which change of which alarm; `place` is the alarm's among all that guard the ramp. */
export type AlarmMark = { readonly place: number; readonly stateAt: number };

/** What stands for a nonce where the ledger could not be written: whoever reads it knows the alarm by it. */
export const alarmNonce = ({ place, stateAt }: AlarmMark): string => `alarm-${place}-${stateAt}`;

export function alarmMarked(resultText: string): AlarmMark | undefined {
  const [, place, stateAt] = /\[rampart:alarm-(\d+)-(\d+)\]/.exec(resultText) ?? [];
  return place === undefined ? undefined : { place: Number(place), stateAt: Number(stateAt) };
}

/** What a person reads in AppConfig about the stop. */
export function summaryOf(ramp: Ramp, cause: Cause, now: number): string {
  // A planned end has a summary of its own: it is the reason.
  const text = cause.kind === 'end' ? cause.reason : filledIn(ramp.stopSummary, ramp, now, cause.reason);
  return fitted(text, markerOf(cause.nonce));
}

/** Of a stop that is sent although the ledger cannot be written: the record that is made later is made from its mark. */
export const unfencedSummary = (reason: string, mark: AlarmMark): string =>
  fitted(
    `Stopped by rampart: ${reason} (its ledger could not be written at that moment)`,
    markerOf(alarmNonce(mark)),
  );

/** AppConfig keeps a second field for the reason itself. */
export const reasonText = (reason: string): string => reason.slice(0, longestResult);

/** The mark always fits. */
const fitted = (text: string, marker: string): string =>
  `${text.slice(0, longestResult - marker.length - 1)} ${marker}`;
