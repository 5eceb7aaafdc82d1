/** How a ramp moves, and what it waits for. */
import type { FactData } from '../facts.ts';
import type { RampNotice } from '../notice.ts';
import type { Verdict } from '../ramp.ts';
import { context, type Payload, section } from './blocks.ts';
import { bar, fromTo, lasting, listed, percent, safe, seen, sentence, when, who } from './text.ts';

export type Of<T extends RampNotice['type']> = Extract<RampNotice, { readonly type: T }>;

export const nameOf = ({ ramp }: RampNotice): string => safe(ramp.name, 100);
export const placeOf = ({ ramp }: RampNotice): string =>
  `${safe(ramp.application, 100)} / ${safe(ramp.definition, 100)}${ramp.run === undefined ? '' : ` · run #${ramp.run}`}`;

export function started(notice: Of<'Ramp Started'>): Payload {
  const { data, exposure, by } = notice;
  const name = nameOf(notice);
  const second = data.plannedSteps[1];
  const next = second && nextIs(second.exposure, second.raiseAt);
  const last = data.plannedSteps.at(-1)?.exposure ?? exposure;
  return {
    text: `${name} started at ${percent(exposure)}.${next ? ` Next: ${next}.` : ''}`,
    blocks: [
      section(`:rocket: *${name}* started · ${bar(exposure)} *${percent(exposure)}*`),
      section(
        `${data.plannedSteps.length} steps to ${percent(last)}${data.earliestEnd ? `, earliest end ${when(data.earliestEnd)}` : ''}`,
      ),
      ...context(placeOf(notice), `started by ${who(by)}`, next && `next: ${next}`),
    ],
  };
}

export function raised(notice: Of<'Exposure Raised'>): Payload {
  const { from, to, gates, heldFor, next, sees } = notice.data;
  const name = nameOf(notice);
  const because = passed(gates) || (heldFor ? `held for ${lasting(heldFor)}` : '');
  const ahead = next ? nextIs(next.exposure, next.notBefore) : 'it is held, and then the plan ends';
  return {
    text: `${name}: exposure ${fromTo(from, to)}${because ? `, because ${because}` : ''}. Next: ${ahead}.`,
    blocks: [
      section(`:arrow_up: *${name}*  ${percent(from)} → *${percent(to)}*  ${bar(to)}`),
      ...context(because, seen(sees), `next: ${ahead}`),
    ],
  };
}

/** @param closed what all the closed gates of this step say: the message is rewritten with each of them */
export function waiting(notice: Of<'Gate Waiting'>, closed: readonly string[]): Payload {
  const { since, overdue, gate } = notice.data;
  const name = nameOf(notice);
  const at = percent(notice.exposure);
  const reasons = closed.length > 0 ? closed : [gate.because];
  const still = overdue ? 'still waits' : 'waits';
  return {
    text: `${name} ${still} at ${at}: ${listed(reasons)}. Next: it is raised when that is so.`,
    blocks: [
      section(`:hourglass_flowing_sand: *${name}* ${still} at *${at}*`),
      section(...bullets(reasons)),
      ...context(
        `since ${when(since)}`,
        `not needed? \`ramp skip ${name} --gate ${safe(gate.name, 60)} -m "why"\``,
      ),
    ],
  };
}

/** @param closed what still keeps it from rising */
export function cleared(notice: Of<'Gate Cleared'>, closed: readonly string[]): Payload {
  const { gate, waited } = notice.data;
  const name = nameOf(notice);
  const at = percent(notice.exposure);
  const rest = closed.length > 0 ? `still waits: ${listed(closed)}` : 'no gate is closed any more';
  return {
    text: `${name} at ${at}: ${safe(gate.because)}, after ${lasting(waited)}; ${rest}.`,
    blocks: [
      section(`:white_check_mark: *${name}* at *${at}*: ${safe(gate.because)}`),
      ...context(`waited ${lasting(waited)}`, rest),
    ],
  };
}

export function outsideWindow(notice: Of<'Window Waiting'>): Payload {
  const { reason, until } = notice.data;
  const name = nameOf(notice);
  const why = sentence(reason.replace(/ until \S+Z$/, ''));
  return {
    text: `${name} stays at ${percent(notice.exposure)} until ${when(until)}: ${why}.`,
    blocks: [
      section(`:clock9: *${name}* stays at *${percent(notice.exposure)}* until ${when(until)}`),
      ...context(why, 'guards still watch'),
    ],
  };
}

export function drifted(notice: Of<'Exposure Drifted'>): Payload {
  const { expected, actual, action } = notice.data;
  const name = nameOf(notice);
  const then = action === 'adopted' ? 'The ramp goes on from there.' : 'The ramp is paused.';
  return {
    text: `${name}: somebody else raised the run, ${fromTo(expected, actual)}. ${then}`,
    blocks: [
      section(
        `:warning: *${name}*: somebody else raised the run, ${percent(expected)} → *${percent(actual)}*`,
        then,
      ),
      ...context(placeOf(notice)),
    ],
  };
}

export function edited(notice: Of<'Run Edited'>): Payload {
  const { what, expected, actual, action } = notice.data;
  const name = nameOf(notice);
  const then = action === 'adopted' ? 'The ramp goes on.' : 'The ramp is paused: look at who sees what.';
  const whose = `the ${safe(what)} of the run`;
  const was = `${safe(expected)} → ${safe(actual)}`;
  return {
    text: `${name}: somebody else changed ${whose}, ${was}. ${then}`,
    blocks: [
      section(`:warning: *${name}*: somebody else changed ${whose}, ${was}`, then),
      ...context(placeOf(notice)),
    ],
  };
}

const nextIs = (exposure: number, notBefore: string | undefined): string =>
  `${percent(exposure)}${notBefore === undefined ? '' : ` ${when(notBefore)}`}`;

const passed = (gates: FactData['Exposure Raised']['gates']): string =>
  listed(gates.map(({ because }: Verdict) => because));

const bullets = (reasons: readonly string[]): readonly string[] =>
  reasons.slice(0, 6).map((reason) => `• ${safe(reason)}`);
