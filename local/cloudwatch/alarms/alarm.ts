/** An alarm: what was asked for, and the state it is in. */
import type { PutCompositeAlarmInput, PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import type { Comparison, Criteria, State } from './evaluation.ts';
import type { Rule } from './rule.ts';
import type { SuppressedBy, Suppression } from './suppression.ts';
import type { Watch } from './watch.ts';

export type StateRecord = {
  readonly value: State;
  readonly reason: string;
  /** JSON, as text. */
  readonly reasonData?: string | undefined;
  readonly at: number;
  readonly suppressedBy?: SuppressedBy | undefined;
};

type Common = {
  readonly name: string;
  readonly arn: string;
  readonly tags: Map<string, string>;
  /** An id that events give to the metric of an alarm on a single one. */
  readonly metricId: string;
  configuredAt: number;
  actionsEnabled: boolean;
  state: StateRecord;
  /** When the state's value last became another one. */
  transitionedAt: number;
};

export type MetricAlarm = Common & {
  readonly kind: 'metric';
  readonly given: PutMetricAlarmInput;
  readonly watch: Watch;
  readonly criteria: Criteria;
  readonly comparison: Comparison;
  readonly threshold: number;
};

export type CompositeAlarm = Common & {
  readonly kind: 'composite';
  readonly given: PutCompositeAlarmInput;
  readonly rule: Rule;
  readonly suppression: Suppression | undefined;
};

export type Alarm = MetricAlarm | CompositeAlarm;

/** What is there before the first evaluation. */
export const initialState = (at: number): StateRecord => ({
  value: 'INSUFFICIENT_DATA',
  reason: 'Unchecked: Initial alarm creation',
  at,
});
