/** How long it takes from trouble to users who are out of it: what of it is CloudWatch's, what is ours, what is the agents'. */
import type { Guard } from './plan/plan.ts';
import { minuteMs, secondMs } from './time.ts';

/** What an alarm waits for: so many datapoints, each of a period. A plan names its alarms, and not their rules. */
export type AlarmRule = { readonly periodMs: number; readonly datapoints: number };

export type Reaction = {
  /** Until the alarm has seen enough; undefined where its rule is not given. */
  readonly alarmMs: number | undefined;
  /** At most, until CloudWatch looks at the datapoints. */
  readonly evaluationMs: number;
  /** For so long the most patient guard has its alarm stay in ALARM. */
  readonly patienceMs: number;
  /** From the alarm's event to the stop. */
  readonly rampartMs: number;
  /** Until AppConfig Agent asks again, by its default. */
  readonly pollMs: number;
  /** All together; undefined where the alarm's part is. */
  readonly totalMs: number | undefined;
};

const rampartMs = 5 * secondMs;
const pollMs = 45 * secondMs;

/** @returns undefined where no guard stops */
export function reactionOf(guards: readonly Guard[], rule?: AlarmRule): Reaction | undefined {
  const stopping = guards.filter(({ then }) => then === 'stop');
  if (stopping.length === 0) return undefined;
  const patienceMs = Math.max(...stopping.map(({ forMs }) => forMs));
  const evaluationMs = evaluationOf(rule);
  const alarmMs = rule && rule.periodMs * rule.datapoints;
  const restMs = evaluationMs + patienceMs + rampartMs + pollMs;
  const totalMs = alarmMs === undefined ? undefined : alarmMs + restMs;
  return { alarmMs, evaluationMs, patienceMs, rampartMs, pollMs, totalMs };
}

/** Alarms are evaluated every minute, those of less than a minute every 10 seconds. */
const evaluationOf = (rule: AlarmRule | undefined): number =>
  rule && rule.periodMs < minuteMs ? 10 * secondMs : minuteMs;
