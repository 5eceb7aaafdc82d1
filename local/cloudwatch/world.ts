/** The world as the operations of CloudWatch see it. */
import type { World } from '../world.ts';
import type { AlarmBoard } from './alarms/board.ts';
import type { MetricStore } from './metrics/store.ts';

export type CloudWatchWorld = World & {
  readonly metrics: MetricStore;
  readonly alarms: AlarmBoard;
};
