import type { Command } from 'commander';
import type { Context } from './context.ts';

/** A command as the program sees it: how it is written on the command line, and what it does. */
export type RampCommand = {
  readonly command: Command;
  /** Gets commander's arguments, then its options; what it returns is what the process ends with. */
  readonly run: (...args: never[]) => ExitCode | Promise<ExitCode>;
};
export type CommandFactory = (context: Context) => RampCommand;

export const exit = {
  done: 0,
  /** A service, the network, the disk or a defect of ours. */
  failure: 1,
  /** A wrong command line or an invalid plan. */
  usage: 2,
  /** Refused: wrong state or conflict. */
  refused: 3,
  /** The ramp ended without success. */
  unsuccessful: 4,
  timedOut: 5,
  /** Ctrl-C, as shells have it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exit)[keyof typeof exit];

/** Says what happened and what to do, in the form all errors have. */
export function sayError({ err }: Context, what: string, help?: string): void {
  const label = err.paint('red', 'error');
  err.text(`${label}  ${what}\n${help ? `       ${help}\n` : ''}`);
}
