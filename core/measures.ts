/** What is counted and timed of a ramp: metrics follow from the facts, so that each is measured once, when it is written. */
import type { NewFact } from './facts.ts';
import { parseDuration } from './time.ts';

export type Measure = {
  readonly name:
    | 'Exposure'
    | 'StopLatency'
    | 'StopFailures'
    | 'GateWait'
    | 'ApprovalWait'
    | 'GuardBreaches'
    | 'Degradations'
    | 'OpenRuns'
    | 'OutboxDepth'
    | 'RefusedEvents';
  readonly unit: 'Percent' | 'Milliseconds' | 'Seconds' | 'Count';
  readonly value: number;
};

export function measuresOf(fact: NewFact): readonly Measure[] {
  switch (fact.type) {
    case 'Ramp Started':
      return [exposure(fact.exposure)];
    case 'Exposure Raised':
      return [exposure(fact.data.to)];
    case 'Exposure Drifted':
      return [exposure(fact.data.actual)];
    case 'Gate Cleared':
      return [waited('GateWait', fact.data.waited)];
    case 'Approval Given':
    case 'Approval Rejected':
      return [waited('ApprovalWait', fact.data.waited)];
    case 'Guard Breached':
      return [once('GuardBreaches')];
    case 'Stop Delayed':
      return [once('StopFailures')];
    case 'Rampart Degraded':
      return [once('Degradations')];
    case 'Ramp Stopped': {
      const { stopLatencyMs } = fact.data;
      const latency = { name: 'StopLatency', unit: 'Milliseconds', value: stopLatencyMs ?? 0 } as const;
      return stopLatencyMs === undefined ? [exposure(0)] : [exposure(0), latency];
    }
    default:
      return [];
  }
}

const exposure = (value: number): Measure => ({ name: 'Exposure', unit: 'Percent', value });
const once = (name: Measure['name']): Measure => ({ name, unit: 'Count', value: 1 });
const waited = (name: Measure['name'], duration: string): Measure => ({
  name,
  unit: 'Seconds',
  value: (parseDuration(duration) ?? 0) / 1000,
});
