/** `ramp schema`: what editors need to complete and explain a plan file, and what subscribers need to read an event. */
import { Command } from 'commander';
import { detailJsonSchema, eventTypes, kebab } from '#core/events/catalogue';
import { planJsonSchema } from '#core/plan/file';
import { type CommandFactory, exit, sayError } from '../command.ts';

export const schema: CommandFactory = (context) => ({
  command: new Command('schema')
    .summary('print the JSON Schema of plan files, or of an event')
    .description(
      'Prints the JSON Schema (draft-7) of plan files, with which editors complete and explain them:\n  ramp schema > plan.v1.json\nOr that of the detail of an event:\n  ramp schema exposure-raised',
    )
    .argument('[of]', 'plan, or the name of an event in lower case with dashes', 'plan'),
  run: (of: string) => {
    const found = of === 'plan' ? planJsonSchema() : eventSchema(of);
    if (!found) {
      sayError(context, `there is no event ${of}`, `Events: ${eventTypes.map(kebab).join(', ')}`);
      return exit.usage;
    }
    context.out.data(`${JSON.stringify(found, null, 2)}\n`);
    return exit.done;
  },
});

function eventSchema(of: string): object | undefined {
  const type = eventTypes.find((each) => kebab(each) === of);
  return type && detailJsonSchema(type);
}
