/** What has to hold across keys. Each rule reads the parts it needs, so that one wrong key does not silence the others. */
import { atKey, atValue, type Path, type Problem } from './diagnostic.ts';
import type { PlanFile } from './file.ts';
import { gateRules } from './gate-rules.ts';
import { parseAlarmArn, stepsOf } from './normalise.ts';
import { didYouMean } from './suggest.ts';

/** Where the ramp will run, as far as it is known when the plan is checked. */
export type Whereabouts = { readonly region?: string | undefined; readonly account?: string | undefined };
/** The parts of a file that are right in themselves. */
export type Parts = Partial<PlanFile>;
export type Rule = (parts: Parts, where: Whereabouts) => readonly Problem[];

/** Every rule that needs no clock. */
export const brokenRules: Rule = (parts, where) => rules.flatMap((rule) => rule(parts, where));

const exposureRises: Rule = ({ steps = [] }) =>
  steps.flatMap(({ exposure }, i) => {
    const before = steps[i - 1];
    // AppConfig keeps exposures as 32-bit floats.
    if (!before || Math.fround(exposure) > Math.fround(before.exposure)) return [];
    return atValue(
      'exposure-not-rising',
      ['steps', i, 'exposure'],
      `exposure must rise with every step: step ${i} has ${before.exposure} %, step ${i + 1} has ${exposure} %`,
      'AWS AppConfig cannot lower exposure within a run. To go back down, stop the run and start a new one.',
    );
  });

const alarmsAreHere: Rule = ({ guards = [] }, { region, account }) =>
  guards.flatMap((guard, i) => {
    const arn = 'alarm' in guard ? parseAlarmArn(guard.alarm) : undefined;
    if ('alarm' in guard && !arn && guard.alarm.startsWith('arn:'))
      return atValue(
        'invalid-value',
        ['guards', i, 'alarm'],
        'not the ARN of an alarm',
        'arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME, or only its name',
      );
    const isForeign = arn && ((region && arn.region !== region) || (account && arn.account !== account));
    if (!isForeign) return [];
    const here = [region, account].filter(Boolean).join(' of account ');
    return atValue(
      'foreign-alarm',
      ['guards', i, 'alarm'],
      `the alarm is in ${arn.region} of account ${arn.account}, the ramp in ${here}`,
      'alarms reach a ramp of their own region and account only: make one there, for instance on a metric shared across accounts',
    );
  });

const metricPeriods: Rule = ({ metrics = {} }) =>
  Object.entries(metrics).flatMap(([name, { period }]) =>
    period === 10_000 || period === 30_000 || period % 60_000 === 0
      ? []
      : atValue(
          'invalid-value',
          ['metrics', name, 'period'],
          'expected a period of 10s, 30s, or whole minutes up to 1d',
        ),
  );

const freezesEnd: Rule = ({ freezes = [] }) =>
  freezes.flatMap(({ from, to }, i) =>
    to.slice(0, 10) < from.slice(0, 10) || (to.length > 10 && to <= from)
      ? atValue('invalid-value', ['freezes', i, 'to'], `the freeze ends before it begins (${from})`)
      : [],
  );

const curvesHaveTime: Rule = ({ curve }) => {
  if (!curve) return [];
  const steps = stepsOf({ curve, steps: undefined });
  return steps.some(({ hold }) => hold <= 0)
    ? [
        atValue(
          'invalid-value',
          ['curve', 'over'],
          `too short for ${steps.length} steps`,
          `give every step a minute and the first 30m, so at least ${29 + steps.length}m`,
        ),
      ]
    : [];
};

/** Placeholders that mean nothing would be stored as they stand, in every run's result. */
const summariesAreKnown: Rule = ({ onStop, end }) => {
  const known = ['name', 'exposure', 'elapsed', 'reason'];
  const summaries: readonly [Path, string | undefined, string[]][] = [
    [['onStop', 'summary'], onStop?.summary, known],
    [['end', 'summary'], typeof end === 'object' ? end.summary : undefined, known.slice(0, 3)],
  ];
  return summaries.flatMap(([path, summary = '', words]) =>
    [...summary.matchAll(/\{\{(.*?)\}\}/g)].flatMap(([all, word = '']) =>
      words.includes(word)
        ? []
        : atValue(
            'invalid-value',
            path,
            `${all} stands for nothing`,
            didYouMean(word, words) ?? `there are: ${words.join(', ')}`,
          ),
    ),
  );
};

const warnings: Rule = (parts) => {
  const { guards, steps, curve } = parts;
  const exposures = steps?.map(({ exposure }) => exposure) ?? [];
  const found: Problem[] = [];
  if (guards?.length === 0)
    found.push(
      atKey(
        'no-guards',
        ['guards'],
        'no guards: nothing will stop this ramp automatically',
        'name an alarm: guards: [ { alarm: … } ]',
      ),
    );
  if (curve || exposures.length === 0) return found;
  const last = ['steps', exposures.length - 1, 'exposure'];
  const looksLikeFractions =
    exposures.some((exposure) => exposure > 0) && exposures.every((exposure) => exposure < 1.01);
  if (looksLikeFractions)
    found.push(
      atValue(
        'looks-like-fractions',
        last,
        `no step goes beyond ${exposures.at(-1)} %`,
        'exposures are per cent: a quarter is 25, not 0.25',
      ),
    );
  if ((exposures[0] ?? 0) > 0)
    found.push(
      atValue(
        'no-zero-step',
        ['steps', 0, 'exposure'],
        'the ramp does not begin at 0 %',
        'a step at 0 % shows whether everything is in place before anybody sees it',
      ),
    );
  if (!looksLikeFractions && (exposures.at(-1) ?? 0) < 100)
    found.push(
      atValue(
        'ends-below-100',
        last,
        `the ramp ends at ${exposures.at(-1)} %`,
        'add a step at 100% if everybody is to be in the experiment',
      ),
    );
  return found;
};

const rules: readonly Rule[] = [
  exposureRises,
  ...gateRules,
  alarmsAreHere,
  metricPeriods,
  freezesEnd,
  curvesHaveTime,
  summariesAreKnown,
  warnings,
];

/** Steps and a curve are two ways to say the same. */
export function stepsOrCurve(value: unknown): readonly Problem[] {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const [steps, curve] = [keys.includes('steps'), keys.includes('curve')];
  if (steps && curve)
    return [
      atKey(
        'steps-or-curve',
        ['curve'],
        'both steps and a curve',
        'keep one of them; ramp plan --expand writes the steps of a curve',
      ),
    ];
  if (steps || curve) return [];
  return [
    atKey(
      'steps-or-curve',
      [],
      'neither steps nor a curve',
      'add "curve: { preset: standard, over: 7d }", or steps',
    ),
  ];
}
