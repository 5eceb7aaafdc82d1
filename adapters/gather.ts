/** Reads what a decision is made from: the ramp's run, its alarms and, once the hold is over, its metrics. In parallel. */
import type { Evidence } from '#core/evidence';
import { asksGates } from '#core/on-schedule';
import type { Plan } from '#core/plan/plan';
import type { Ramp } from '#core/ramp';
import type { MetricAsked } from './alarms.ts';
import type { Services } from './services.ts';

export async function gather(
  { experiments, alarms }: Services,
  plan: Plan,
  ramp: Ramp,
  now: number,
  known: Partial<Pick<Evidence, 'run' | 'alarms'>> = {},
): Promise<Evidence> {
  const [run, states, metrics] = await Promise.all([
    known.run ?? experiments.run(ramp),
    known.alarms ?? alarms.states(ramp.guards.map(({ name }) => name)),
    alarms.metrics(asksGates({ plan, ramp, now }) ? metricsOf(plan, ramp) : [], now),
  ]);
  return { run, alarms: states, metrics };
}

function metricsOf(plan: Plan, { reached }: Ramp): readonly MetricAsked[] {
  const gates = plan.steps[reached.length - 1]?.gates ?? [];
  return gates.flatMap((gate) => {
    const metric = gate.kind === 'metric' ? plan.metrics[gate.metric] : undefined;
    return gate.kind === 'metric' && metric ? [{ name: gate.metric, metric, overMs: gate.overMs }] : [];
  });
}
