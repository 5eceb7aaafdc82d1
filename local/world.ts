import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import type { Dispatcher } from './wire/dispatcher.ts';

export const defaultAccountId = '111122223333';
export const defaultRegion = 'eu-central-1';

/** What every emulated service stands on. A service adds its own state to it. */
export type World = {
  readonly clock: Clock;
  readonly random: Random;
  readonly accountId: string;
  readonly region: string;
  /** How one service calls another inside this world, and the way in for the code that a service runs. */
  readonly door: Dispatcher;
};
