/** From the file as it is written to the plan as it is run. */
import { exposuresOf, holdsOf } from './curve.ts';
import { type GateEntry, type GuardEntry, type PlanFile, toCurve } from './file.ts';
import type { Gate, Guard, Metric, Plan, PlanStep } from './plan.ts';

type Steps = Pick<PlanFile, 'steps' | 'curve'>;
type WrittenStep = NonNullable<PlanFile['steps']>[number];

/** Of a file that passed every check. */
export function normalise(file: PlanFile): Plan {
  const {
    $schema: _,
    steps,
    curve,
    windows,
    maxDuration,
    metrics,
    guards,
    gates,
    gateTimeout,
    notify,
    ...same
  } = file;
  return {
    ...same,
    contract: 1,
    windows: windows.map(({ days, hours }) => ({ days, ...hours })),
    maxDurationMs: maxDuration,
    steps: normaliseSteps(file),
    metrics: normaliseMetrics(metrics),
    guards: guards.map(normaliseGuard),
    gateTimeout: gateTimeout && { afterMs: gateTimeout.after, then: gateTimeout.then },
    end: normaliseEnd(file.end),
    notify: normaliseNotify(notify),
  };
}

/** The steps written, or those of the curve. */
export function stepsOf({ steps, curve }: Steps): readonly WrittenStep[] {
  if (steps || !curve) return steps ?? [];
  const exposures = exposuresOf(toCurve(curve));
  const holds = holdsOf(toCurve(curve), exposures.length);
  return exposures.map((exposure, i) => ({ exposure, hold: holds[i] ?? 0 }));
}

function normaliseSteps(file: PlanFile): readonly PlanStep[] {
  const steps = stepsOf(file);
  return steps.map(({ name, exposure, hold, gates = [] }, i) => ({
    name,
    exposurePercent: exposure,
    holdMs: hold,
    gates: i < steps.length - 1 ? gatesOf(file, gates) : [],
  }));
}

/** A step's own approval takes the place of the plan's, so that nobody is asked twice. */
function gatesOf(file: PlanFile, own: readonly GateEntry[]): readonly Gate[] {
  const gates = [...file.gates, ...own].map((gate) => normaliseGate(gate, file.metrics));
  const approval = gates.findLast(({ kind }) => kind === 'approval');
  return [...gates.filter(({ kind }) => kind !== 'approval'), ...(approval ? [approval] : [])];
}

function normaliseGate(gate: GateEntry, metrics: PlanFile['metrics']): Gate {
  if ('alarms' in gate) return { kind: 'alarms' };
  if ('approval' in gate) {
    const { timeout, ...approval } = gate.approval;
    return { kind: 'approval', ...approval, timeoutMs: timeout };
  }
  const { metric, below, above, over = metrics[metric]?.period ?? 0 } = gate;
  return { kind: 'metric', metric, below, above, overMs: over };
}

function normaliseGuard({ for: forMs, ...guard }: GuardEntry): Guard {
  if ('alarmsTagged' in guard) {
    const { alarmsTagged: tags, ...reaction } = guard;
    return { kind: 'alarmsTagged', tags, ...reaction, forMs };
  }
  const { alarm, ...reaction } = guard;
  const arn = parseAlarmArn(alarm);
  return { kind: 'alarm', alarm: arn?.name ?? alarm, ...(arn && { arn: alarm }), ...reaction, forMs };
}

/** The parts of an alarm's ARN, or undefined for a name. */
export function parseAlarmArn(text: string): { region: string; account: string; name: string } | undefined {
  const groups = /^arn:[\w-]+:cloudwatch:(?<region>[\w-]+):(?<account>\d{12}):alarm:(?<name>.+)$/s.exec(
    text,
  )?.groups;
  return groups as ReturnType<typeof parseAlarmArn>;
}

const normaliseMetrics = (metrics: PlanFile['metrics']): Readonly<Record<string, Metric>> =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, { period, ...metric }]) => [name, { ...metric, periodMs: period }]),
  );

const normaliseEnd = (end: PlanFile['end']): Plan['end'] => {
  const { then, summary } = typeof end === 'string' ? { then: end } : end;
  return then === 'hold'
    ? { then }
    : { then, summary: summary ?? 'Ended by rampart at {{exposure}} after {{elapsed}}, as planned' };
};

const normaliseNotify = ({ digest, slack, ...notify }: PlanFile['notify']): Plan['notify'] => ({
  ...notify,
  slack,
  digest: digest && { days: digest.days, atMinute: digest.at },
});
