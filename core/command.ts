/**
 * What people tell a ramp to do. A command either changes the ramp, or is refused with the reason and changes nothing;
 * given twice it is "already so". A stop wins from any state.
 */
import { type At, type Change, fact, paused, resumed } from './change.ts';
import type { NewCause } from './decide.ts';
import type { Gate } from './plan/plan.ts';
import { mayAnswer } from './principal.ts';
import { type Actor, type Answer, type Cause, isPaused, type Ramp, type Skip, stateOf } from './ramp.ts';
import { toIsoDuration, toIsoInstant } from './time.ts';

export type Command = { readonly note?: string | undefined } & (
  | { readonly do: 'pause' | 'resume' | 'approve' | 'stop' }
  | { readonly do: 'reject'; readonly stop?: boolean | undefined }
  | { readonly do: 'skip'; readonly what: 'hold' | 'window' | { readonly gate: string } }
);
export type Person = Extract<Actor, { type: 'user' }>;

export type Reply =
  | {
      readonly is: 'changed';
      readonly change: Change;
      readonly cause?: NewCause | undefined;
      readonly told: string;
    }
  | { readonly is: 'already so'; readonly told: string }
  | { readonly is: 'refused'; readonly told: string };

type Asked = At & { readonly ramp: Ramp; readonly cause: Cause | undefined; readonly by: Person };

export function obey(asked: Asked, command: Command): Reply {
  const { ramp, cause } = asked;
  if (command.do === 'stop') return stop(asked, command.note);
  if (ramp.status === 'ended')
    return refused(`${ramp.name} has ended (${stateOf(ramp)}). An ended ramp stays ended: start a new one.`);
  if (cause) return refused(`${ramp.name} is being stopped: ${cause.reason}`);
  switch (command.do) {
    case 'pause':
      return pause(asked, command.note);
    case 'resume':
      return resume(asked, command.note);
    case 'approve':
      return approve(asked, command.note);
    case 'reject':
      return reject(asked, command.note, command.stop === true);
    case 'skip':
      return skip(asked, command.what, command.note);
  }
}

const refused = (told: string): Reply => ({ is: 'refused', told });

function stop({ ramp, cause, by, now }: Asked, note: string | undefined): Reply {
  if (ramp.status === 'ended') return { is: 'already so', told: `${ramp.name} has ended (${stateOf(ramp)})` };
  if (cause) return { is: 'already so', told: `${ramp.name} is being stopped: ${cause.reason}` };
  const reason = `stopped by ${by.principal}${note ? `: ${note}` : ''}`;
  const fence: NewCause = { kind: 'user', triggeredBy: 'USER', reason, decidedAt: now, by, note };
  return { is: 'changed', change: { ramp, facts: [] }, cause: fence, told: `${ramp.name} is being stopped` };
}

function pause(asked: Asked, note: string | undefined): Reply {
  const { ramp, by } = asked;
  if (isPaused(ramp))
    return { is: 'already so', told: `${ramp.name} is paused: ${ramp.pauses.at(-1)?.reason}` };
  const told = `paused at ${ramp.exposurePercent} %. Nothing is rolled back; guards still watch.`;
  return { is: 'changed', change: paused(ramp, asked, by, note ?? 'no reason given'), told };
}

function resume(asked: Asked, note: string | undefined): Reply {
  const { ramp, by } = asked;
  if (!isPaused(ramp)) return { is: 'already so', told: `${ramp.name} is not paused` };
  return {
    is: 'changed',
    change: resumed(ramp, asked, by, note),
    told: `resumed at ${ramp.exposurePercent} %`,
  };
}

function approve(asked: Asked, note: string | undefined): Reply {
  const objection = objectionTo(asked);
  if (objection) return objection;
  const { ramp, now } = asked;
  const present = ramp.reached.at(-1);
  const reached = present ? [...ramp.reached.slice(0, -1), { ...present, approvedAt: now }] : ramp.reached;
  const { change, told } = answered(asked, 'approved', note);
  return { is: 'changed', change: { ...change, ramp: { ...change.ramp, reached } }, told };
}

