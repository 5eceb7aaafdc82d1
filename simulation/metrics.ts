/** What the shop tells CloudWatch: its own figures, in all and by treatment, and every other metric that a plan names. */
import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { Gate, Metric, Plan } from '#core/plan/plan';
import { minuteMs } from '#core/time';
import type { Random } from '#local/random';
import type { Counts } from './visits.ts';

export const namespace = 'Shop';
const shopMetrics = ['Visitors', 'Requests', 'Errors', 'Orders', 'Latency'];

/** @param treatment nothing for the shop as a whole */
export function shopData(counts: Counts, treatment: string | undefined): MetricDatum[] {
  const Dimensions = treatment === undefined ? [] : [{ Name: 'Treatment', Value: treatment }];
  const { visitors, requests, errors, orders, latencies } = counts;
  const values = { Visitors: visitors, Requests: requests, Errors: errors, Orders: orders };
  const counted = Object.entries(values).map(([MetricName, Value]) => ({ MetricName, Dimensions, Value }));
  if (latencies.size === 0) return counted;
  const times = { Values: [...latencies.keys()], Counts: [...latencies.values()] };
  return [...counted, { MetricName: 'Latency', Dimensions, ...times }];
}

/** A metric of the plan that the shop knows nothing of: it keeps to what the gates ask, and trembles a little. */
export type Other = { readonly namespace: string; readonly datum: (random: Random) => MetricDatum };

export function othersOf(plan: Plan, everyMs: number): readonly Other[] {
  const gates = plan.steps.flatMap((step) => step.gates);
  return Object.entries(plan.metrics)
    .filter(([, metric]) => !isOfTheShop(metric))
    .map(([name, metric]) => {
      const level = healthy(gates.filter((gate) => gate.kind === 'metric' && gate.metric === name));
      const share = metric.stat === 'Sum' ? Math.min(1, everyMs / metric.periodMs) : 1;
      const Dimensions = Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
      const datum = (random: Random) => ({
        MetricName: metric.name,
        Dimensions,
        Value: level * share * (0.97 + 0.06 * random.next()),
      });
      return { namespace: metric.namespace, datum };
    });
}

const isOfTheShop = (metric: Metric): boolean =>
  metric.namespace === namespace &&
  shopMetrics.includes(metric.name) &&
  Object.keys(metric.dimensions).every((name) => name === 'Treatment');

/** In the middle of the bounds; half of the upper one, or half as much again as the lower one. */
function healthy(gates: readonly Gate[]): number {
  const bounds = gates.filter((gate) => gate.kind === 'metric');
  const below = Math.min(...bounds.flatMap((gate) => gate.below ?? []));
  const above = Math.max(...bounds.flatMap((gate) => gate.above ?? []));
  if (Number.isFinite(above) && Number.isFinite(below)) return (above + below) / 2;
  if (Number.isFinite(below)) return below > 0 ? below / 2 : below * 2 - 1;
  if (Number.isFinite(above)) return above > 0 ? above * 1.5 : above / 2 + 1;
  return 1;
}

/** Often enough that no gate looks into a gap between two batches. */
export function feedEveryMs(plan: Plan): number {
  const gates = plan.steps.flatMap((step) => step.gates);
  const spans = gates.flatMap((gate) => (gate.kind === 'metric' ? gate.overMs : []));
  return Math.max(minuteMs, Math.min(5 * minuteMs, ...spans));
}
