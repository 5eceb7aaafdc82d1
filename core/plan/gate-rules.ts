/** What has to hold of gates: that they are asked, can be answered, and by whom. */
import { formatDuration } from '../time.ts';
import { atKey, atValue, type Path } from './diagnostic.ts';
import type { GateEntry } from './file.ts';
import type { Parts, Rule } from './rules.ts';
import { didYouMean } from './suggest.ts';

const gatesAreAsked: Rule = ({ steps = [] }) =>
  steps.at(-1)?.gates?.length
    ? [
        atKey(
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
    return atValue('unknown-metric', [...path, 'metric'], `no metric named "${gate.metric}"`, help);
  });

const metricGatesDecide: Rule = (parts) =>
  gatesOf(parts).flatMap(({ gate, path }) => {
    if (!('metric' in gate)) return [];
    const { below, above, over, metric } = gate;
    const period =
      parts.metrics && Object.hasOwn(parts.metrics, metric) ? (parts.metrics[metric]?.period ?? 0) : 0;
    if (below === undefined && above === undefined)
      return atValue(
        'missing-key',
        path,
        'a metric gate needs "below" or "above"',
        'add "below: …", "above: …" or both',
      );
    if (below !== undefined && above !== undefined && above >= below)
      return atValue('invalid-value', [...path, 'above'], `nothing is above ${above} and below ${below}`);
    if (over !== undefined && over < period)
      return atValue(
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
          ? atValue(
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
            : atValue(
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
      : atValue(
          'invalid-value',
          [...path, again],
          'two approvals for one raise',
          'one question, and "from" may name several',
        );
  });

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

export const gateRules: readonly Rule[] = [
  gatesAreAsked,
  metricsExist,
  metricGatesDecide,
  alarmGatesHaveAlarms,
  approversAreKnown,
  oneApproval,
];
