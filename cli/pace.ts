/** Virtual time at the pace of real time: in small steps, and standing still while somebody is asked. */
import { minuteMs } from '#core/time';
import type { Audience } from './audience.ts';
import type { Context } from './context.ts';

/** What is paced: a simulation. */
export type Paced = {
  readonly now: () => number;
  readonly hasEnded: () => boolean;
  readonly advance: (untilAt: number) => Promise<void>;
  readonly isAsked: () => boolean;
  readonly answer: () => Promise<void>;
};

/** Virtual time goes on in steps this long. */
const frameMs = 30 * minuteMs;

/** @param factor virtual milliseconds in one real one */
export async function pace(
  { elapsed }: Context,
  simulation: Paced,
  factor: number,
  audience: Audience,
): Promise<void> {
  let [realAt, virtualAt] = [elapsed(), simulation.now()];
  while (!simulation.hasEnded() && !audience.isInterrupted()) {
    if (simulation.isAsked()) {
      await audience.waitForAnswer();
      if (!audience.isInterrupted()) await simulation.answer();
      [realAt, virtualAt] = [elapsed(), simulation.now()];
    } else {
      await simulation.advance(simulation.now() + frameMs);
      const aheadMs = (simulation.now() - virtualAt) / factor - (elapsed() - realAt);
      if (aheadMs > 0) await audience.wait(aheadMs);
    }
  }
}
