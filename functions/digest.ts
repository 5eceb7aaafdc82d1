/**
 * Every minute, one at a time: tells what is still untold. Every fact that its writer could not publish, every event that
 * AppConfig itself has noted of a run, and the digests of the plans whose time has come.
 */
import { lambda, type Task } from '#adapters/lambda';
import { sendDigests } from '#adapters/send-digests';
import { type Swept, sweep } from '#adapters/sweep';
import { minuteMs } from '#core/time';

/** A tick that does not come to its end gives way to another one after this long. */
const leaseMs = 2 * minuteMs;
export type Tick = Swept & { readonly digests: number };

export const digest: Task<unknown, Tick> = {
  name: 'digest',
  parse: (event) => event,
  run: async (_event, surroundings) => {
    const { ledger } = surroundings.services;
    const { now } = surroundings;
    if (!(await ledger.lease('digest', now, now + leaseMs)))
      return { ramps: 0, untold: 0, digests: 0, depth: 0, isDone: false };
    try {
      const digests = await sendDigests(surroundings);
      const swept = await sweep(surroundings);
      surroundings.measure({ name: 'OutboxDepth', unit: 'Count', value: swept.depth });
      return { ...swept, digests };
    } finally {
      await ledger.unlease('digest');
    }
  },
};

export const handler = lambda(digest);
