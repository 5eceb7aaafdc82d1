/** A look at a ramp: what AppConfig shows is taken in, one decision is made, and what follows for the ledger comes with it. */
import { type At, type Change, chain, fact, guardTold, paused, rampart, settled, waits } from './change.ts';
import { type Decision, decide, type Given, reportsOf } from './decide.ts';
import { drifted, edited } from './drift.ts';
import { isBelow, type Ramp } from './ramp.ts';
import { toIsoDuration, toIsoInstant } from './time.ts';

export type Judgement = { readonly decision: Decision; readonly change: Change };

export function judge(given: Given): Judgement {
  const at: At = given;
  const noticed = notice(given);
  const seen = { ...given, ramp: noticed.ramp };
  const decision = decide(seen);
  const change = chain(
    given.ramp,
    () => noticed,
    (ramp) => guardsTold(seen, ramp),
    (ramp) => expired(ramp, at, decision),
    (ramp) => follows(ramp, at, decision),
  );
  return { decision, change };
}

/** AppConfig is the truth about the run: an update whose answer was lost, and what others did. */
function notice({ ramp, evidence, ...at }: Given): Change {
  const { run } = evidence;
  if (run.kind !== 'running') return { ramp, facts: [] };
  return chain(
    ramp,
    (before) => settled(before, at, run.exposurePercent),
    (before) =>
      isBelow(before.exposurePercent, run.exposurePercent)
        ? drifted(before, at, run.exposurePercent)
        : { ramp: before, facts: [] },
    (before) => (run.content ? edited(before, at, run.content) : { ramp: before, facts: [] }),
  );
}

function guardsTold(given: Given, ramp: Ramp): Change {
  if (given.evidence.run.kind !== 'running') return { ramp, facts: [] };
  const tells = reportsOf(given).filter(({ then }) => then === 'notify' || then === 'pause');
  return chain(ramp, ...tells.map((report) => (before: Ramp) => guardTold(before, given, report)));
}

/** Told once, whatever follows from it. */
function expired(ramp: Ramp, at: At, decision: Decision): Change {
  const { question } = ramp;
  const isLate = question?.deadlineAt !== undefined && question.deadlineAt <= at.now;
  if (!isLate || question.expiredAt !== undefined || question.answer) return { ramp, facts: [] };
  const after: Ramp = { ...ramp, question: { ...question, expiredAt: at.now } };
  const data = {
    question: question.ask,
    waited: toIsoDuration(at.now - question.askedAt),
    then: decision.kind === 'hold' ? 'wait' : decision.kind,
  };
  return { ramp: after, facts: [fact(after, at, 'Approval Expired', data)] };
}

function follows(ramp: Ramp, at: At, decision: Decision): Change {
  switch (decision.kind) {
    case 'hold':
      return chain(
        ramp,
        (before) => waits(before, at, decision),
        (before) => overdue(before, at),
      );
    case 'ask':
      return chain(
        ramp,
        (before) => waits(before, at, decision.hold),
        (before) => asked(before, at, decision),
      );
    case 'pause':
      return paused(
        ramp,
        at,
        decision.report ? { type: 'cloudwatch', alarmArn: decision.report.bound.arn } : rampart,
        decision.because,
      );
    case 'start':
    case 'raise':
    case 'stop':
    case 'end':
      return { ramp, facts: [] };
  }
}

function asked(ramp: Ramp, at: At, { question, hold }: Extract<Decision, { kind: 'ask' }>): Change {
  const after: Ramp = { ...ramp, question };
  const data = {
    question: question.ask,
    approvers: question.from,
    from: ramp.exposurePercent,
    to: at.plan.steps[ramp.reached.length]?.exposurePercent ?? ramp.exposurePercent,
    ...(question.deadlineAt === undefined ? {} : { deadline: toIsoInstant(question.deadlineAt) }),
    evidence: hold.waiting.gates ?? [],
  };
  return { ramp: after, facts: [fact(after, at, 'Approval Requested', data)] };
}

/** A gate that stays closed for longer than the plan's gateTimeout is told of a second time. */
function overdue(ramp: Ramp, at: At): Change {
  const { waiting } = ramp;
  const { gateTimeout } = at.plan;
  if (waiting?.kind !== 'gates' || waiting.overdueToldAt !== undefined || !gateTimeout)
    return { ramp, facts: [] };
  if (at.now < waiting.sinceAt + gateTimeout.afterMs) return { ramp, facts: [] };
  const after: Ramp = { ...ramp, waiting: { ...waiting, overdueToldAt: at.now } };
  const closed = (waiting.gates ?? []).filter(({ verdict }) => verdict !== 'pass');
  const since = toIsoInstant(waiting.sinceAt);
  return {
    ramp: after,
    facts: closed.map((gate) => fact(after, at, 'Gate Waiting', { gate, since, overdue: true })),
  };
}
