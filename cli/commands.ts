import type { CommandFactory } from './command.ts';
import { demo } from './commands/demo.ts';
import { digest } from './commands/digest.ts';
import { init } from './commands/init.ts';
import { local } from './commands/local.ts';
import { plan } from './commands/plan.ts';
import { schema } from './commands/schema.ts';
import { simulate } from './commands/simulate.ts';

/** Every command of `ramp`, in the order of its help. A new one is a line here and a file in cli/commands/. */
export const commands: readonly CommandFactory[] = [demo, init, plan, simulate, schema, digest, local];
