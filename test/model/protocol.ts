/**
 * The protocol of a ramp as a model: its executions, the waiting room, commands, the watch, AppConfig and a person at its
 * console, with crashes and lost answers. Every transition is one atomic thing: a call to AWS, or one write to the ledger.
 */
import type { Model, Step } from './explore.ts';

/** What the design consists of; each can be left out, to see that the checker notices. */
export type Design = {
  /** Hold is refused while there is news that was not seen. */
  readonly holdIsConditional: boolean;
  /** Who brings news makes the ramp due at once, so that the watch sees to a wake-up that was lost. */
  readonly newsAreDue: boolean;
  /** The token comes from the very write of the news. */
  readonly tokenFromWrite: boolean;
  /** A change is written only onto the version that it was made from. */
  readonly writesAreConditional: boolean;
  /** Everything is judged once more directly before an update. */
  readonly raiseJudges: boolean;
  /** What is about to be done is written before it is done. */
  readonly intends: boolean;
  /** An execution that another one has replaced ends itself. */
  readonly generations: boolean;
  /** The next execution is started when no function of the last one can be at work any more. */
  readonly waitsForFunctions: boolean;
  /** A start whose answer was lost is looked for, whatever has become of the run. */
  readonly findsStart: 'any' | 'running' | 'never';
  /** What AppConfig says of the run decides whose stop is recorded. */
  readonly marker: boolean;
};
export const design: Design = {
  holdIsConditional: true,
  newsAreDue: true,
  tokenFromWrite: true,
  writesAreConditional: true,
  raiseJudges: true,
  intends: true,
  generations: true,
  waitsForFunctions: true,
  findsStart: 'any',
  marker: true,
};

/** What may go wrong, and how often: it keeps the model finite. */
export type Budget = {
  readonly raises: number;
  readonly crashes: number;
  readonly lost: number;
  /** A person stops the run in the console. */
  readonly consoleStops: number;
  /** Somebody stops an execution, while a function of it may still be at work. */
  readonly killed: number;
  /** An execution hands over to the next one, before its history is full. */
  readonly renewals: number;
  readonly pauses: number;
  readonly stops: number;
};

/** Where an execution is. */
export const pc = {
  none: 0,
  open: 1,
  start: 2,
  recordStart: 3,
  decide: 4,
  write: 5,
  hold: 6,
  wait: 7,
  raise: 8,
  intend: 9,
  update: 10,
  recordRaise: 11,
  stop: 12,
  recordStop: 13,
  end: 14,
  dead: 15,
} as const;
const dec = { hold: 0, raise: 1, stop: 2, start: 3, end: 4, pause: 5 } as const;
const cmd = { idle: 0, read: 1, written: 2, done: 3 } as const;
const run = { none: 0, running: 1, done: 2 } as const;

