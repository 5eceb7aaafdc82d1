/** What the state machine hands to each function: which ramp, and which execution asks. */
import * as z from 'zod/mini';
import { parseExecutionName } from './names.ts';
import { contract } from './ramp.ts';

export type Visit = { readonly rampId: string; readonly generation: number };

const schema = z.object({ contract: z.number(), ramp: z.string(), execution: z.string() });

/** Running executions keep their machine while functions change at once: this contract is taken, and the one before it. */
export function parseVisit(event: unknown): Visit {
  const given = schema.parse(event);
  if (given.contract !== contract && given.contract !== contract - 1)
    throw new Error(`contract ${given.contract} is not one of ${contract - 1} and ${contract}`);
  const name = parseExecutionName(given.execution);
  if (!name) throw new Error(`"${given.execution}" is not the name of a ramp's execution`);
  return { rampId: given.ramp, generation: name.generation };
}
