/** What the gates say: asked before a raise. No data is unknown, and unknown is closed. */
import type { AlarmsView, Evidence, MetricView } from './evidence.ts';
import type { Gate } from './plan/plan.ts';
import type { BoundGuard, Verdict } from './ramp.ts';
import { formatDuration } from './time.ts';

type ApprovalGate = Extract<Gate, { readonly kind: 'approval' }>;
type MetricGate = Extract<Gate, { readonly kind: 'metric' }>;

/** The verdict of every gate but the approval, in the plan's order. */
export function verdicts(
  gates: readonly Gate[],
  { alarms, metrics }: Pick<Evidence, 'alarms' | 'metrics'>,
  bound: readonly BoundGuard[],
): readonly Verdict[] {
  return gates.flatMap((gate) =>
    gate.kind === 'alarms'
      ? alarmsGate(alarms, bound)
      : gate.kind === 'metric'
        ? metricGate(gate, metrics.get(gate.metric))
        : [],
  );
}

export const allPass = (all: readonly Verdict[]): boolean => all.every(({ verdict }) => verdict === 'pass');

/** The gates that are closed, in words: what a wait tells. */
export const closedGates = (all: readonly Verdict[]): string =>
  all
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ because }) => because)
    .join(' · ');

function alarmsGate(alarms: AlarmsView, bound: readonly BoundGuard[]): Verdict {
  const name = 'alarms';
  const limit = 'all OK';
  if (alarms.kind === 'unknown')
    return { name, verdict: 'unknown', limit, because: `alarms cannot be read: ${alarms.error}` };
  const states = bound.map((each) => ({ name: each.name, state: alarms.byArn.get(each.arn)?.state }));
  const told = (word: string | undefined) =>
    states.filter(({ state }) => state === word).map((each) => each.name);
  const [loud, silent, gone] = [told('ALARM'), told('INSUFFICIENT_DATA'), told(undefined)];
  const observed = `${told('OK').length} of ${states.length} OK`;
  if (loud.length > 0)
    return { name, verdict: 'fail', observed, limit, because: `${loud.join(', ')} in ALARM` };
  if (silent.length + gone.length > 0) {
    const because = [
      ...silent.map((each) => `${each} has no data`),
      ...gone.map((each) => `${each} is missing`),
    ];
    return { name, verdict: 'unknown', observed, limit, because: because.join(', ') };
  }
  return { name, verdict: 'pass', observed, limit, because: `alarms ${states.length} OK` };
}

function metricGate(gate: MetricGate, view: MetricView | undefined): Verdict {
  const name = gate.metric;
  const limit = limitOf(gate);
  if (view?.kind === 'unknown')
    return { name, verdict: 'unknown', limit, because: `${name} cannot be read: ${view.error}` };
  if (view === undefined || view.values.length === 0) {
    const because = `${name} has no data in the last ${formatDuration(gate.overMs)}`;
    return { name, verdict: 'unknown', limit, because };
  }
  const wrong = view.values.find((value) => !isWithin(gate, value));
  const observed = rounded(wrong ?? (view.values.at(-1) as number));
  return wrong === undefined
    ? { name, verdict: 'pass', observed, limit, because: `${name} ${observed} ${limit}` }
    : { name, verdict: 'fail', observed, limit, because: `${name} ${observed}, must be ${limit}` };
}

const isWithin = ({ below, above }: MetricGate, value: number): boolean =>
  (below === undefined || value < below) && (above === undefined || value > above);

const limitOf = ({ below, above }: MetricGate): string =>
  [above === undefined ? '' : `> ${above}`, below === undefined ? '' : `< ${below}`]
    .filter(Boolean)
    .join(' and ');

/** Four significant digits are what a person compares by. */
const rounded = (value: number): number => Number(value.toPrecision(4));

/** The question that a step ends with. */
export function approvalOf(gates: readonly Gate[]): ApprovalGate {
  const gate = gates.find((each) => each.kind === 'approval');
  if (!gate) throw new Error('the step asks nobody');
  return gate;
}
