/** What the state machine hands to each function: which ramp, and which execution asks. */
import { parseExecutionName } from './names.ts';
import { contract } from './ramp.ts';

export type Visit = { readonly rampId: string; readonly generation: number };

/**
 * Running executions keep their machine while functions change at once: this contract is taken, and the one before it.
 * Checked by hand, since every cold start on the way to a stop would pay for a library that checks.
 */
export function parseVisit(event: unknown): Visit {
  const given = (event ?? {}) as { readonly [K in 'contract' | 'ramp' | 'execution']?: unknown };
  if (typeof given.ramp !== 'string' || typeof given.execution !== 'string')
    throw new Error('the state machine names a ramp and an execution, as texts');
  if (given.contract !== contract && given.contract !== contract - 1)
    throw new Error(`contract ${given.contract} is not one of ${contract - 1} and ${contract}`);
  const name = parseExecutionName(given.execution);
  if (!name) throw new Error(`"${given.execution}" is not the name of a ramp's execution`);
  return { rampId: given.ramp, generation: name.generation };
}
