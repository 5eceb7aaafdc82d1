/** What an execution does: Open, Decide, the waiting room, Raise and Stop, each call to AWS and each write a step of its own. */
import type { Rules } from './design.ts';
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

/** The execution that moves, and how. */
type Moving = {
  readonly rules: Rules;
  readonly state: State;
  readonly name: Name;
  readonly go: Go;
  readonly to: (s: Draft, where: number) => void;
  /** The ledger and the run, as they are now; and what follows from them. */
  readonly read: (s: Draft) => void;
  readonly key: <K extends keyof Machine>(field: K) => `${Name}_${K}`;
  /** Somebody else has written since it has read. */
  readonly isStale: boolean;
  /** What it has read is of yesterday: it goes to decide anew. */
  readonly tooLate: () => void;
  readonly crash: (where: string, back: number) => void;
  /** The function that led here has written, but its answer is lost: it is called again. */
  readonly unanswered: (back: number) => void;
};

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

const isBlocked = (s: State) => s.paused === 1 || s.fence > 0;

function decision({ budget }: Rules, s: State): number {
  if (s.ended) return dec.end;
  if (!s.known) return s.fence || !s.paused ? dec.start : dec.pause;
  if (s.fence || s.run === run.done) return dec.stop;
  const reached = Math.max(s.reached, s.exp);
  const isReady = s.ready === 1 && reached === s.reached;
  if (isReady && s.reached === budget.raises) return dec.stop;
  if (!isReady) return dec.hold;
  return s.paused ? dec.pause : dec.raise;
}

/** An update whose answer nobody has seen; or what others did. */
function notice(s: Draft, exp: number): void {
  if (exp > s.reached) {
    if (s.intent) s.told += 1;
    else s.drift += 1;
    s.reached = exp;
    s.ready = 0;
  }
  s.intent = 0;
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

function open(moving: Moving) {
  const { rules, state, name, go, to, read } = moving;
  const { findsStart } = rules.the;
  const goes = (label: string, where: number) =>
    go(`${name} ${label}`, (s) => {
      read(s);
      to(s, where);
    });
  if (isOld(rules, state, name) || state.known || state.ended) return goes('has nothing to open', pc.decide);
  if (!state.starting && state.paused && !state.fence) return goes('waits for the start', pc.decide);
  if (!state.starting && !state.fence)
    return go(`${name} takes the ramp`, (s) => {
      read(s);
      s.starting = 1;
      changed(s, name);
      to(s, pc.start);
    });
  const isFound =
    findsStart === 'any' ? state.runs > 0 : findsStart === 'running' && state.run === run.running;
  if (state.starting && isFound) return goes('finds its run', pc.recordStart);
  if (state.starting && !state.fence) return goes('takes the start up', pc.start);
  go(`${name} refuses the ramp`, (s) => over(s, name));
}

function start({ state, name, go, to, crash }: Moving) {
  if (state.run === run.running) go(`${name} is refused the start`, (s) => to(s, pc.open));
  else
    go(`${name} starts the run`, (s) => {
      started(s);
      to(s, pc.recordStart);
    });
  if (state.lost > 0 && state.run !== run.running)
    go(`${name} starts the run, its answer is lost`, (s) => {
      s.lost -= 1;
      started(s);
      to(s, pc.open);
    });
  crash('before the start', pc.open);
}

function started(s: Draft): void {
  s.run = run.running;
  s.runs += 1;
  s.exp = 0;
  s.by = 0;
}

function recordStart({ name, go, to, key, isStale, tooLate, crash }: Moving) {
  if (isStale) tooLate();
  else
    go(`${name} records the start`, (s) => {
      s.known = 1;
      s.ready = 0;
      changed(s, name);
      s[key('timed')] = 1;
      to(s, pc.hold);
    });
  crash('before it records the start', pc.open);
}

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

/** A judgement is written, with all that it has taken in. @returns what it was */
function written({ the }: Rules, s: Draft, name: Name): number {
  if (s.known && s.run === run.running) notice(s, s[`${name}_exp`]);
  if (!the.writesAreConditional) s.paused = s[`${name}_wasPaused`];
  const decided = s[`${name}_dec`];
  if (decided === dec.stop && !s.fence && s.run === run.running) s.fence = 2;
  changed(s, name);
  s[`${name}_fresh`] = 0;
  s[`${name}_timed`] = decided === dec.hold ? 1 : 0;
  return decided;
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

function raise({ rules, state, name, go, to, read, key, unanswered }: Moving) {
  unanswered(pc.decide);
  if (state.renewals > 0 && name === 'm1') go(`${name} is worn`, (s) => to(s, pc.decide));
  go(`${name} judges again`, (s) => {
    read(s);
    if (isOld(rules, s, name)) return to(s, pc.decide);
    to(s, s[key('dec')] === dec.raise ? pc.intend : pc.follow);
  });
}

/** It waits on, or Decide has to see to what it has found. */
function follow({ rules, name, go, to, isStale, tooLate }: Moving) {
  if (isStale) return tooLate();
  go(`${name} writes that it does not raise`, (s) => {
    const decided = written(rules, s, name);
    to(s, decided === dec.hold || decided === dec.pause ? pc.hold : pc.decide);
  });
}

function intend({ rules, name, go, to, key, isStale, tooLate }: Moving) {
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

function update({ rules, state, name, go, to, key, crash }: Moving) {
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

function recordRaise({ rules, name, go, to, key, isStale, tooLate, crash }: Moving) {
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

function over(s: Draft, name: Name): void {
  s.ended = 1;
  changed(s, name);
  at(s, name, pc.none);
}
