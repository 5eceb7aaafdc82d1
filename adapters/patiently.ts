/** Tries again for as long as the caller has patience. */
import type { Surroundings } from './lambda.ts';

const againMs = 2_000;

/** @throws what was answered last */
export async function patiently<T>(
  { sleep, log }: Pick<Surroundings, 'sleep' | 'log'>,
  forMs: number,
  work: () => Promise<T>,
): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += againMs) {
    try {
      return await work();
    } catch (error) {
      if (waitedMs >= forMs) throw error;
      log('tried again', { error: String(error) });
    }
    await sleep(againMs);
  }
}
