/** `ramp init`: a first plan, with a comment at everything that may be said. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Command, Option } from 'commander';
import { type Preset, planTemplate, templatePresets } from '#core/plan/template';
import { type CommandFactory, type ExitCode, exit, sayError } from '../command.ts';
import type { Context } from '../context.ts';

export const init: CommandFactory = (context) => ({
  command: new Command('init')
    .summary('write a first plan, with comments')
    .description(
      'Writes a plan that `ramp plan` accepts, with a comment at everything that may be said. Never overwrites.',
    )
    .argument('[file]', 'the plan to write', 'my-experiment.ramp.yaml')
    .addOption(
      new Option('--preset <name>', 'the curve it begins with').choices(templatePresets).default('standard'),
    ),
  run: (file: string, { preset }: { preset: Preset }) => run(context, file, preset),
});

function run(context: Context, file: string, preset: Preset): ExitCode {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, planTemplate(nameOf(file), preset), { flag: 'wx' });
  } catch (error) {
    return cannotWrite(context, file, error as NodeJS.ErrnoException);
  }
  context.out.text(`${file}\n`);
  context.err.text(
    `Next: ramp plan ${file}\nFor completion in your editor: ramp schema > ${schemaBeside(file)}\n`,
  );
  return exit.done;
}

function cannotWrite(
  context: Context,
  file: string,
  { code, syscall, message }: NodeJS.ErrnoException,
): ExitCode {
  if (code === 'EEXIST' && syscall === 'open') {
    sayError(
      context,
      `${file} exists already`,
      'Name another file: ramp init FILE. Nothing is ever overwritten.',
    );
    return exit.refused;
  }
  sayError(context, `cannot write ${file}: ${message}`);
  return exit.failure;
}

/** A ramp is called as its file is, as far as names allow. */
function nameOf(file: string): string {
  const name = basename(file)
    .replace(/(\.ramp)?\.(ya?ml|json)$/, '')
    .replaceAll(/[^\w-]+/g, '-')
    .replace(/^[-_]+/, '');
  return name.slice(0, 60) || 'my-experiment';
}

const schemaBeside = (file: string): string => `${dirname(file)}/plan.v1.json`.replace(/^\.\//, '');
