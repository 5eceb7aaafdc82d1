/** State Decide: what the ramp does next. Gathers, decides once, writes what follows, and tells the machine where to go. */
import { gather } from '#adapters/gather';
import { lambda, type Task } from '#adapters/lambda';
import { publish } from '#adapters/publish';
import { judge } from '#core/judge';
import { isFull, wakesLimit } from '#core/ledger';
import { decideAgain, type Step, stepOf } from '#core/step';
import { parseVisit, type Visit } from '#core/visit';

export const decide: Task<Visit, Step> = {
  name: 'decide',
  parse: parseVisit,
  run: async ({ rampId, generation }, { services, now, log }) => {
    const { ledger, workflow } = services;
    const [entry, plan] = await Promise.all([ledger.read(rampId), ledger.plan(rampId)]);
    if (!entry || !plan) throw new Error(`the ledger has no ramp ${rampId}`);
    if (entry.generation !== generation)
      return stepOf({ kind: 'end', because: 'a newer execution leads' }, entry, now);

    const evidence = await gather(services, plan, entry.ramp, now);
    const given = { plan, ramp: entry.ramp, cause: entry.cause, evidence, outboxIsFull: isFull(entry), now };
    const { decision, change } = judge(given);

    const renews = decision.kind === 'hold' && entry.wakes >= wakesLimit;
    const cause = decision.kind === 'stop' ? decision.cause : undefined;
    const written = await ledger.write(entry, { change, cause, counts: true, renews }, now);
    if (written.is === 'conflict') return decideAgain(entry, now, 'somebody else changed the ramp meanwhile');
    log('decided', { ramp: rampId, kind: decision.kind, because: decision.because });
    await publish(services, written.entry).catch((error) => log('not published', { error: String(error) }));
    if (!renews) return stepOf(decision, written.entry, now);
    await workflow.start(rampId, written.entry.generation);
    return stepOf({ kind: 'end', because: 'renewed: the next execution leads' }, written.entry, now);
  },
};

export const handler = lambda(decide);
