/** What a plan will do, before it does it: every raise at the earliest, and who sees what. */
import type { Plan } from './plan/plan.ts';
import { type AlarmRule, type Reaction, reactionOf } from './reaction.ts';
import { type Schedule, type ScheduledStep, schedule, startOf } from './schedule.ts';

/** Shares of the traffic, by treatment; only their ratio counts. */
export type Weights = Readonly<Record<string, number>>;

export type Preview = {
  readonly plan: Plan;
  readonly startAt: number;
  readonly schedule: Schedule;
  readonly steps: readonly PreviewStep[];
  /** All holds together. */
  readonly holdsMs: number;
  /** From trouble to users who are out of it; undefined where nothing stops the ramp. */
  readonly reaction: Reaction | undefined;
};
export type PreviewStep = Plan['steps'][number] &
  ScheduledStep & {
    /** Who may let this step be raised, if somebody has to. */
    readonly approvers: readonly string[];
    /** Who sees what, in per cent of the audience; only with weights. */
    readonly sees?: Sees | undefined;
  };
/** Whoever is not exposed sees the deployed flag, which need not be the control. */
export type Sees = { readonly treatments: Weights; readonly deployedFlag: number };

/** What a plan does not say of itself. */
export type Known = { readonly weights?: Weights | undefined; readonly alarm?: AlarmRule | undefined };

export function previewOf(plan: Plan, now: number, { weights, alarm }: Known = {}): Preview {
  const startAt = startOf(plan, now);
  const planned = schedule(plan, { startAt, reached: [] }, startAt);
  const steps = planned.steps.flatMap((scheduled, i) => {
    const step = plan.steps[i];
    if (!step) return [];
    const sees = weights && seesAt(step.exposurePercent, weights);
    return [{ ...step, ...scheduled, approvers: approversOf(plan, i), sees }];
  });
  const holdsMs = plan.steps.reduce((sum, { holdMs }) => sum + holdMs, 0);
  return { plan, startAt, schedule: planned, steps, holdsMs, reaction: reactionOf(plan.guards, alarm) };
}

/** Exposed users are split by weight. */
export function seesAt(exposurePercent: number, weights: Weights): Sees {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const shares = Object.entries(weights).map(([treatment, weight]) => [
    treatment,
    (exposurePercent * weight) / total,
  ]);
  return { treatments: Object.fromEntries(shares), deployedFlag: 100 - exposurePercent };
}

const approversOf = ({ steps }: Plan, index: number): readonly string[] =>
  steps[index - 1]?.gates.flatMap((gate) => (gate.kind === 'approval' ? gate.from : [])) ?? [];
