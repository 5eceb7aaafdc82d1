/** What an execution does, each call to AWS and each write a step of its own: Decide, the waiting room and Stop are here. */
import type { Rules } from './design.ts';
import { decision, type Moving, notice, over, written } from './moving.ts';
import { open, recordStart, start } from './opening.ts';
import { follow, intend, raise, recordRaise, update } from './raising.ts';
import {
  at,
  changed,
  type Draft,
  dec,
  type Go,
  isOld,
  type Machine,
  type Name,
  numberOf,
  pc,
  renew,
  run,
  type State,
} from './state.ts';

export function execution(rules: Rules, state: State, name: Name, go: Go): void {
  const key = <K extends keyof Machine>(field: K) => `${name}_${field}` as `${Name}_${K}`;
  const to = (s: Draft, where: number) => at(s, name, where);
  const read = (s: Draft) => {
    s[key('fresh')] = 1;
    s[key('sees')] = 1;
    s[key('exp')] = s.exp;
    s[key('wasPaused')] = s.paused;
    s[key('dec')] = decision(rules, s);
  };
  const crash = (where: string, back: number) => {
    if (state.crashes > 0)
      go(`${name} crashes ${where}`, (s) => {
        s.crashes -= 1;
        to(s, back);
      });
  };
  const unanswered = (back: number) => {
    if (state.unanswered > 0)
      go(`${name} is not answered`, (s) => {
        s.unanswered -= 1;
        to(s, back);
      });
  };
  const tooLate = () => go(`${name} is too late`, (s) => to(s, pc.decide));
  const isStale = rules.the.writesAreConditional && state[key('fresh')] === 0;
  const moving = { rules, state, name, go, to, read, key, isStale, tooLate, crash, unanswered };
  states[state[key('pc')]]?.(moving);
}

const states: Readonly<Record<number, (moving: Moving) => void>> = {
  [pc.open]: open,
  [pc.start]: start,
  [pc.recordStart]: recordStart,
  [pc.decide]: decide,
  [pc.write]: write,
  [pc.hold]: hold,
  [pc.wait]: wait,
  [pc.raise]: raise,
  [pc.follow]: follow,
  [pc.intend]: intend,
  [pc.update]: update,
  [pc.recordRaise]: recordRaise,
  [pc.stop]: stop,
  [pc.recordStop]: recordStop,
  [pc.end]: end,
};

function decide({ rules, name, go, to, read }: Moving) {
  go(`${name} decides`, (s) => {
    if (isOld(rules, s, name)) return to(s, pc.none);
    read(s);
    to(s, pc.write);
  });
}

function write({ rules, state, name, go, to, key, isStale, tooLate }: Moving) {
  const { the } = rules;
  if (isStale) return tooLate();
  handOver({ state, name, go, to });
  go(`${name} writes what it decided`, (s) => {
    const decided = written(rules, s, name);
    if (decided === dec.raise && !the.raiseJudges) {
      s.intent = the.intends ? 1 : 0;
      s[key('exp')] = s.reached + 1;
    }
    const places: Readonly<Record<number, number>> = {
      [dec.hold]: pc.hold,
      [dec.pause]: pc.hold,
      [dec.raise]: the.raiseJudges ? pc.raise : pc.update,
      [dec.stop]: pc.stop,
      [dec.start]: pc.open,
      [dec.end]: pc.none,
    };
    to(s, places[decided] ?? pc.decide);
  });
}

function handOver({ state, name, go, to }: Pick<Moving, 'state' | 'name' | 'go' | 'to'>) {
  if (state.renewals === 0 || name !== 'm1') return;
  const renewed = (where: number) => (s: Draft) => {
    s.renewals -= 1;
    renew(s);
    to(s, where);
  };
  go(`${name} hands over to the next execution`, renewed(pc.none));
  if (state.crashes > 0)
    go(`${name} hands over, and crashes`, (s) => {
      s.crashes -= 1;
      renewed(pc.decide)(s);
    });
}

function hold({ rules, state, name, go, to, key, unanswered }: Moving) {
  if (rules.the.holdIsConditional && (state[key('sees')] === 0 || isOld(rules, state, name)))
    go(`${name} is refused the wait`, (s) => to(s, pc.decide));
  else
    go(`${name} begins to wait`, (s) => {
      s.token = numberOf(name);
      s.due = 0;
      to(s, pc.wait);
    });
  for (const back of [pc.open, pc.decide, pc.raise]) unanswered(back);
}

function wait({ rules, state, name, go, to, key, crash }: Moving) {
  if (state[key('timed')])
    go(`${name} wakes in time`, (s) => {
      s.ready = 1;
      to(s, rules.the.raiseJudges ? pc.raise : pc.decide);
    });
  // There is no third execution in this model.
  if (name === 'm1') crash('while it waits', pc.dead);
}

function stop({ rules, state, name, go, to, crash }: Moving) {
  if (isOld(rules, state, name)) go(`${name} is not the one to stop`, (s) => to(s, pc.none));
  else if (state.run === run.done) go(`${name} finds the run stopped`, (s) => to(s, pc.recordStop));
  else if (state.run === run.running && state.fence)
    go(`${name} stops the run`, (s) => {
      s.run = run.done;
      s.by = 1;
      to(s, pc.recordStop);
    });
  else go(`${name} has nothing to stop`, (s) => to(s, pc.decide));
  crash('before the stop', pc.decide);
}

function recordStop({ rules, state, name, go, to, crash }: Moving) {
  if (state.recorded) go(`${name} finds the stop recorded`, (s) => to(s, pc.end));
  else
    go(`${name} records the stop`, (s) => {
      notice(s, s.exp);
      s.recorded = rules.the.marker ? s.by : s.fence ? 1 : 2;
      changed(s, name);
      to(s, pc.end);
    });
  crash('before it records the stop', pc.decide);
}

function end({ name, go, crash }: Moving) {
  go(`${name} ends the ramp`, (s) => over(s, name));
  crash('before it ends the ramp', pc.decide);
}
