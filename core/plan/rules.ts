/** What has to hold across keys. Each rule reads the parts it needs, so that one wrong key does not silence the others. */
import { neverOpens, schedule, startOf } from '../schedule.ts';
import { formatAt, formatDuration } from '../time.ts';
import type { Path, Problem } from './diagnostic.ts';
import type { GateEntry, PlanFile } from './file.ts';
import { normalise, parseAlarmArn, stepsOf } from './normalise.ts';
import type { Plan } from './plan.ts';
import { didYouMean } from './suggest.ts';

/** Where the ramp will run, as far as it is known when the plan is checked. */
export type Whereabouts = { readonly region?: string | undefined; readonly account?: string | undefined };
type Parts = Partial<PlanFile>;
type Rule = (parts: Parts, where: Whereabouts) => readonly Problem[];

const value = (code: Problem['code'], path: Path, message: string, help?: string): Problem => ({
  code,
  path,
  at: 'value',
  message,
  help,
});
const key = (code: Problem['code'], path: Path, message: string, help?: string): Problem => ({
  ...value(code, path, message, help),
  at: 'key',
});

/** Every rule that needs no clock. */
export const brokenRules: Rule = (parts, where) => rules.flatMap((rule) => rule(parts, where));

const exposureRises: Rule = ({ steps = [] }) =>
  steps.flatMap(({ exposure }, i) => {
    const before = steps[i - 1];
    // AppConfig keeps exposures as 32-bit floats.
    if (!before || Math.fround(exposure) > Math.fround(before.exposure)) return [];
    return value(
      'exposure-not-rising',
      ['steps', i, 'exposure'],
      `exposure must rise with every step: step ${i} has ${before.exposure} %, step ${i + 1} has ${exposure} %`,
      'AWS AppConfig cannot lower exposure within a run. To go back down, stop the run and start a new one.',
    );
  });

const gatesAreAsked: Rule = ({ steps = [] }) =>
  steps.at(-1)?.gates?.length
    ? [
        key(
          'invalid-value',
          ['steps', steps.length - 1, 'gates'],
          'gates of the last step would never be asked',
          'gates are asked before a step is left for the next one: move them to the step before',
        ),
      ]
    : [];

const metricsExist: Rule = (parts) =>
  gatesOf(parts).flatMap(({ gate, path }) => {
    const { metrics } = parts;
    if (!('metric' in gate) || !metrics || Object.hasOwn(metrics, gate.metric)) return [];
    const names = Object.keys(metrics);
    const help =
      didYouMean(gate.metric, names) ??
      (names.length > 0 ? `there are: ${names.join(', ')}` : 'describe it under "metrics"');
    return value('unknown-metric', [...path, 'metric'], `no metric named "${gate.metric}"`, help);
  });

const metricGatesDecide: Rule = (parts) =>
  gatesOf(parts).flatMap(({ gate, path }) => {
    if (!('metric' in gate)) return [];
    const { below, above, over, metric } = gate;
    const period =
      parts.metrics && Object.hasOwn(parts.metrics, metric) ? (parts.metrics[metric]?.period ?? 0) : 0;
    if (below === undefined && above === undefined)
      return value(
        'missing-key',
        path,
        'a metric gate needs "below" or "above"',
        'add "below: …", "above: …" or both',
      );
    if (below !== undefined && above !== undefined && above >= below)
      return value('invalid-value', [...path, 'above'], `nothing is above ${above} and below ${below}`);
    if (over !== undefined && over < period)
      return value(
        'invalid-value',
        [...path, 'over'],
        `over is shorter than the metric's period of ${formatDuration(period)}`,
      );
    return [];
  });

const alarmGatesHaveAlarms: Rule = (parts) =>
  parts.guards?.length === 0
    ? gatesOf(parts).flatMap(({ gate, path }) =>
        'alarms' in gate
          ? value(
              'invalid-value',
              [...path, 'alarms'],
              'there is no alarm to be OK',
              'it asks the alarms of the guards: add some',
            )
          : [],
      )
    : [];

const approversAreKnown: Rule = (parts) =>
  gatesOf(parts).flatMap(({ gate, path }) =>
    'approval' in gate
      ? gate.approval.from.flatMap((who, i) =>
          /^(slack:[A-Z0-9]{2,}|arn:[\w-]+:(iam|sts)::(\d{12}|\*):[\w+=,.@*/-]+)$/.test(who)
            ? []
            : value(
                'approver-syntax',
                [...path, 'approval', 'from', i],
                `${JSON.stringify(who)} is not an approver`,
                'write slack:ID of a person or user group (slack:S0PMGROUP), or the ARN of an IAM principal ("arn:aws:iam::*:role/ReleaseManager")',
              ),
        )
      : [],
  );

