/** argv → command → exit code. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { type CommandFactory, type ExitCode, exit, sayError } from './command.ts';
import { commands } from './commands.ts';
import type { Context } from './context.ts';

export async function run(
  argv: readonly string[],
  context: Context,
  factories: readonly CommandFactory[] = commands,
): Promise<ExitCode> {
  let code: ExitCode = exit.done;
  const program = programOf(context);
  for (const factory of factories) {
    const { command, run } = factory(context);
    command.copyInheritedSettings(program).action(async (...args: unknown[]) => {
      code = await run(...(args as never[]));
    });
    program.addCommand(command);
  }
  try {
    await program.parseAsync(argv.length > 0 ? argv : ['--help'], { from: 'user' });
    return code;
  } catch (error) {
    return codeOf(error, context, argv);
  }
}

function programOf({ out, err }: Context): Command {
  return new Command('ramp')
    .description('The autopilot for AWS AppConfig experiments.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .option('--ascii', 'print ASCII signs only (by itself where the locale is not UTF-8)')
    .option('--no-color', 'print no colours (as NO_COLOR does; FORCE_COLOR asks for them)')
    .option('-v, --verbose', 'print the stack of an unexpected error')
    .addHelpText('after', `\n${exitCodes}`)
    .configureOutput({
      writeOut: out.text,
      writeErr: err.text,
      outputError: (text, write) => write(text.replace(/^error: /, `${err.paint('red', 'error')}  `)),
      getOutHelpWidth: () => out.width,
      getErrHelpWidth: () => err.width,
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .exitOverride();
}

const exitCodes = `Exit codes
  0  done
  1  failure: a service, the network, the disk, a defect
  2  a wrong command line or an invalid plan
  3  refused: wrong state or conflict
  4  the ramp ended without success
  5  timed out waiting
  130  interrupted
`;

/** Commander has printed its own errors already; anything else is a defect of ours. */
function codeOf(error: unknown, context: Context, argv: readonly string[]): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (argv.includes('-v') || argv.includes('--verbose')) sayError(context, stack ?? message);
  else sayError(context, `unexpected: ${message}`, 'This is a defect of ramp. Its stack: run again with -v.');
  return exit.failure;
}

function version(): string {
  const packageFile = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(packageFile) as { version: string }).version;
}
