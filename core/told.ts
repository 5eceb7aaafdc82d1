/** Where ramps stand, as far as their events tell: for who has the events and not the ledger. */
import type { ToldFact } from './delivered.ts';
import { nextOf, type Seen, type Standing, when } from './standing.ts';
import { dayMs } from './time.ts';

export type ToldAt = { readonly at: number; readonly fact: ToldFact };

/** @param told in the order in which it happened */
export function standingsOf(told: readonly ToldAt[], seen: Seen): readonly Standing[] {
  const standings = new Map<string, Standing>();
  for (const each of told) {
    const { ramp, exposure } = each.fact.data;
    const before = standings.get(ramp.id) ?? unheard(each);
    standings.set(ramp.id, { ...before, run: ramp.run, exposure, ...after(each, before, seen) });
  }
  return [...standings.values()];
}

const unheard = ({ fact: { data } }: ToldAt): Standing => ({
  ramp: data.ramp.id,
  name: data.ramp.name,
  run: undefined,
  state: 'RUNNING',
  exposure: data.exposure,
  what: '',
  needs: undefined,
  billedSinceAt: undefined,
  limitMs: 30 * dayMs,
  endedAt: undefined,
});

/** What an event changes. Most of them answer what was asked before. */
function after({ at, fact }: ToldAt, before: Standing, seen: Seen): Partial<Standing> {
  const { name } = before;
  const command = (verb: string) => `ramp ${verb} ${name}`;
  const moves = { state: 'RUNNING', needs: undefined };
  switch (fact.type) {
    case 'Ramp Started': {
      const { plannedSteps, maxEnd } = fact.data;
      const next = plannedSteps[1];
      const what = next?.raiseAt === undefined ? '' : nextOf(next.exposure, Date.parse(next.raiseAt), seen);
      return { ...moves, what, billedSinceAt: at, limitMs: Date.parse(maxEnd) - at };
    }
    case 'Exposure Raised': {
      const { next } = fact.data;
      return {
        ...moves,
        what: next ? nextOf(next.exposure, Date.parse(next.notBefore), seen) : 'the last step',
      };
    }
    case 'Gate Waiting':
      return fact.data.overdue
        ? {
            state: 'WAITING',
            what: `waits for too long: ${fact.data.gate.because}`,
            needs: command('status'),
          }
        : { state: 'WAITING', what: `waits: ${fact.data.gate.because}` };
    case 'Gate Cleared':
      return { ...moves, what: fact.data.gate.because };
    case 'Window Waiting':
      return { state: 'WINDOW', what: `window opens ${when(Date.parse(fact.data.until), seen)}` };
    case 'Approval Requested':
      return { state: 'APPROVAL', what: `approval since ${when(at, seen)}`, needs: command('approve') };
    case 'Approval Given':
    case 'Ramp Resumed':
    case 'Exposure Drifted':
      return { ...moves, what: 'goes on' };
    case 'Ramp Paused':
      return {
        state: 'PAUSED',
        what: `paused since ${when(at, seen)}: ${fact.data.reason}`,
        needs: command('resume'),
      };
    case 'Stop Requested':
      return { state: 'STOPPING', what: `is being stopped: ${fact.data.reason.text}`, needs: undefined };
    case 'Stop Delayed':
      return { state: 'STOPPING', what: `stop delayed: ${fact.data.error}`, needs: command('status') };
    case 'Ramp Stopped':
      return { state: 'STOPPING', what: fact.data.reason.text, needs: undefined, billedSinceAt: undefined };
    case 'Ramp Finished': {
      const { outcome, summary } = fact.data;
      const what = `${outcome} ${when(at, seen)}: ${summary}`;
      return { state: outcome.toUpperCase(), what, needs: undefined, billedSinceAt: undefined, endedAt: at };
    }
    case 'Approval Rejected':
    case 'Approval Expired':
    case 'Run Edited':
    case 'Step Skipped':
    case 'Guard Breached':
    case 'Rampart Degraded':
      return {};
  }
}