const oneApproval: Rule = ({ gates = [], steps = [] }) =>
  [
    { gates, path: ['gates'] as Path },
    ...steps.map(({ gates = [] }, i) => ({ gates, path: ['steps', i, 'gates'] })),
  ].flatMap(({ gates, path }) => {
    const again = [...gates.keys()].filter((i) => 'approval' in (gates[i] ?? {}))[1];
    return again === undefined
      ? []
      : value(
          'invalid-value',
          [...path, again],
          'two approvals for one raise',
          'one question, and "from" may name several',
        );
  });

const alarmsAreHere: Rule = ({ guards = [] }, { region, account }) =>
  guards.flatMap((guard, i) => {
    const arn = 'alarm' in guard ? parseAlarmArn(guard.alarm) : undefined;
    if ('alarm' in guard && !arn && guard.alarm.startsWith('arn:'))
      return value(
        'invalid-value',
        ['guards', i, 'alarm'],
        'not the ARN of an alarm',
        'arn:aws:cloudwatch:REGION:ACCOUNT:alarm:NAME, or only its name',
      );
    const isForeign = arn && ((region && arn.region !== region) || (account && arn.account !== account));
    if (!isForeign) return [];
    const here = [region, account].filter(Boolean).join(' of account ');
    return value(
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
      : value(
          'invalid-value',
          ['metrics', name, 'period'],
          'expected a period of 10s, 30s, or whole minutes up to 1d',
        ),
  );

const freezesEnd: Rule = ({ freezes = [] }) =>
  freezes.flatMap(({ from, to }, i) =>
    to.slice(0, 10) < from.slice(0, 10) || (to.length > 10 && to <= from)
      ? value('invalid-value', ['freezes', i, 'to'], `the freeze ends before it begins (${from})`)
      : [],
  );

const curvesHaveTime: Rule = ({ curve }) => {
  if (!curve) return [];
  const steps = stepsOf({ curve, steps: undefined });
  return steps.some(({ hold }) => hold <= 0)
    ? [
        value(
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
        : value(
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
      key(
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
      value(
        'looks-like-fractions',
        last,
        `no step goes beyond ${exposures.at(-1)} %`,
        'exposures are per cent: a quarter is 25, not 0.25',
      ),
    );
  if ((exposures[0] ?? 0) > 0)
    found.push(
      value(
        'no-zero-step',
        ['steps', 0, 'exposure'],
        'the ramp does not begin at 0 %',
        'a step at 0 % shows whether everything is in place before anybody sees it',
      ),
    );
  if (!looksLikeFractions && (exposures.at(-1) ?? 0) < 100)
    found.push(
      value(
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
  gatesAreAsked,
  metricsExist,
  metricGatesDecide,
  alarmGatesHaveAlarms,
  approversAreKnown,
  oneApproval,
  alarmsAreHere,
  metricPeriods,
  freezesEnd,
  curvesHaveTime,
  summariesAreKnown,
  warnings,
];

/** Every gate with its place. */
function gatesOf({
  gates = [],
  steps = [],
}: Parts): readonly { readonly gate: GateEntry; readonly path: Path }[] {
  const placed = (list: readonly GateEntry[], base: Path) =>
    list.map((gate, i) => ({ gate, path: [...base, i] }));
  return [
    ...placed(gates, ['gates']),
    ...steps.flatMap(({ gates = [] }, i) => placed(gates, ['steps', i, 'gates'])),
  ];
}

/** Rules that need the whole plan and the time at which it would start. */
export function brokenTiming(file: PlanFile, now: number): readonly Problem[] {
  const plan: Plan = normalise(file);
  const startAt = startOf(plan, now);
  const closed = neverOpens(plan, startAt);
  if (closed !== undefined)
    return [
      key(
        'no-window-ever',
        ['windows'],
        `step ${closed + 1} is never raised: no window opens within a year`,
        'look at windows and freezes together',
      ),
    ];
  const { steps, completeAt, limitAt } = schedule(plan, { startAt, reached: [] }, startAt);
  if (completeAt !== undefined) return [];
  const unreached = steps.find(({ raiseAt }) => raiseAt === undefined);
  const what = unreached
    ? `step ${unreached.index + 1} would not be raised`
    : 'the last step would not be held in full';
  const limit = formatDuration(plan.maxDurationMs);
  return [
    value(
      'too-long',
      ['maxDuration'],
      `${what} before the ramp has to end: maxDuration is ${limit}, which is ${formatAt(limitAt, plan.timezone)}`,
      'allow more with maxDuration, or shorten holds; windows and freezes count',
    ),
  ];
}

/** Steps and a curve are two ways to say the same. */
export function stepsOrCurve(value: unknown): readonly Problem[] {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const [steps, curve] = [keys.includes('steps'), keys.includes('curve')];
  if (steps && curve)
    return [
      key(
        'steps-or-curve',
        ['curve'],
        'both steps and a curve',
        'keep one of them; ramp plan --expand writes the steps of a curve',
      ),
    ];
  if (steps || curve) return [];
  return [
    key(
      'steps-or-curve',
      [],
      'neither steps nor a curve',
      'add "curve: { preset: standard, over: 7d }", or steps',
    ),
  ];
}
