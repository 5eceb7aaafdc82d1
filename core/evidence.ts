/** What a function saw of AWS before it decided. Gathered once, handed down as values. */
import type { Content, TriggeredBy } from './ramp.ts';

export type Evidence = {
  readonly run: RunView;
  readonly alarms: AlarmsView;
  /** By the metric's name in the plan; present for those that were asked. */
  readonly metrics: ReadonlyMap<string, MetricView>;
};

/** `unknown`: AppConfig did not answer. Unknown never raises. `gone`: it has been deleted, with its definition. */
export type RunView =
  | { readonly kind: 'none' | 'gone' }
  | { readonly kind: 'unknown'; readonly error: string }
  | RunningView
  | DoneView;
export type RunningView = {
  readonly kind: 'running';
  readonly exposurePercent: number;
  /** Undefined where it was not looked at. */
  readonly content?: Content | undefined;
};
export type DoneView = {
  readonly kind: 'done';
  readonly exposurePercent: number;
  readonly endedAt: number;
  /** What the run's Result says: a stop of ours left its marker there. */
  readonly resultText: string;
  /** From AppConfig's own event of the stop, where it was read. */
  readonly triggeredBy: TriggeredBy | undefined;
};

/** The deployment that puts everybody back on the deployed flag. */
export type RestorationView =
  | { readonly kind: 'complete' | 'pending' }
  /** Rolled back, as monitors of the environment do: users may still see treatments. */
  | { readonly kind: 'undone'; readonly number: number; readonly told: string };

export type AlarmsView =
  | { readonly kind: 'unknown'; readonly error: string }
  /** By ARN. An alarm that is missing here does not exist any more. */
  | { readonly kind: 'known'; readonly byArn: ReadonlyMap<string, AlarmView> };
export type AlarmView = {
  readonly name: string;
  readonly arn: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** StateTransitionedTimestamp, epoch ms. */
  readonly stateAt: number;
  readonly reason: string | undefined;
  readonly reasonData: string | undefined;
  /** Of a composite whose actions are held back: WaitPeriod, ExtensionPeriod or Alarm. */
  readonly suppressedBy: string | undefined;
};

export type MetricView =
  /** In the order of their time; none where there is no data. */
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'unknown'; readonly error: string };
