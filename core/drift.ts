/** What others did to the run. AppConfig is the truth about it: rampart takes it in, says so, and never fights. */
import { type At, type Change, chain, fact, paused, rampart } from './change.ts';
import type { FactData } from './facts.ts';
import { type Actor, type Content, isBelow, isPaused, type RaisedStep, type Ramp } from './ramp.ts';

const others: Actor = { type: 'appconfig' };

/** Somebody else raised the run. AppConfig is the truth: the steps that it has passed are reached, and held from now on. */
export function drifted(ramp: Ramp, at: At, actual: number): Change {
  const passed = at.plan.steps
    .slice(ramp.reached.length)
    .filter(({ exposurePercent }) => !isBelow(actual, exposurePercent));
  const reached: RaisedStep[] = passed.map(() => ({
    raisedAt: at.now,
    exposurePercent: actual,
    isOthers: true,
  }));
  const after: Ramp = {
    ...ramp,
    exposurePercent: actual,
    reached: [...ramp.reached, ...reached],
    ...(passed.length > 0 ? { question: undefined, waiting: undefined } : {}),
    raising: undefined,
  };
  const data = { expected: ramp.exposurePercent, actual, action: 'adopted' } as const;
  return { ramp: after, facts: [fact(after, at, 'Exposure Drifted', data, others)] };
}

type Edit = Omit<FactData['Run Edited'], 'action'>;

/**
 * Overrides are for testers, and the run takes new ones at any time: adopted. Weights and audience cannot change within a
 * run, so it was started with others than those that somebody looked at: a person has to look again.
 */
export function edited(ramp: Ramp, at: At, actual: Content): Change {
  const { content: expected, experiment } = ramp;
  const { weights } = actual;
  const after: Ramp = { ...ramp, content: actual, experiment: { ...experiment, weights } };
  if (!expected) return { ramp: after, facts: [] };
  const edits = editsOf(expected, actual);
  if (edits.length === 0) return { ramp, facts: [] };
  const told = edits.map((edit) => {
    const action = edit.what === 'overrides' ? 'adopted' : 'paused';
    return fact(after, at, 'Run Edited', { ...edit, action }, others);
  });
  return chain(
    ramp,
    () => ({ ramp: after, facts: told }),
    (before) =>
      pausedBy(
        before,
        at,
        edits.filter(({ what }) => what !== 'overrides'),
      ),
  );
}

function pausedBy(ramp: Ramp, at: At, edits: readonly Edit[]): Change {
  if (edits.length === 0 || isPaused(ramp)) return { ramp, facts: [] };
  const what = edits.map((edit) => `${edit.what} ${edit.actual}, not ${edit.expected}`).join('; ');
  return paused(ramp, at, rampart, `the run has ${what}`);
}

function editsOf(expected: Content, actual: Content): readonly Edit[] {
  const edits: readonly (Edit | false)[] = [
    expected.overrides.mark !== actual.overrides.mark && {
      what: 'overrides',
      expected: entities(expected),
      actual: expected.overrides.count === actual.overrides.count ? 'others' : entities(actual),
    },
    shares(expected) !== shares(actual) && {
      what: 'weights',
      expected: shares(expected),
      actual: shares(actual),
    },
    expected.audience !== actual.audience && {
      what: 'audience',
      expected: 'the rule of the start',
      actual: 'another rule',
    },
  ];
  return edits.filter((edit) => edit !== false);
}

const entities = ({ overrides: { count } }: Content): string =>
  count === 1 ? '1 entity' : `${count} entities`;

const shares = ({ weights }: Content): string =>
  Object.entries(weights)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, weight]) => `${key} ${weight}`)
    .join(', ');
