/** What the real machine, functions and commands do, as steps of the protocol: each effect on AppConfig, the ledger and a wait. */
import type { Entry } from '#core/ledger';
import { isPaused } from '#core/ramp';
import type { Effect } from '#test/support/effects';
import { rampAfter } from '#test/support/items';
import type { Observation } from '../conform.ts';
import { nothing, run, type State } from './state.ts';

/** What can be seen of a state from outside. */
const visible = [
  'run',
  'runs',
  'exp',
  'by',
  'starting',
  'known',
  'reached',
  'intent',
  'paused',
  'fence',
  'recorded',
  'ended',
  'gen',
  'told',
  'drift',
] as const;
type Seen = Pick<State, (typeof visible)[number]>;

const nothingYet = Object.fromEntries(visible.map((key) => [key, nothing[key]])) as Seen;

const effects =
  / (takes|refuses) the ramp| starts the run| records | hands over| writes | begins to wait$| updates| stops the run| ends the ramp| is written$| wakes the machine$|^the watch |^somebody |^a person /;
export const takesEffect = (label: string): boolean => effects.test(label);

/** @param exposures of the plan's steps */
export function observed(
  all: readonly Effect[],
  exposures: readonly number[],
): readonly Observation<State>[] {
  let seen = nothingYet;
  let facts = 0;
  /** Whose news stand in the ledger, and wake the machine next. */
  let bringer: string | undefined;

  function observe(effect: Effect): Observation<State> | undefined {
    const before = seen;
    const step = (told: string, after: Partial<State>, more: Partial<State> = {}) => {
      seen = { ...seen, ...after };
      return { told, isStep: (label: string) => new RegExp(told).test(label), after: { ...seen, ...more } };
    };
    const { operation, by, input, output } = effect;
    const isWait = by === 'states' && operation === 'UpdateItem';
    if (operation === 'SendTaskSuccess') {
      const woken =
        by === 'watch' ? output && '^the watch wakes' : bringer && `^${bringer} wakes the machine`;
      bringer = undefined;
      return woken ? step(woken, {}) : undefined;
    }
    if (output === undefined) return undefined;
    if (isWait)
      return step(`^m${generationOf(input)} begins to wait`, {}, { token: generationOf(input), due: 0 });
    if (operation === 'StartExperimentRun')
      return step(' starts the run', { run: run.running, runs: before.runs + 1, exp: 0, by: 0 });
    if (operation === 'UpdateExperimentRun') {
      const exp = exposures.indexOf(input.ExposurePercentage as number);
      return exp > before.exp ? step(' updates', { exp }) : undefined;
    }
    if (operation === 'StopExperimentRun' && before.run !== run.done)
      return by === 'operator'
        ? step('^a person stops the run', { run: run.done, by: 2 })
        : step(' stops the run', { run: run.done, by: 1 });
    if (operation === 'StopExecution') return step('^somebody stops the execution', {});
    const entry = rampAfter(effect);
    if (!entry) return undefined;
    const fresh = entry.outbox.filter(({ seq }) => seq > facts).map(({ type }) => type);
    facts = entry.seq;
    const after = { ...before, ...ledgerOf(entry, before, fresh) };
    const told = writeOf(by, before, after);
    if (by === 'command' && told) bringer = told.split(' ')[0]?.slice(1);
    if (told !== undefined) return step(told, after, by === 'command' ? { due: 1 } : {});
    return JSON.stringify(after) === JSON.stringify(before)
      ? undefined
      : step(`an unknown write of ${by}`, after);
  }

  return all.flatMap((effect) => observe(effect) ?? []);
}

const generationOf = (input: Effect['input']): number =>
  Number((input.ExpressionAttributeValues as Record<string, { readonly N?: string }>)[':mine']?.N);

function ledgerOf({ ramp, cause, generation }: Entry, before: Seen, fresh: readonly string[]): Partial<Seen> {
  const count = (type: string) => fresh.filter((each) => each === type).length;
  return {
    starting: ramp.status === 'pending' ? 0 : 1,
    known: ramp.run === undefined ? 0 : 1,
    reached: Math.max(0, ramp.reached.length - 1),
    intent: ramp.raising ? 1 : 0,
    paused: isPaused(ramp) ? 1 : 0,
    fence: cause ? (cause.kind === 'user' ? 1 : 2) : 0,
    recorded: ramp.stopped ? (ramp.stopped.isOurs ? 1 : 2) : 0,
    ended: ramp.status === 'ended' ? 1 : 0,
    gen: generation,
    told: before.told + count('Exposure Raised'),
    drift: before.drift + count('Exposure Drifted'),
  };
}

/** Which transition a write of that function is. Undefined for one that the model does not have. */
function writeOf(by: string, before: Seen, after: Seen): string | undefined {
  const isNew = (field: keyof Seen) => after[field] !== before[field];
  const me = `^m${before.gen} `;
  switch (by) {
    case 'open':
      if (isNew('known')) return `${me}records the start`;
      if (isNew('ended')) return `${me}refuses the ramp`;
      return isNew('starting') ? `${me}takes the ramp` : undefined;
    case 'decide':
      return isNew('gen') ? `${me}hands over` : `${me}writes what it decided`;
    case 'raise':
      if (after.intent) return `${me}writes what it is about to do`;
      return `${me}(records the raise|writes that it does not raise)`;
    case 'stop':
      if (isNew('ended')) return `${me}ends the ramp`;
      return isNew('recorded') ? `${me}records the stop` : undefined;
    case 'command':
      if (isNew('paused')) return after.paused ? '^pause is written' : '^resume is written';
      return isNew('fence') ? '^stop is written' : undefined;
    case 'watch':
      return isNew('gen') ? '^the watch starts' : undefined;
    default:
      return undefined;
  }
}