/** `exp`: the exposure that it saw when it decided; from its intent on, the one that it asks for. */
const machine = { pc: 0, dec: 0, fresh: 0, sees: 0, exp: 0, timed: 0, wasPaused: 0 };
type Machine = typeof machine;
type Part<P extends string, T> = { [K in keyof T & string as `${P}_${K}`]: T[K] };
const part = <P extends string, T extends object>(name: P, fields: T) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${name}_${key}`, value])) as Part<P, T>;

const nothing = {
  // AppConfig
  run: 0,
  runs: 0,
  exp: 0,
  by: 0,
  // the ledger
  starting: 0,
  known: 0,
  reached: 0,
  intent: 0,
  paused: 0,
  fence: 0,
  recorded: 0,
  ended: 0,
  due: 0,
  ready: 0,
  /** Whose wait the token in the ledger belongs to; 0: nobody's any more. */
  token: 0,
  gen: 1,
  // what people were told
  told: 0,
  drift: 0,
  // what must not be
  begunBlocked: 0,
  lateNews: 0,
  // executions and commands
  ...part('m1', { ...machine, pc: pc.open as number }),
  ...part('m2', machine),
  pause_pc: 0,
  pause_fresh: 0,
  pause_token: 0,
  resume_pc: 0,
  resume_fresh: 0,
  resume_token: 0,
  stop_pc: 0,
  stop_fresh: 0,
  stop_token: 0,
  // what is left to go wrong
  crashes: 0,
  lost: 0,
  consoleStops: 0,
  killed: 0,
  renewals: 0,
  /** The first execution is over, but a function of it is still at work. */
  orphan: 0,
};
export type State = Readonly<typeof nothing>;
type Draft = { -readonly [K in keyof State]: State[K] };
type Name = 'm1' | 'm2';
type Command = 'pause' | 'resume' | 'stop';
/** Where no function is at work, or where one begins: a dead execution does not come further. */
const between: readonly number[] = [pc.open, pc.decide, pc.hold, pc.wait, pc.raise, pc.stop];
const machines: readonly Name[] = ['m1', 'm2'];
const commands: readonly Command[] = ['pause', 'resume', 'stop'];
const numberOf = (name: Name): number => (name === 'm1' ? 1 : 2);

export function protocol(the: Design, budget: Budget): Model<State> {
  const { pauses, stops, raises, ...left } = budget;
  const initial: State = {
    ...nothing,
    ...left,
    pause_pc: pauses > 0 ? cmd.idle : cmd.done,
    resume_pc: pauses > 0 ? cmd.idle : cmd.done,
    stop_pc: stops > 0 ? cmd.idle : cmd.done,
  };

  function next(state: State): readonly Step<State>[] {
    const steps: Step<State>[] = [];
    const go = (label: string, change: (draft: Draft) => void) => {
      const draft = { ...state };
      change(draft);
      steps.push([label, draft]);
    };
    for (const name of machines) execution(state, name, go);
    for (const name of commands) command(state, name, go);
    watch(state, go);
    if (state.consoleStops > 0 && state.run === run.running)
      go('a person stops the run in the console', (s) => {
        s.consoleStops -= 1;
        s.run = run.done;
        s.by = 2;
      });
    return steps;
  }

  /** A versioned write: whoever has read before has read too early. */
  function changed(s: Draft, me?: Name | Command): void {
    for (const name of machines) if (name !== me) s[`${name}_fresh`] = 0;
    for (const name of commands) if (name !== me) s[`${name}_fresh`] = 0;
  }
  function at(s: Draft, name: Name, to: number): void {
    if (s[`${name}_pc`] === pc.wait) {
      for (const key of ['token', 'pause_token', 'resume_token', 'stop_token'] as const)
        if (s[key] === numberOf(name)) s[key] = 0;
    }
    s[`${name}_pc`] = name === 'm1' && s.orphan && between.includes(to) ? pc.dead : to;
  }
  const isOld = (s: State, name: Name) => the.generations && s.gen !== numberOf(name);
  const isBlocked = (s: State) => s.paused === 1 || s.fence > 0;

  function decision(s: State): number {
    if (s.ended) return dec.end;
    if (!s.known) return s.fence || !s.paused ? dec.start : dec.pause;
    if (s.fence || s.run === run.done) return dec.stop;
    const reached = Math.max(s.reached, s.exp);
    const isReady = s.ready === 1 && reached === s.reached;
    if (isReady && s.reached === raises) return dec.stop;
    if (s.paused) return dec.pause;
    return isReady ? dec.raise : dec.hold;
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

  type Go = (label: string, change: (draft: Draft) => void) => void;

  function execution(state: State, name: Name, go: Go) {
    const key = <K extends keyof Machine>(field: K) => `${name}_${field}` as `${Name}_${K}`;
    const place = state[key('pc')];
    const to = (s: Draft, where: number) => at(s, name, where);
    const read = (s: Draft) => {
      s[key('fresh')] = 1;
      s[key('sees')] = 1;
      s[key('exp')] = s.exp;
      s[key('wasPaused')] = s.paused;
      s[key('dec')] = decision(s);
    };
    const isStale = the.writesAreConditional && state[key('fresh')] === 0;
    const crash = (where: string, back: number) => {
      if (state.crashes > 0)
        go(`${name} crashes ${where}`, (s) => {
          s.crashes -= 1;
          to(s, back);
        });
    };
    switch (place) {
      case pc.open:
        return go(`${name} opens`, (s) => {
          read(s);
          if (isOld(s, name) || s.known || s.ended) return to(s, pc.decide);
          if (!s.starting) {
            if (s.fence) return end(s, name);
            if (s.paused) return to(s, pc.decide);
            s.starting = 1;
            changed(s, name);
            return to(s, pc.start);
          }
          const isFound =
            the.findsStart === 'any' ? s.runs > 0 : the.findsStart === 'running' && s.run === run.running;
          if (isFound) return to(s, pc.recordStart);
          return s.fence ? end(s, name) : to(s, pc.start);
        });
      case pc.start:
        go(`${name} starts the run`, (s) => {
          if (s.run === run.running) return to(s, pc.open);
          started(s);
          to(s, pc.recordStart);
        });
        if (state.lost > 0 && state.run !== run.running)
          go(`${name} starts the run, its answer is lost`, (s) => {
            s.lost -= 1;
            started(s);
            to(s, pc.open);
          });
        return crash('before the start', pc.open);
      case pc.recordStart:
        go(`${name} records the start`, (s) => {
          if (isStale) return to(s, pc.decide);
          s.known = 1;
          s.ready = 0;
          changed(s, name);
          s[key('timed')] = 1;
          to(s, pc.hold);
        });
        return crash('before it records the start', pc.open);
      case pc.decide:
        return go(`${name} decides`, (s) => {
          if (isOld(s, name)) return to(s, pc.none);
          read(s);
          to(s, pc.write);
        });
      case pc.write: {
        const renewed = (where: number) => (s: Draft) => {
          s.renewals -= 1;
          renew(s);
          to(s, where);
        };
        if (state.renewals > 0 && !isStale && name === 'm1') {
          go(`${name} hands over to the next execution`, renewed(pc.none));
          if (state.crashes > 0)
            go(`${name} hands over, and crashes`, (s) => {
              s.crashes -= 1;
              renewed(pc.decide)(s);
            });
        }
        return go(`${name} writes what it decided`, (s) => {
          if (isStale) return to(s, pc.decide);
          if (s.known && s.run === run.running) notice(s, state[key('exp')]);
          if (!the.writesAreConditional) s.paused = state[key('wasPaused')];
          const decided = state[key('dec')];
          if (decided === dec.stop && !s.fence && s.run === run.running) s.fence = 2;
          changed(s, name);
          s[key('fresh')] = 0;
          s[key('timed')] = decided === dec.hold ? 1 : 0;
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
      case pc.hold:
        return go(`${name} begins to wait`, (s) => {
          if (the.holdIsConditional && (state[key('sees')] === 0 || isOld(s, name))) return to(s, pc.decide);
          s.token = numberOf(name);
          s.due = 0;
          to(s, pc.wait);
        });
      case pc.wait:
        if (state[key('timed')])
          go(`${name} wakes in time`, (s) => {
            s.ready = 1;
            to(s, pc.decide);
          });
        // There is no third execution in this model.
        return name === 'm1' ? crash('while it waits', pc.dead) : undefined;
      case pc.raise:
        return go(`${name} judges again`, (s) => {
          read(s);
          to(s, !isOld(s, name) && s[key('dec')] === dec.raise ? pc.intend : pc.decide);
        });
      case pc.intend:
        return go(`${name} writes what it is about to do`, (s) => {
          if (isStale) return to(s, pc.decide);
          if (isBlocked(s)) s.begunBlocked = 1;
          if (the.intends) s.intent = 1;
          changed(s, name);
          s[key('fresh')] = 1;
          s[key('exp')] = s.reached + 1;
          to(s, pc.update);
        });
      case pc.update:
        if (state.run !== run.running) return go(`${name} is refused the update`, (s) => to(s, pc.decide));
        go(`${name} updates`, (s) => {
          if (!the.raiseJudges && isBlocked(s)) s.begunBlocked = 1;
          s.exp = Math.max(s.exp, state[key('exp')]);
          to(s, pc.recordRaise);
        });
        if (state.lost > 0)
          go(`${name} updates, its answer is lost`, (s) => {
            s.lost -= 1;
            s.exp = Math.max(s.exp, state[key('exp')]);
            to(s, pc.raise);
          });
        return crash('before the update', pc.raise);
      case pc.recordRaise:
        go(`${name} records the raise`, (s) => {
          if (isStale && the.raiseJudges) return to(s, pc.decide);
          s.reached = Math.max(s.reached, s.exp);
          s.told += 1;
          s.intent = 0;
          s.ready = 0;
          changed(s, name);
          s[key('sees')] = 1;
          s[key('timed')] = 1;
          to(s, pc.hold);
        });
        return crash('before it records the raise', pc.raise);
      case pc.stop:
        if (isOld(state, name)) return go(`${name} is not the one to stop`, (s) => to(s, pc.none));
        go(`${name} stops the run`, (s) => {
          if (s.run === run.running && s.fence) {
            s.run = run.done;
            s.by = 1;
          }
          to(s, s.run === run.done ? pc.recordStop : pc.decide);
        });
        return crash('before the stop', pc.decide);
      case pc.recordStop:
        go(`${name} records the stop`, (s) => {
          if (!s.recorded) {
            notice(s, s.exp);
            s.recorded = the.marker ? s.by : s.fence ? 1 : 2;
            changed(s, name);
          }
          to(s, pc.end);
        });
        return crash('before it records the stop', pc.decide);
      case pc.end:
        go(`${name} ends the ramp`, (s) => end(s, name));
        return crash('before it ends the ramp', pc.decide);
      default:
        return;
    }
  }

  function started(s: Draft): void {
    s.run = run.running;
    s.runs += 1;
    s.exp = 0;
    s.by = 0;
  }
  function end(s: Draft, name: Name): void {
    s.ended = 1;
    changed(s, name);
    at(s, name, pc.none);
  }

  function command(state: State, name: Command, go: Go) {
    const place = state[`${name}_pc`];
    const isPointless = state.ended === 1 || (name !== 'stop' && state.fence > 0);
    if (place === cmd.idle) {
      if (isPointless) return;
      if (name === 'resume' && !state.paused) return;
      return go(`${name} reads`, (s) => {
        s[`${name}_fresh`] = 1;
        s[`${name}_token`] = s.token;
        s[`${name}_pc`] = cmd.read;
      });
    }
    if (place === cmd.read)
      return go(`${name} is written`, (s) => {
        if (isPointless) {
          s[`${name}_pc`] = cmd.done;
          return;
        }
        if (the.writesAreConditional && !s[`${name}_fresh`]) {
          s[`${name}_pc`] = cmd.idle;
          return;
        }
        if (name === 'stop') s.fence ||= 1;
        else s.paused = name === 'pause' ? 1 : 0;
        if (the.tokenFromWrite) s[`${name}_token`] = s.token;
        if (the.newsAreDue) s.due = 1;
        for (const each of machines) s[`${each}_sees`] = 0;
        changed(s, name);
        s[`${name}_pc`] = cmd.written;
      });
    if (place !== cmd.written) return;
    go(`${name} wakes the machine`, (s) => {
      const waiting = machines.find((each) => numberOf(each) === s[`${name}_token`]);
      if (waiting && s[`${waiting}_pc`] === pc.wait) at(s, waiting, pc.decide);
      s[`${name}_pc`] = cmd.done;
    });
    if (state.lost > 0)
      go(`the wake-up of ${name} is lost`, (s) => {
        s.lost -= 1;
        s[`${name}_pc`] = cmd.done;
      });
  }

  /** Not before whoever brings news has had his minute. */
  function watch(state: State, go: Go): void {
    const leads: Name = state.gen === 1 ? 'm1' : 'm2';
    const isUnderWay = commands.some((name) => state[`${name}_pc`] === cmd.written);
    if (state.ended) return;
    if (state.due && !isUnderWay && state[`${leads}_pc`] === pc.wait && state.token === numberOf(leads))
      go('the watch wakes what is overdue', (s) => {
        if (s.lost === budget.lost) s.lateNews = 1;
        at(s, leads, pc.decide);
      });
    if (leads !== 'm1') return;
    if (state.m1_pc === pc.dead || (state.orphan && !the.waitsForFunctions))
      go('the watch starts the next execution', (s) => renew(s));
    if (state.killed > 0 && state.m1_pc !== pc.none && state.m1_pc !== pc.dead)
      go('somebody stops the execution', (s) => {
        s.killed -= 1;
        s.orphan = 1;
        at(s, 'm1', state.m1_pc);
      });
  }
  function renew(s: Draft): void {
    s.gen = 2;
    s.m2_pc = pc.open;
    changed(s);
  }

  const lives = (s: State) =>
    machines.filter((name) => s[`${name}_pc`] !== pc.none && s[`${name}_pc`] !== pc.dead).length;
  return {
    initial,
    next,
    always: {
      'one run': (s) => s.runs <= 1,
      'no step skipped': (s) => s.exp <= s.reached + 1,
      'every raise is told once': (s) => s.told + s.drift === s.reached,
      'no drift that nobody made': (s) => s.drift === 0,
      'no raise is begun while paused or fenced': (s) => s.begunBlocked === 0,
      'the record says whose stop it was': (s) => !s.recorded || s.recorded === s.by,
      'no news wait for the watch unless a wake-up was lost': (s) => s.lateNews === 0,
    },
    finally: {
      'no news unread': (s) =>
        machines.every((name) => s[`${name}_pc`] !== pc.wait || s[`${name}_sees`] === 1),
      'a fenced run is stopped, recorded and ended': (s) =>
        !s.fence || (s.run !== run.running && s.ended === 1),
      'it ends unless it is paused': (s) => s.ended === 1 || s.paused === 1,
      'one execution leads, none when it has ended': (s) => lives(s) === (s.ended ? 0 : 1),
    },
  };
}
