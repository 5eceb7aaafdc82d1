/** Raise: judges, says what it is about to do, updates, records; or waits on. */
import { type Moving, written } from './moving.ts';
import { changed, dec, isOld, pc, run, type State } from './state.ts';

const isBlocked = (s: State) => s.paused === 1 || s.fence > 0;

export function raise({ rules, state, name, go, to, read, key, unanswered }: Moving) {
  unanswered(pc.decide);
  if (state.renewals > 0 && name === 'm1') go(`${name} is worn`, (s) => to(s, pc.decide));
  go(`${name} judges again`, (s) => {
    read(s);
    if (isOld(rules, s, name)) return to(s, pc.decide);
    to(s, s[key('dec')] === dec.raise ? pc.intend : pc.follow);
  });
}

/** It waits on, or Decide has to see to what it has found. */
export function follow({ rules, name, go, to, isStale, tooLate }: Moving) {
  if (isStale) return tooLate();
  go(`${name} writes that it does not raise`, (s) => {
    const decided = written(rules, s, name);
    to(s, decided === dec.hold || decided === dec.pause ? pc.hold : pc.decide);
  });
}

export function intend({ rules, name, go, to, key, isStale, tooLate }: Moving) {
  if (isStale) return tooLate();
  go(`${name} writes what it is about to do`, (s) => {
    if (isBlocked(s)) s.begunBlocked = 1;
    if (rules.the.intends) s.intent = 1;
    changed(s, name);
    s[key('fresh')] = 1;
    s[key('exp')] = s.reached + 1;
    to(s, pc.update);
  });
}

export function update({ rules, state, name, go, to, key, crash }: Moving) {
  if (state.run !== run.running) {
    go(`${name} is refused the update`, (s) => to(s, pc.decide));
    return;
  }
  go(`${name} updates`, (s) => {
    if (!rules.the.raiseJudges && isBlocked(s)) s.begunBlocked = 1;
    s.exp = Math.max(s.exp, state[key('exp')]);
    to(s, pc.recordRaise);
  });
  if (state.lost > 0)
    go(`${name} updates, its answer is lost`, (s) => {
      s.lost -= 1;
      s.exp = Math.max(s.exp, state[key('exp')]);
      to(s, pc.raise);
    });
  crash('before the update', pc.raise);
}

export function recordRaise({ rules, name, go, to, key, isStale, tooLate, crash }: Moving) {
  if (isStale && rules.the.raiseJudges) tooLate();
  else
    go(`${name} records the raise`, (s) => {
      s.reached = Math.max(s.reached, s.exp);
      s.told += 1;
      s.intent = 0;
      s.ready = 0;
      changed(s, name);
      s[key('sees')] = 1;
      s[key('timed')] = 1;
      to(s, pc.hold);
    });
  crash('before it records the raise', pc.raise);
}
