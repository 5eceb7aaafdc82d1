/** `ramp schema`: what editors need to complete and explain a plan file. */
import { Command } from 'commander';
import { planJsonSchema } from '#core/plan/file';
import { type CommandFactory, exit } from '../command.ts';

export const schema: CommandFactory = ({ out }) => ({
  command: new Command('schema')
    .summary('print the JSON Schema of plan files')
    .description(
      'Prints the JSON Schema (draft-7) of plan files, with which editors complete and explain them:\n  ramp schema > plan.v1.json',
    ),
  run: () => {
    out.data(`${JSON.stringify(planJsonSchema(), null, 2)}\n`);
    return exit.done;
  },
});
