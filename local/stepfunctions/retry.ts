/** When an error is retried or caught, and how long a retry waits. */
import type { Retrier } from './definition.ts';
import type { Failure } from './failure.ts';

/** What no Retry and no Catch can name, not even by States.ALL. */
const isFinal = ({ error, isFinal }: Failure) => isFinal === true || error === 'States.Runtime';

export function matches(names: readonly string[], failure: Failure): boolean {
  if (isFinal(failure)) return false;
  const error = failure.error ?? '';
  return names.some(
    (name) =>
      name === error ||
      name === failure.alias ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout'),
  );
}

/** @param attempt how many retries of this retrier came before, from 0
 *  @param chance in [0, 1), read only with full jitter */
export function retryDelayMs(
  { intervalSeconds, backoffRate, maxDelaySeconds, hasFullJitter }: Retrier,
  attempt: number,
  chance: () => number,
): number {
  const fullMs = Math.min(intervalSeconds * backoffRate ** attempt, maxDelaySeconds) * 1000;
  return Math.round(hasFullJitter ? fullMs * chance() : fullMs);
}
