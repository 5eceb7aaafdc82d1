/** Open: takes the ramp, starts the run, records it; whatever breaks off is taken up again. */
import { type Moving, over } from './moving.ts';
import { changed, type Draft, isOld, pc, run } from './state.ts';

export function open(moving: Moving) {
  const { rules, state, name, go, to, read, key } = moving;
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
  if (state.starting && isFound)
    return go(`${name} finds its run`, (s) => {
      read(s);
      // What has become of it meanwhile is decided upon before it waits.
      s[key('sees')] = 0;
      to(s, pc.recordStart);
    });
  if (state.starting && !state.fence) return goes('takes the start up', pc.start);
  go(`${name} refuses the ramp`, (s) => over(s, name));
}

export function start({ state, name, go, to, crash }: Moving) {
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

export function recordStart({ name, go, to, key, isStale, tooLate, crash }: Moving) {
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
