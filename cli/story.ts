/** The facts of a ramp as lines for people: when, what, and the figures that matter. */
import { type Delivered, type ToldFact, toldFact } from '#core/delivered';
import type { Actor } from '#core/ramp';
import { formatAt, formatDuration, parseDuration } from '#core/time';
import { percent } from './words.ts';

/** Undefined for a fact that another line tells already. */
export function lineOf(event: Delivered, timezone: string): string | undefined {
  const fact = toldFact(event);
  const told = fact && toldOf(fact, timezone);
  return fact === undefined || told === undefined
    ? undefined
    : `${formatAt(Date.parse(event.time), timezone)}  ${fact.type.padEnd(18)}  ${told}`;
}

/** What the fact says, without when and what it is. */
export function toldOf({ type, data }: ToldFact, timezone: string): string | undefined {
  switch (type) {
    case 'Ramp Started':
      return `run #${data.ramp.run} at ${percent(data.exposure)}`;
    case 'Exposure Raised':
      return `${percent(data.from)} → ${percent(data.to)}`;
    case 'Gate Waiting':
      return data.overdue ? `still: ${data.gate.because}` : data.gate.because;
    case 'Gate Cleared':
      return `${data.gate.because}, after ${spell(data.waited)}`;
    case 'Window Waiting':
      return `${data.reason.replace(/ until .*/, '')}; next ${formatAt(Date.parse(data.until), timezone)}`;
    case 'Approval Requested':
      return data.question;
    case 'Approval Given':
    case 'Approval Rejected':
      return `by ${nameOf(data.by)} after ${spell(data.waited)}${noted(data.note)}`;
    case 'Approval Expired':
      return `nobody answered in ${spell(data.waited)} → ${data.then}`;
    case 'Step Skipped':
      return `${data.what}, by ${nameOf(data.by)}${noted(data.note)}`;
    case 'Guard Breached':
      return `${data.guard.because} → ${data.action}`;
    case 'Ramp Paused':
      return data.reason;
    case 'Ramp Resumed':
      return `after ${spell(data.pausedFor)}${noted(data.note)}`;
    case 'Exposure Drifted':
      return `expected ${percent(data.expected)}, found ${percent(data.actual)}: ${data.action}`;
    case 'Run Edited':
      return `${data.what}: expected ${data.expected}, found ${data.actual}: ${data.action}`;
    case 'Stop Requested':
      return data.reason.kind === 'guard' ? undefined : data.reason.text;
    case 'Stop Delayed':
      return `try ${data.attempt}: ${data.error}`;
    case 'Ramp Stopped':
      return `at ${percent(data.exposureWas)} after ${spell(data.ranFor)}; users are back on the deployed flag`;
    case 'Rampart Degraded':
      return `${data.component}: ${data.error}`;
    case 'Ramp Finished':
      return undefined;
  }
}

/** To the second. */
export const durationOf = (iso: string): number => parseDuration(iso.replace(/\.\d+/, '')) ?? 0;
const spell = (iso: string): string => formatDuration(durationOf(iso));
const noted = (note: string | undefined): string => (note ? `: ${note}` : '');

/** Of an ARN its name says enough. */
const nameOf = (by: Actor): string =>
  by.type === 'user' ? by.principal.replace(/^arn:.*[/:]/, '') : by.type;
