/** Who else acts: people's commands, the watch, somebody who stops an execution, and a person in the console. */
import type { Rules } from './design.ts';
import {
  at,
  type Command,
  changed,
  cmd,
  commands,
  type Draft,
  type Go,
  machines,
  type Name,
  numberOf,
  pc,
  renew,
  run,
  type State,
} from './state.ts';

export function command({ the }: Rules, state: State, name: Command, go: Go) {
  const to = (s: Draft, where: number) => {
    s[`${name}_pc`] = where;
  };
  const isPointless = state.ended === 1 || (name !== 'stop' && state.fence > 0);
  switch (state[`${name}_pc`]) {
    case cmd.idle:
      if (isPointless || (name === 'resume' && !state.paused)) return;
      return go(`${name} reads`, (s) => {
        s[`${name}_fresh`] = 1;
        s[`${name}_token`] = s.token;
        to(s, cmd.read);
      });
    case cmd.read:
      if (isPointless) return go(`${name} is refused`, (s) => to(s, cmd.done));
      if (the.writesAreConditional && !state[`${name}_fresh`])
        return go(`${name} is too late`, (s) => to(s, cmd.idle));
      return go(`${name} is written`, (s) => {
        if (name === 'stop') s.fence ||= 1;
        else s.paused = name === 'pause' ? 1 : 0;
        if (the.tokenFromWrite) s[`${name}_token`] = s.token;
        if (the.newsAreDue) s.due = 1;
        for (const each of machines) s[`${each}_sees`] = 0;
        changed(s, name);
        to(s, cmd.written);
      });
    case cmd.written:
      return wake(state, name, go);
  }
}

function wake(state: State, name: Command, go: Go) {
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
export function watch({ the, budget }: Rules, state: State, go: Go): void {
  const leads: Name = state.gen === 1 ? 'm1' : 'm2';
  const isUnderWay = commands.some((name) => state[`${name}_pc`] === cmd.written);
  if (state.ended) return;
  if (state.due && !isUnderWay && state[`${leads}_pc`] === pc.wait && state.token === numberOf(leads))
    go('the watch wakes what is overdue', (s) => {
      if (s.lost === budget.lost) s.lateNews = 1;
      at(s, leads, pc.decide);
    });
  if (leads === 'm1' && (state.m1_pc === pc.dead || (state.orphan && !the.waitsForFunctions)))
    go('the watch starts the next execution', renew);
}

export function others(state: State, go: Go): void {
  const isAlive = state.gen === 1 && state.m1_pc !== pc.none && state.m1_pc !== pc.dead;
  if (state.killed > 0 && isAlive && !state.ended)
    go('somebody stops the execution', (s) => {
      s.killed -= 1;
      s.orphan = 1;
      at(s, 'm1', state.m1_pc);
    });
  if (state.consoleStops > 0 && state.run === run.running)
    go('a person stops the run in the console', (s) => {
      s.consoleStops -= 1;
      s.run = run.done;
      s.by = 2;
    });
}
