/** Something happens at one call of a ramp's machine: just before it is read or written what the call is about. */
import type { Faults } from '#local/faults';
import type { Iam } from '#local/iam/index';

/** From a wake-up to the next wait, which begins with a write of the machine's own. */
const functions = ['rampart-test-decide', 'rampart-test-raise'];

export function interruption() {
  let iam: Iam | undefined;
  let armed: { left: number; readonly act: () => Promise<unknown> } | undefined;
  let begun = Promise.resolve<unknown>(undefined);
  const callerOf = (accessKeyId = '') => iam?.principalOf(accessKeyId)?.arn.split('/').at(-1) ?? '';

  /** A call that is a millisecond late arrives when all that was begun meanwhile is done. */
  const faults: Faults = ({ operation, accessKeyId }) => {
    if (!armed) return undefined;
    const caller = callerOf(accessKeyId);
    const beginsToWait = caller === 'states' && operation === 'UpdateItem';
    if (!beginsToWait && !functions.includes(caller)) return undefined;
    armed.left -= 1;
    if (armed.left >= 0) return undefined;
    begun = armed.act();
    armed = undefined;
    return { kind: 'slow', delayMs: 1 };
  };

  return {
    faults,
    /** Whose calls are whose. */
    learnNames: (known: Iam) => {
      iam = known;
    },
    /** @param call of those that the machine makes from now on, from 0 */
    at: (call: number, act: () => Promise<unknown>) => {
      armed = { left: call, act };
    },
    /** Whether there was such a call; what was begun at it is over then. */
    hasHappened: async (): Promise<boolean> => {
      await begun;
      const happened = armed === undefined;
      armed = undefined;
      return happened;
    },
  };
}
