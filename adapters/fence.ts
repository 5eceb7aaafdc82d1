/**
 * The fence of a stop by an alarm. A ledger that cannot be written, or is slow, holds up no stop: the binding names the run,
 * and the mark in the Result tells later whose stop it was.
 */
import type { Binding } from '#core/alarm';
import type { NewCause } from '#core/decide';
import type { Entry } from '#core/ledger';
import { alarmNonce, reasonText, unfencedSummary } from '#core/result';
import { tagOfStop } from './experiments.ts';
import type { Surroundings } from './lambda.ts';
import type { StopServices } from './services.ts';

/** So long the ledger has for its answer, and so long it is left alone between two tries. */
const answerMs = 2_000;

export type Fenced = {
  /** Undefined when there is nothing to stop. */
  readonly entry: Entry | undefined;
  /** The stop was sent without the fence. */
  readonly isSent: boolean;
};

/**
 * @param forMs for so long it is tried again
 * @throws what the ledger answered last, when the stop is sent: whoever called is called again, and then it is recorded
 */
export async function fence(
  surroundings: Surroundings<StopServices>,
  cause: NewCause,
  binding: Binding,
  forMs: number,
): Promise<Fenced> {
  const { services, now, sleep } = surroundings;
  let isSent = false;
  for (let waitedMs = 0; ; waitedMs += answerMs) {
    const writing = services.ledger.fence(binding.rampId, cause, now);
    const isWritten = writing.then(() => true).catch(() => false);
    const inTime = await Promise.race([isWritten, sleep(answerMs).then(() => false)]);
    if (!inTime && !isSent) isSent = await stopUnfenced(surroundings, cause, binding);
    if ((await isWritten) || waitedMs >= forMs) return { entry: await writing, isSent };
    await sleep(answerMs);
  }
}

async function stopUnfenced(
  { services, log }: Surroundings<StopServices>,
  { reason, alarm }: NewCause,
  { rampId, place, experiment, run }: Binding,
): Promise<boolean> {
  if (run === undefined || !alarm) return false;
  const mark = { place, stateAt: alarm.stateAt };
  const summary = unfencedSummary(reason, mark);
  const tags = { 'rampart:ramp': rampId, [tagOfStop]: alarmNonce(mark) };
  const error = await services.experiments.stop(
    { experiment, run },
    { summary, reason: reasonText(reason) },
    tags,
  );
  log('stop sent without a fence', { ramp: rampId, ...(error === undefined ? {} : { error }) });
  return error === undefined;
}
