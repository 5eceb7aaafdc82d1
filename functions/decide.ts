/** State Decide: what the ramp does next. Gathers, decides once, writes what follows, and tells the machine where to go. */
import { gather } from '#adapters/gather';
import { lambda, type Task } from '#adapters/lambda';
import { publish } from '#adapters/publish';
import { visited } from '#adapters/visited';
import { judge } from '#core/judge';
import { isFull, isWorn } from '#core/ledger';
import { decideAgain, ends, type Step, stepOf } from '#core/step';
import { parseVisit, type Visit } from '#core/visit';

export const decide: Task<Visit, Step> = {
  name: 'decide',
  parse: parseVisit,
  run: async (visit, surroundings) => {
    const { services, now, log } = surroundings;
    const { ledger, workflow } = services;
    const { entry, plan, isOld } = await visited(ledger, visit);
    if (isOld) return ends(entry, now, 'a newer execution leads');

    const evidence = await gather(services, plan, entry.ramp, now);
    const given = { plan, ramp: entry.ramp, cause: entry.cause, evidence, outboxIsFull: isFull(entry), now };
    const { decision, change } = judge(given);

    const renews = decision.kind !== 'end' && isWorn(entry);
    const cause = decision.kind === 'stop' ? decision.cause : undefined;
    const written = await ledger.write(entry, { change, cause, counts: true, renews }, now);
    if (written.is === 'conflict') return decideAgain(entry, now, 'somebody else changed the ramp meanwhile');
    log('decided', { ramp: visit.rampId, kind: decision.kind, because: decision.because });
    await publish(surroundings, written.entry);
    if (!renews) return stepOf(decision, written.entry, now);
    await workflow.start(visit.rampId, written.entry.generation);
    return ends(written.entry, now, 'renewed: the next execution leads');
  },
};

export const handler = lambda(decide);