/** A rejected ramp pauses: the exposure that was reached is kept, and a person decides what follows. */
function reject(asked: Asked, note: string | undefined, stopToo: boolean): Reply {
  const objection = objectionTo(asked);
  if (objection) return objection;
  const { by, now } = asked;
  const { change, told } = answered(asked, 'rejected', note);
  const reason = `rejected by ${by.principal}${note ? `: ${note}` : ''}`;
  if (stopToo) {
    const cause: NewCause = { kind: 'rejected', triggeredBy: 'USER', reason, decidedAt: now, by, note };
    return { is: 'changed', change, cause, told: `${told}; the run is being stopped` };
  }
  const pause = paused(change.ramp, asked, by, reason);
  return {
    is: 'changed',
    change: { ...pause, facts: [...change.facts, ...pause.facts] },
    told: `${told}; paused`,
  };
}

/** Who answers second learns who answered first. */
function objectionTo({ ramp, by }: Asked): Reply | undefined {
  const { question } = ramp;
  if (!question) return refused(`nothing to answer: ${ramp.name} is ${stateOf(ramp)}${waitsFor(ramp)}`);
  const { answer, from } = question;
  if (answer)
    return refused(
      `${answer.is} already by ${nameOf(answer.by)} at ${toIsoInstant(answer.at)}: ${question.ask}`,
    );
  if (!mayAnswer(by.principal, from))
    return refused(`you may not answer this: needs ${from.join(' or ')}, you are ${by.principal}`);
  return undefined;
}

function answered(asked: Asked, is: 'approved' | 'rejected', note: string | undefined) {
  const { ramp, by, now } = asked;
  if (!ramp.question) throw new Error(`ramp ${ramp.id} asks nothing`);
  const answer: Answer = { is, by, at: now, note };
  const after: Ramp = { ...ramp, question: { ...ramp.question, answer }, waiting: undefined };
  const data = {
    question: ramp.question.ask,
    waited: toIsoDuration(now - ramp.question.askedAt),
    ...(note === undefined ? {} : { note }),
  };
  const type = is === 'approved' ? 'Approval Given' : 'Approval Rejected';
  return {
    change: { ramp: after, facts: [fact(after, asked, type, data, by)] },
    told: `${is}: ${ramp.question.ask}`,
  };
}

function skip(asked: Asked, what: Skip['what'], note: string | undefined): Reply {
  const { ramp, plan, by, now } = asked;
  if (!note) return refused('say why: a skip needs a reason');
  if (ramp.status !== 'running') return refused(`nothing to skip: ${ramp.name} is ${stateOf(ramp)}`);
  const index = ramp.reached.length - 1;
  if (index === plan.steps.length - 1) return refused('nothing to skip: the last step has been reached');
  const name = typeof what === 'object' ? `gate ${what.gate}` : what;
  const gates = plan.steps[index]?.gates ?? [];
  if (typeof what === 'object' && !gates.some((gate) => isNamed(gate, what.gate)))
    return refused(`step ${index + 1} has no gate ${what.gate}`);
  const isSame = (each: Skip) => each.index === index && JSON.stringify(each.what) === JSON.stringify(what);
  if (ramp.skips.some(isSame)) return { is: 'already so', told: `${name} of step ${index + 1} is skipped` };
  const after: Ramp = { ...ramp, skips: [...ramp.skips, { index, what, by, at: now, note }] };
  const facts = [fact(after, asked, 'Step Skipped', { what: name, note }, by)];
  return { is: 'changed', change: { ramp: after, facts }, told: `${name} of step ${index + 1} skipped once` };
}

/** An approval is answered, never skipped. */
const isNamed = (gate: Gate, name: string): boolean =>
  gate.kind === 'alarms' ? name === 'alarms' : gate.kind === 'metric' && gate.metric === name;

const waitsFor = ({ waiting }: Ramp): string => (waiting ? `, ${waiting.because}` : '');
const nameOf = (actor: Actor): string => (actor.type === 'user' ? actor.principal : actor.type);
