import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import type { Dispatcher } from './wire/dispatcher.ts';

/** What every emulated service stands on. A service adds its own state to it. */
export type World = {
  readonly clock: Clock;
  readonly random: Random;
  readonly accountId: string;
  readonly region: string;
  /** How one service calls another inside this world. */
  readonly door: Pick<Dispatcher, 'call' | 'service'>;
};
